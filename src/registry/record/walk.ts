// `childRecord`: the facts of one child on two time axes (valid time and recorded time; Snodgrass 1999), in one statement. A child out of
// scope is looked up under an id of nobody and is null like one that is not there.
import type { Pool } from 'pg'
import type { Day } from '../../clock.ts'
import { conditionsOf, placeholderFor } from '../../departments/holding.ts'
import { MissingCell } from '../../departments/missing-cell.ts'
import { GatewayError, invariant } from '../../errors.ts'
import { maskNamed } from '../../masking/masks.ts'
import type { BoundRoot } from '../../plan/bind.ts'
import type { GrantedLeaf } from '../../plan/plan.ts'
import type { RowRule } from '../../policy/policy.ts'
import type { Operation, RootWalker } from '../../rooms.ts'
import { recipientOf } from '../casework.ts'
import { referredChild } from '../referred-child.ts'
import type { ScopedChild } from '../scope.ts'

/** The lists of a record, and whose leaves they show. */
const LISTS = { facts: 'RecordedFact', divisions: 'RecordedDivision' } as const

interface Asking {
  readonly isAsked: boolean
  /** What stands in place of a list of which a selected leaf is taken away for this child. */
  readonly instead: RowRule['otherwise'] | null
}

function placeholderOf({ plan }: BoundRoot, type: string, { holds }: ScopedChild): RowRule['otherwise'] | null {
  const rows = plan.leaves.flatMap((leaf) => (leaf.coordinate.startsWith(`${type}.`) ? leaf.rows : []))
  return placeholderFor(rows, holds)
}

// What was not asked for is not read; what is taken away is looked up under an id of nobody.
async function listed(
  { isAsked, instead }: Asking,
  source: string,
  read: (known: boolean) => Promise<readonly object[]>,
): Promise<readonly object[] | MissingCell | null> {
  if (!isAsked) return null
  const rows = await read(instead === null)
  return instead === 'withheld' ? new MissingCell('WITHHELD', source) : rows
}

interface Moment {
  readonly asOf: Day
  readonly knownAt: Date
}

/** BAD_INPUT for a moment that is still to come: nobody knows it yet. */
export const walkChildRecord: RootWalker = (rooms, operation, root) => {
  const { caller, grant } = operation
  const ref = String(root.arguments.ref)
  const lookUp = referredChild(rooms, operation, ref, {
    ...{ conditions: conditionsOf(root.plan.leaves), lent: 'in scope' },
  })
  const moment = momentOf(root, operation)
  return {
    subjects: [ref],
    subjectKind: 'child-ref',
    count: 1,
    async read() {
      const found = await lookUp()
      const childId = found?.childId ?? rooms.newId()
      const asks = (list: keyof typeof LISTS): Asking => ({
        isAsked: root.plan.field.fields.some(({ name }) => name === list),
        instead: found && placeholderOf(root, LISTS[list], found),
      })
      const [facts, divisions] = await Promise.all([
        listed(asks('facts'), 'MZJ', (known) => factsOf(rooms.registry, known ? childId : rooms.newId(), moment)),
        listed(asks('divisions'), 'GAJ', async (known) =>
          masked(await divisionsOf(rooms.registry, known ? childId : rooms.newId(), moment), root.plan.leaves),
        ),
      ])
      const value = found && {
        childRef: rooms.childRefs(recipientOf(caller, grant)).refOf(childId),
        ...{ asOf: moment.asOf, knownAt: moment.knownAt.toISOString(), facts, divisions },
      }
      return { value, resolved: found ? [found.childId] : [], answers: [] }
    },
  }
}

function momentOf({ arguments: given }: BoundRoot, { today, now }: Operation): Moment {
  const knownAt = typeof given.knownAt === 'string' ? new Date(given.knownAt) : now
  if (knownAt > now) throw new GatewayError('BAD_INPUT', 'knownAt is still to come')
  return { asOf: (given.asOf as Day | null | undefined) ?? today, knownAt }
}

const HELD = `child_id = $1 and valid_from <= $2 and (valid_to is null or valid_to > $2)
  and recorded_at <= $3 and (superseded_at is null or superseded_at > $3)`
const TIMES = 'valid_from, valid_to, recorded_at, superseded_at, source, source_record_time'

interface Times {
  readonly valid_from: Day
  readonly valid_to: Day | null
  readonly recorded_at: Date
  readonly superseded_at: Date | null
  readonly source: string | null
  readonly source_record_time: Date | null
}

// What was superseded later was in force at the moment, and is shown as it stood then.
function timesOf(row: Times, { knownAt }: Moment) {
  const superseded = row.superseded_at !== null && row.superseded_at <= knownAt ? row.superseded_at : null
  return {
    ...{ validFrom: row.valid_from, validTo: row.valid_to, source: row.source },
    recordedAt: row.recorded_at.toISOString(),
    supersededAt: superseded?.toISOString() ?? null,
    sourceRecordTime: row.source_record_time?.toISOString() ?? null,
  }
}

async function factsOf(registry: Pool, childId: string, moment: Moment) {
  const { rows } = await registry.query<Times & { kind: string; value: string }>({
    name: 'record-facts',
    text: `select kind, value, ${TIMES} from registry.outcome where ${HELD}
      union all select 'SCHOOL', organisation_id, ${TIMES} from registry.enrolment where ${HELD}
      order by 1, 3, 2, 5`,
    values: [childId, moment.asOf, moment.knownAt],
  })
  return rows.map((row) => ({ kind: row.kind, value: row.value, ...timesOf(row, moment) }))
}

interface DivisionFact {
  readonly kind: string
  readonly division: string
}

async function divisionsOf(registry: Pool, childId: string, moment: Moment): Promise<DivisionFact[]> {
  const { rows } = await registry.query<Times & DivisionFact>({
    name: 'record-divisions',
    text: `select kind, division, ${TIMES} from registry.jurisdiction where ${HELD} order by kind, valid_from, recorded_at`,
    values: [childId, moment.asOf, moment.knownAt],
  })
  return rows.map((row) => ({ kind: row.kind, division: row.division, ...timesOf(row, moment) }))
}

const DIVISION = 'RecordedDivision.division'

// The registry's own column: it is treated here, before it goes into the tree.
function masked(divisions: readonly DivisionFact[], leaves: readonly GrantedLeaf[]): readonly object[] {
  const leaf = leaves.find(({ coordinate }) => coordinate === DIVISION)
  // Not selected, or in clear.
  if (!leaf || leaf.mask === null) return divisions
  const mask = maskNamed(leaf.mask)
  invariant(mask, 'the policy names a mask that exists')
  return divisions.map((each) => ({ ...each, division: mask.apply(each.division, '') }))
}
