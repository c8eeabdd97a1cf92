// What a grown-up person consented to, and who asked under it: their own rows, and nothing of anybody else's.
import { addDays, type Day } from '../clock.ts'
import type { RootWalk, RootWalker } from '../rooms.ts'
import { SHOWN_DAYS } from './asked.ts'
import { DESKS_BY_ROLE } from './desks.ts'

const MOST_LISTED = 200
const LISTED_DAYS = SHOWN_DAYS

interface GivenRow {
  readonly role: string
  readonly valid_from: Day
  readonly valid_to: Day
}

/** `consents`: those in force and those of the last year, the newest first. */
export const walkConsents: RootWalker = (rooms, operation) =>
  ownList(async () => {
    const { caller, today } = operation
    const { rows } = await rooms.registry.query<GivenRow>({
      name: 'consents-own',
      text: `select role, valid_from::text, valid_to::text from consent.given
        where person_id = $1 and superseded_at is null and valid_to >= $2
        order by recorded_at desc, role limit ${MOST_LISTED}`,
      values: [caller.personId, addDays(today, -LISTED_DAYS)],
    })
    return rows.map(({ role, valid_from: from, valid_to: until }) => ({
      desk: DESKS_BY_ROLE.get(role)?.desk,
      from,
      until,
    }))
  })

interface AskedRow {
  readonly role: string
  readonly organisation_id: string
  readonly asked_on: Day
}

/**
 * `askedUnderConsent`: which office asked on which day of the last year, the newest first. All of them: a row a day and office is few, and
 * whoever asks every day must not push out that somebody asked once.
 */
export const walkAskedUnderConsent: RootWalker = (rooms, operation) =>
  ownList(async () => {
    const { caller, today } = operation
    const { rows } = await rooms.registry.query<AskedRow>({
      name: 'consents-asked',
      text: `select role, organisation_id, asked_on::text from consent.asked a
        where asked_on > $2 and exists (select from registry.kinship k where k.child_id = a.child_id and k.person_id = $1
          and k.kind = 'SELF' and k.superseded_at is null and k.valid_from <= $3 and (k.valid_to is null or k.valid_to > $3))
        order by asked_on desc, role, organisation_id`,
      values: [caller.personId, addDays(today, -LISTED_DAYS), today],
    })
    const { organisation } = rooms.roster.current()
    return rows.map(({ role, organisation_id: id, asked_on: on }) => ({
      ...{ desk: DESKS_BY_ROLE.get(role)?.desk, office: organisation(id)?.nameZh ?? null, on },
    }))
  })

function ownList(read: () => Promise<readonly object[]>): RootWalk {
  return {
    subjects: [],
    subjectKind: 'none',
    count: 0,
    read: async () => ({ value: await read(), resolved: [], answers: [] }),
  }
}
