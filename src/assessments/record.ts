// Writing down a visit or an assessment of a child who lives in the caller's division today. REFUSED, in one way and before the
// community is asked, for any other child and for nobody.
import { entryDigest, entryNumber, keyedUuid, recordAct } from '../act-walk.ts'
import { subjectPseudonym } from '../audit/entry.ts'
import { inTransaction } from '../database/transaction.ts'
import type { CareEntry, Cells } from '../departments/community/care-book.ts'
import { GatewayError } from '../errors.ts'
import { ownDivision } from '../identity/own-division.ts'
import type { BoundRoot } from '../plan/bind.ts'
import { referredChild } from '../registry/referred-child.ts'
import type { ScopedChild } from '../registry/scope.ts'
import type { Operation, Rooms, RootWalk, RootWalker } from '../rooms.ts'
import { assessmentCells, dayWithin } from './findings.ts'

/** `recordVisit(key, ref, day, evidence, childSeen)`. */
export const walkRecordVisit: RootWalker = (rooms, operation, root) => {
  const day = dayWithin(root.arguments.day, operation.today)
  const cells = { visited_on: day, child_seen: root.arguments.childSeen }
  return walkRecord(rooms, operation, root, { table: 'visit_entry', act: 'VISIT_RECORDED', cells })
}

/** `recordAssessment(key, ref, day, evidence, findings, father, mother)`. */
export const walkRecordAssessment: RootWalker = (rooms, operation, root) => {
  const day = dayWithin(root.arguments.day, operation.today)
  const cells = { assessed_on: day, ...assessmentCells(root.arguments, day) }
  return walkRecord(rooms, operation, root, { table: 'assessment', act: 'ASSESSMENT_RECORDED', cells })
}

interface Recording {
  readonly table: CareEntry['table']
  readonly act: 'VISIT_RECORDED' | 'ASSESSMENT_RECORDED'
  readonly cells: Cells
}

function walkRecord(
  rooms: Rooms,
  operation: Operation,
  { arguments: { key, ref, evidence } }: BoundRoot,
  { table, act, cells }: Recording,
): RootWalk {
  if (operation.caller.delegation !== null) throw new GatewayError('REFUSED', 'an agent writes nothing down')
  const id = entryNumber(rooms, operation, `care ${table}`, key)
  const lookUp = referredChild(rooms, operation, String(ref), { lent: 'out of scope' })
  return {
    subjects: [String(ref)],
    subjectKind: 'child-ref',
    count: 1,
    isAct: true,
    async read() {
      const child = await lookUp()
      if (child === null) throw new GatewayError('REFUSED', 'no child of whom this person may write')
      const words = { evidence, ...cells }
      const digest = entryDigest(rooms, [child.childId, words])
      const subject = subjectPseudonym(rooms.keys.journalSubject, String(ref))
      await underKey(rooms, operation, child, (subjectKey) =>
        rooms.careBook.add(
          { table, cells: { id, subject_key: subjectKey, ...words, ...writtenBy(rooms, operation), digest } },
          () => recordAct(rooms, operation, { act, subjects: [subject], facts: { record: id } }),
        ),
      )
      return { value: { record: id }, resolved: [child.childId], answers: [] }
    },
  }
}

function writtenBy(rooms: Rooms, { caller, now }: Operation): Cells {
  return {
    ...{ role: caller.role, organisation_id: caller.organisationId, division: ownDivision(rooms, caller) },
    ...{ recorded_by: caller.personId, recorded_for: caller.deputyFor?.personId ?? null, recorded_at: now },
  }
}

// A child whom the community does not know gets a record there. Its key is the same each time: should the entry stand and the link not,
// the next try finds it.
async function underKey(
  { registry, keys }: Rooms,
  { now }: Operation,
  { childId, keys: known }: ScopedChild,
  write: (subjectKey: string) => Promise<void>,
): Promise<void> {
  if (known.XZJ !== undefined) return write(known.XZJ)
  const subjectKey = keyedUuid(keys.journalSubject, `community ${childId}`)
  await inTransaction(registry, async (client) => {
    await client.query(
      `insert into registry.source_link (child_id, department, subject_key, recorded_at) values ($1, 'XZJ', $2, $3)
        on conflict do nothing`,
      [childId, subjectKey, now],
    )
    await write(subjectKey)
  })
}
