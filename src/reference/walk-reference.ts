// Answers what is about no child: from what the gateway holds itself, rule packs, the policies' own words and the roster, and from civil
// affairs' register of child workers.
import { shownWorkers } from '../departments/civil-affairs/worker-register.ts'
import { BENEFITS } from '../eligibility/rule-pack.ts'
import { GatewayError } from '../errors.ts'
import { rulesOn } from '../questions/rule-reference.ts'
import { divisionBounds } from '../registry/scope.ts'
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

/** `childWorkers(division)`: REFUSED for a division that is not the caller's own, whoever works there. */
export const walkChildWorkers: RootWalker = ({ workerRegister }, { caller, today }, root) => {
  const within = divisionBounds([String(root.arguments.division)])
  if (!isWithin(within, divisionBounds(caller.divisions)))
    throw new GatewayError('REFUSED', 'no division of this person')
  return readAboutNobody(() => shownWorkers(workerRegister, today, within))
}

type Bounds = ReturnType<typeof divisionBounds>

function isWithin({ lowest: [from = ''], highest: [to = ''] }: Bounds, { lowest, highest }: Bounds): boolean {
  return lowest.some((low, at) => low <= from && to <= (highest[at] ?? ''))
}

function aboutNobody(value: unknown): RootWalk {
  return readAboutNobody(async () => value)
}

function readAboutNobody(read: () => Promise<unknown>): RootWalk {
  return {
    ...{ subjects: [], subjectKind: 'none', count: 0 },
    read: async () => ({ value: await read(), resolved: [], answers: [] }),
  }
}

function namesOf(words: Readonly<Record<string, { readonly zh: string; readonly en: string }>>) {
  return Object.entries(words).map(([code, { zh, en }]) => ({ code, zh, en }))
}
