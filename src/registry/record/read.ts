// The facts of children on two time axes (valid time and recorded time; Snodgrass 1999), one statement for each list that is asked for. What
// a condition takes away from a child is looked up under an id of nobody.
import type { Day } from '../../clock.ts'
import { departmentOf } from '../../departments/departments.ts'
import { placeholderFor } from '../../departments/holding.ts'
import { MissingCell } from '../../departments/missing-cell.ts'
import { invariant } from '../../errors.ts'
import { maskNamed } from '../../masking/masks.ts'
import type { GrantedLeaf, RootPlan } from '../../plan/plan.ts'
import type { ShapeField } from '../../plan/shape.ts'
import type { Operation, Rooms } from '../../rooms.ts'
import { LINKED_DEPARTMENTS } from '../links/read-sheets.ts'
import type { ScopedChild } from '../scope.ts'
import { HELD, type Moment } from './moment.ts'

export interface RecordQuestion {
  readonly plan: RootPlan
  /** The fields of `ChildRecord`. */
  readonly fields: readonly ShapeField[]
  readonly children: readonly Pick<ScopedChild, 'childId' | 'holds'>[]
  readonly moment: Moment
}

type Facts = readonly object[]

/** By position: of each child what of its record is asked for. */
export async function readRecords(rooms: Rooms, operation: Operation, question: RecordQuestion) {
  const { fields, children, moment } = question
  const asked = LISTS.filter(({ field }) => fields.some(({ name }) => name === field))
  const lists = await Promise.all(asked.map((list) => readList(rooms, operation, { ...question, list })))
  return children.map((_, at) => ({
    ...{ asOf: moment.asOf, knownAt: moment.knownAt.toISOString() },
    ...Object.fromEntries(asked.map(({ field }, position) => [field, lists[position]?.[at]])),
  }))
}

interface ListQuestion extends RecordQuestion {
  readonly list: RecordedList
}

async function readList(
  rooms: Rooms,
  operation: Operation,
  { list, plan, children, moment }: ListQuestion,
): Promise<(Facts | MissingCell)[]> {
  const leaves = plan.leaves.filter(({ coordinate }) => coordinate.startsWith(`${list.type}.`))
  const rules = leaves.flatMap(({ rows }) => rows)
  const asked = children.map(({ childId, holds }) => {
    const instead = placeholderFor(rules, holds)
    return { id: instead === null ? childId : rooms.newId(), instead }
  })
  const { rows } = await rooms.registry.query<Row>({
    name: `record-${list.field}`,
    text: list.text,
    values: [asked.map(({ id }) => id), ...list.bind(moment, operation)],
  })
  const byChild = Map.groupBy(rows, (row) => row.child_id)
  return asked.map(({ id, instead }) => {
    if (instead === 'withheld') return new MissingCell('WITHHELD', list.source)
    return (byChild.get(id) ?? []).map((row) => treated(shown(row, moment), leaves))
  })
}

interface RecordedList {
  /** Of `ChildRecord`. */
  readonly field: string
  readonly type: string
  readonly source: string
  readonly text: string
  /** What the statement binds after the children. */
  readonly bind: (moment: Moment, operation: Operation) => readonly unknown[]
}

const TIMES = 'valid_from, valid_to, recorded_at, superseded_at, source, source_record_time'

function held(table: string, columns: readonly string[] = [], more = ''): string {
  const selected = ['child_id', ...columns, TIMES].join(', ')
  return `select ${selected} from ${table} where child_id = any($1::uuid[]) and ${HELD}${more}`
}

// Whose link was never decided here was brought along, and stands in the readers' table alone.
const LINKS = `
  select l.child_id, l.department, l.decided_by as "decidedBy", l.decided_at as recorded_at from linking.link l
    where l.child_id = any($1::uuid[]) and l.department = any($2::text[])
      and l.decided_at <= $3 and (l.superseded_at is null or l.superseded_at > $3)
  union all
  select s.child_id, s.department, 'IMPORT', s.recorded_at from registry.source_link s
    where s.child_id = any($1::uuid[]) and s.department = any($2::text[]) and s.recorded_at <= $3
      and not exists (select from linking.link l where l.department = s.department and l.subject_key = s.subject_key)
  order by 2, 4`

const bothAxes = ({ asOf, knownAt }: Moment) => [asOf, knownAt]

const LISTS: readonly RecordedList[] = [
  {
    ...{ field: 'facts', type: 'RecordedFact', source: 'MZJ' },
    text: `${held('registry.outcome', ['kind', 'value'])}
      union all ${held('registry.enrolment', [`'SCHOOL'`, 'organisation_id'])} order by 2, 4, 3, 6`,
    bind: bothAxes,
  },
  {
    ...{ field: 'divisions', type: 'RecordedDivision', source: 'GAJ' },
    text: `${held('registry.jurisdiction', ['kind', 'division'])} order by kind, valid_from, recorded_at`,
    bind: bothAxes,
  },
  {
    ...{ field: 'kinships', type: 'RecordedKinship', source: 'MZJ' },
    text: `${held('registry.kinship', ['kind'])} order by kind, valid_from, recorded_at`,
    bind: bothAxes,
  },
  {
    ...{ field: 'encounters', type: 'RecordedEncounter', source: 'WJW' },
    text: `${held('registry.encounter')} order by valid_from, recorded_at`,
    bind: bothAxes,
  },
  {
    ...{ field: 'cases', type: 'RecordedCase', source: 'MZJ' },
    text: `${held('registry.case_child', [], ' and case_number = $4')} order by valid_from, recorded_at`,
    // Whoever has one case learns of no other.
    bind: (moment, { caseNumber }) => [...bothAxes(moment), caseNumber ?? ''],
  },
  {
    ...{ field: 'links', type: 'RecordedLink', source: 'GATEWAY' },
    text: LINKS,
    bind: ({ knownAt }, operation) => [linksShown(operation), knownAt],
  },
]

// Those that the county answers for; and that a department has a record is only for whom it may show one.
function linksShown({ grant }: Operation): string[] {
  return LINKED_DEPARTMENTS.filter(
    (code) => grant.decide('select', `Child.${departmentOf(code).edge}`).effect !== 'refuse',
  )
}

interface Row {
  readonly child_id: string
  readonly recorded_at: Date
  readonly valid_from?: Day
  readonly valid_to?: Day | null
  readonly superseded_at?: Date | null
  readonly source?: string | null
  readonly source_record_time?: Date | null
  readonly [own: string]: unknown
}

// What was superseded later was in force at the moment, and is shown as it stood then.
function shown(row: Row, { knownAt }: Moment): Readonly<Record<string, unknown>> {
  const { child_id: _, recorded_at, valid_from, valid_to, superseded_at, source_record_time, ...own } = row
  const superseded = superseded_at && superseded_at <= knownAt ? superseded_at : null
  return {
    ...own,
    ...{ validFrom: valid_from, validTo: valid_to },
    recordedAt: recorded_at.toISOString(),
    supersededAt: superseded?.toISOString() ?? null,
    sourceRecordTime: source_record_time?.toISOString() ?? null,
  }
}

// The registry's own columns: they are treated here, before they go into the tree.
function treated(fact: Readonly<Record<string, unknown>>, leaves: readonly GrantedLeaf[]): object {
  const masked = leaves.flatMap(({ coordinate, mask: name }) => {
    if (name === null) return []
    const mask = maskNamed(name)
    invariant(mask, 'the policy names a mask that exists')
    const field = coordinate.slice(coordinate.indexOf('.') + 1)
    return [[field, mask.apply(String(fact[field]), '')] as const]
  })
  return { ...fact, ...Object.fromEntries(masked) }
}
