// Who hears of a grant and who may judge it: the second person of the same organisation, and the data-protection
// officers of the organisation or of the city that it lies in. Never whoever opened it.
import type { Day } from '../clock.ts'
import { GatewayError } from '../errors.ts'
import type { Caller } from '../identity/caller.ts'
import { mayApprove } from '../identity/deputy.ts'
import type { Assignment, RosterSnapshot } from '../identity/roster.ts'

/** Whose grant it is, and where. */
export interface Overseen {
  readonly personId: string
  readonly requestedFor: string | null
  readonly organisationId: string
  readonly division: string
}

export interface Overseers {
  readonly secondPersons: readonly string[]
  readonly officers: readonly string[]
}

/** Both kinds, each in the order in which they are told. */
export function overseersOf(
  roster: RosterSnapshot,
  { personId, requestedFor, organisationId, division }: Overseen,
  today: Day,
): Overseers {
  const peopleOf = (holders: readonly Assignment[]): string[] =>
    [...new Set(holders.map((holder) => holder.personId))].filter((each) => each !== personId && each !== requestedFor)
  const officers = roster.holdersOf('DPO', today)
  const own = officers.filter((officer) => officer.organisationId === organisationId)
  const citys = officers.filter((officer) => isCitys(officer, roster) && covers(officer.divisions, division))
  return {
    secondPersons: peopleOf(
      roster.holdersOf('SECOND_PERSON', today).filter((holder) => holder.organisationId === organisationId),
    ),
    officers: peopleOf([...own, ...citys]),
  }
}

/** As above; REFUSED where one of the two kinds is nobody: a grant that nobody hears of is none. */
export function expectOverseers(roster: RosterSnapshot, overseen: Overseen, today: Day): Overseers {
  const overseers = overseersOf(roster, overseen, today)
  if (overseers.secondPersons.length === 0) throw new GatewayError('REFUSED', 'no second person to tell')
  if (overseers.officers.length === 0) throw new GatewayError('REFUSED', 'no data-protection officer to tell')
  return overseers
}

function isCitys({ organisationId }: Assignment, roster: RosterSnapshot): boolean {
  return roster.organisation(organisationId)?.outside === false
}

function covers(divisions: readonly string[], division: string): boolean {
  return divisions.some((own) => division.startsWith(reachOf(own)))
}

// A city is written 3301, 330100 or with more noughts; what lies in it begins with 3301. Fewer digits reach nothing.
function reachOf(division: string): string {
  if (!/^\d{4,12}$/.test(division)) return 'nothing'
  return division.replace(/^(\d{4})00(0{3}){0,2}$/, '$1').replace(/^(\d{6}|\d{9})(0{3}){1,2}$/, '$1')
}

/** Beginnings of the divisions whose grants an officer of the city oversees; none for anybody else. */
export function overseenDivisions({ role, outside, divisions }: Caller): readonly string[] {
  return role === 'DPO' && !outside ? divisions.map(reachOf) : []
}

/** Whether the caller may act on this grant of another person. */
export function mayOversee(caller: Caller, grant: Overseen): boolean {
  if (!mayApprove(caller, { requestedBy: grant.personId, requestedFor: grant.requestedFor })) return false
  if (caller.role !== 'SECOND_PERSON' && caller.role !== 'DPO') return false
  return caller.organisationId === grant.organisationId || covers(overseenDivisions(caller), grant.division)
}
