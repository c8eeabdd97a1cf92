// Answers what is about no person from what the gateway holds itself: rule packs, the policies' own words, the roster.
import { MissingCell } from '../departments/missing-cell.ts'
import { BENEFITS } from '../eligibility/rule-pack.ts'
import { rulesOn } from '../questions/rule-reference.ts'
import type { RootWalk, RootWalker } from '../rooms.ts'

/** `reference`: the public lists. */
export const walkReference: RootWalker = ({ packs, policies }) => {
  const { purposes, roles } = policies.vocabulary
  return aboutNobody({
    benefits: BENEFITS.map((benefit) => ({ benefit, rules: rulesOn(packs, benefit) })),
    purposes: namesOf(purposes),
    roles: namesOf(roles),
  })
}

/** `dutyContact(division)`: null where not even the city has one. */
export const walkDutyContact: RootWalker = (rooms, _operation, root) => {
  const contact = rooms.roster.current().dutyContactFor(String(root.arguments.division).padEnd(12, '0'))
  return aboutNobody(contact ? { name: contact.nameZh, phone: contact.phone } : null)
}

/** `childWorkers(division)`: UNAVAILABLE, since civil affairs' register is not brought over yet. */
export const walkChildWorkers: RootWalker = () => aboutNobody(new MissingCell('UNAVAILABLE', 'MZJ', 'NOT_CONNECTED'))

function aboutNobody(value: unknown): RootWalk {
  return { subjects: [], subjectKind: 'none', count: 0, read: async () => ({ value, resolved: [], answers: [] }) }
}

function namesOf(words: Readonly<Record<string, { readonly zh: string; readonly en: string }>>) {
  return Object.entries(words).map(([code, { zh, en }]) => ({ code, zh, en }))
}
