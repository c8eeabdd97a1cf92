// Writing down which of the two subsidies was chosen for a child of the caller's county. REFUSED, in one way and before civil affairs is
// asked, for any other child, for one of whom civil affairs has no record, and for nobody.
import { entryDigest, entryNumber, recordAct } from '../act-walk.ts'
import { subjectPseudonym } from '../audit/entry.ts'
import { addMonths, type Day } from '../clock.ts'
import { GatewayError } from '../errors.ts'
import { referredChild } from '../registry/referred-child.ts'
import type { RootWalker } from '../rooms.ts'

/** `recordSubsidyChoice(key, ref, choice)`. */
export const walkRecordSubsidyChoice: RootWalker = (rooms, operation, root) => {
  const { caller, now, today } = operation
  const { key, ref, choice } = root.arguments
  if (caller.delegation !== null) throw new GatewayError('REFUSED', 'an agent writes nothing down')
  const id = entryNumber(rooms, operation, 'choice', key)
  const lookUp = referredChild(rooms, operation, String(ref), { lent: 'out of scope' })
  return {
    subjects: [String(ref)],
    subjectKind: 'child-ref',
    count: 1,
    isAct: true,
    async read() {
      const child = await lookUp()
      const subjectKey = child?.keys.MZJ
      if (!child || subjectKey === undefined)
        throw new GatewayError('REFUSED', 'no child of whom this person may write')
      const subject = subjectPseudonym(rooms.keys.journalSubject, String(ref))
      const from = await rooms.choiceBook.add(
        {
          ...{
            id,
            subjectKey,
            choice: String(choice),
            validFrom: nextMonth(today),
            organisationId: caller.organisationId,
          },
          ...{ recordedBy: caller.personId, recordedFor: caller.deputyFor?.personId ?? null, recordedAt: now },
          digest: entryDigest(rooms, [child.childId, choice]),
        },
        () =>
          recordAct(rooms, operation, { act: 'SUBSIDY_CHOICE_RECORDED', subjects: [subject], facts: { record: id } }),
      )
      return { value: { record: id, from }, resolved: [child.childId], answers: [] }
    },
  }
}

// What is paid is paid by the month.
function nextMonth(today: Day): Day {
  return addMonths(`${today.slice(0, 7)}-01`, 1)
}
