// The second person: what waits for one, and what they say. Of a village's assessment it is a supervisor of the street above; of a street's
// own, another of the same street. Nobody countersigns what they wrote themselves, or what was written by or for whom they stand in.
import { actOn, recordAct } from '../act-walk.ts'
import { subjectPseudonym } from '../audit/entry.ts'
import type { Cells, Signable } from '../departments/community/care-book.ts'
import { GatewayError } from '../errors.ts'
import type { Caller } from '../identity/caller.ts'
import { mayApprove } from '../identity/deputy.ts'
import { countedPage } from '../limits/counted-page.ts'
import type { ShapeField } from '../plan/shape.ts'
import { caseworkScope, recipientOf } from '../registry/casework.ts'
import { divisionBounds, inScope } from '../registry/scope.ts'
import type { Operation, Rooms, RootWalker } from '../rooms.ts'
import { COLUMNS, PARENT_COLUMNS } from './findings.ts'

const MOST_LISTED = 50
const PARENTS = ['father', 'mother'] as const

/** `assessmentsToCountersign`: those of children who live in the caller's divisions today. */
export const walkAssessmentsToCountersign: RootWalker = (rooms, operation, root) => {
  const { fields } = root.plan.field
  const columns = columnsOf(fields)
  return {
    subjects: [],
    subjectKind: 'list',
    count: MOST_LISTED,
    async read() {
      const { caller, grant, today } = operation
      const rows = await countedPage(rooms, operation, async () => {
        const waiting = await rooms.careBook.waiting({ ...divisionBounds(caller.divisions), today, columns })
        const signable = waiting.filter((each) => isSecond(caller, each))
        const children = await ownChildren(rooms, operation, signable)
        return signable
          .flatMap((each) => ({ ...each, childId: children.get(each.subjectKey) }))
          .filter((each): each is typeof each & { childId: string } => each.childId !== undefined)
          .slice(0, MOST_LISTED)
      })
      const refs = rooms.childRefs(recipientOf(caller, grant))
      const value = rows.map(({ id, childId, cells }) => ({
        ...{ assessment: id, ref: refs.refOf(childId), ...shown(COLUMNS, '', cells) },
        parentFindings: PARENTS.map((which) => ({
          ...{ relation: which.toUpperCase(), ...shown(PARENT_COLUMNS, `${which}_`, cells) },
        })),
      }))
      return { value, resolved: [...new Set(rows.map(({ childId }) => childId))], answers: [] }
    },
  }
}

// A column that no selected field shows is in no statement.
function columnsOf(fields: readonly ShapeField[]): string[] {
  const names = (under: readonly ShapeField[], columns: Readonly<Record<string, string>>) =>
    under.flatMap(({ name }) => columns[name] ?? [])
  const ofParents = names(
    fields.flatMap((field) => field.fields),
    PARENT_COLUMNS,
  )
  const each = PARENTS.flatMap((which) => ofParents.map((column) => `${which}_${column}`))
  return [...new Set([...names(fields, COLUMNS), ...each])]
}

function shown(columns: Readonly<Record<string, string>>, before: string, cells: Cells): Cells {
  return Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [name, cells[`${before}${column}`] ?? null]),
  )
}

/** `countersignAssessment(assessment, says, reason)`. REFUSED, in one way, for one that is not there or not theirs to sign. */
export const walkCountersignAssessment: RootWalker = (rooms, operation, root) => {
  const { assessment, says, reason = null } = root.arguments
  if ((says === 'RETURNED') !== (reason !== null))
    throw new GatewayError('BAD_INPUT', 'what goes back has a reason', { hint: 'REASON_IF_RETURNED' })
  return actOn(assessment, 'an assessment', async (id) => {
    const found = await rooms.careBook.find(id)
    const childId = found && (await childToSign(rooms, operation, found))
    if (!found || !childId) throw new GatewayError('REFUSED', NOT_THEIRS)
    const isSame = found.signed?.verdict === says && found.signed?.reason === reason
    const isOwn = found.signed?.by === operation.caller.personId
    if (found.signed && !(isSame && isOwn)) throw new GatewayError('REFUSED', NOT_THEIRS)
    if (!found.signed)
      await sign(rooms, operation, { found, childId, verdict: String(says), reason: reason as string | null })
    return { value: { record: id }, resolved: [childId] }
  })
}

const NOT_THEIRS = 'no assessment that this person may countersign'

interface Signing {
  readonly found: Signable
  readonly childId: string
  readonly verdict: string
  readonly reason: string | null
}

async function sign(rooms: Rooms, operation: Operation, { found, childId, verdict, reason }: Signing): Promise<void> {
  const { caller, grant, now } = operation
  const ref = rooms.childRefs(recipientOf(caller, grant)).refOf(childId)
  const signature = {
    ...{ assessment_id: found.id, subject_key: found.subjectKey, verdict, reason },
    ...{ organisation_id: caller.organisationId, signed_by: caller.personId },
    ...{ signed_for: caller.deputyFor?.personId ?? null, signed_at: now },
  }
  const isFirst = await rooms.careBook.sign(signature, () =>
    recordAct(rooms, operation, {
      act: verdict === 'RETURNED' ? 'ASSESSMENT_RETURNED' : 'ASSESSMENT_COUNTERSIGNED',
      subjects: [subjectPseudonym(rooms.keys.journalSubject, ref)],
      facts: { record: found.id },
    }),
  )
  if (!isFirst) throw new GatewayError('REFUSED', NOT_THEIRS)
}

function isSecond(caller: Caller, { role, organisationId, division, recordedBy, recordedFor }: Signable): boolean {
  const isAbove = caller.divisions.some((own) => division.startsWith(own))
  const isTheirs = role === 'VILLAGE' ? isAbove : organisationId === caller.organisationId
  return isTheirs && mayApprove(caller, { requestedBy: recordedBy, requestedFor: recordedFor })
}

async function childToSign(rooms: Rooms, operation: Operation, found: Signable): Promise<string | null> {
  const children = await ownChildren(rooms, operation, [found])
  return isSecond(operation.caller, found) ? (children.get(found.subjectKey) ?? null) : null
}

/** By the community's keys: the children among them who are the caller's today. */
async function ownChildren(
  { registry }: Rooms,
  operation: Operation,
  of: readonly Signable[],
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await registry.query<{ child_id: string; subject_key: string }>({
    name: 'children-of-the-community',
    text: `select child_id, subject_key from registry.source_link where department = 'XZJ' and subject_key = any($1::uuid[])`,
    values: [of.map(({ subjectKey }) => subjectKey)],
  })
  const children = [...new Set(rows.map(({ child_id: childId }) => childId))]
  const own = await inScope(registry, caseworkScope(operation, []), children)
  return new Map(rows.filter((row) => own.has(row.child_id)).map((row) => [row.subject_key, row.child_id]))
}
