// What the tests of break-glass share: the operations, a town with a registry of its own in which time goes from the
// evening on, and looks at the tables.
import type pg from 'pg'
import type { Response } from 'supertest'
import { CAST, type CastKey } from '../../src/city/cast.ts'
import type { DatabaseCode } from '../../src/database/databases.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { openTown, type Town, type TownOptions } from '../world/town.ts'
import { ABSENT, byCitizenId, moveTo, type Subject } from './questions.ts'

export const REASON = '夜间急诊手术需要监护人签字，联系不上家属，就诊号 E-2026-0008'
export const NOTE = '已核对急诊病历与排班，情况属实'

export const OPEN = /* GraphQL */ `
  mutation Open($subject: SubjectInput!, $reason: String!) {
    openEmergency(subject: $subject, reason: $reason) { grant openedAt expiresAt reviewBy closedAt }
  }`
export const RENEW = /* GraphQL */ `
  mutation Renew($grant: ID!) { renewEmergency(grant: $grant) { grant openedAt expiresAt reviewBy closedAt } }`
export const CLOSE = /* GraphQL */ `
  mutation Close($grant: ID!) { closeEmergency(grant: $grant) { grant closedAt } }`
export const REVIEW = /* GraphQL */ `
  mutation Review($grant: ID!, $verdict: EmergencyVerdict!, $note: String!) {
    reviewEmergency(grant: $grant, verdict: $verdict, note: $note) { grant verdict reviewedAt }
  }`
export const TO_REVIEW = /* GraphQL */ `
  query ToReview {
    emergenciesToReview {
      grant person organisation unit role reason openedAt expiresAt renewedAt closedAt reviewBy reads suspended
    }
  }`
export const WHO_CAN_SIGN = /* GraphQL */ `
  query WhoCanSign {
    emergencySubject {
      answerId status whoCanSign guardian { relation name } institutionWard
      dutyContact { name phone } relayedCall { phone reference }
    }
  }`
export const ACKNOWLEDGE = /* GraphQL */ `
  mutation Acknowledge($notice: ID!) { acknowledgeNotice(notice: $notice) { notice acknowledgedAt } }`

const PEOPLE = ['social-worker', 'doctor', 'second-person', 'other-second-person', 'dpo'] as const
/** Who have no part in it. */
export const OTHERS = ['hospital', 'nurse', 'school', 'adjudicator'] as const
export type Person = (typeof PEOPLE)[number]

const BEGINNING = '2026-11-22T08:00:00+08:00'

export interface EmergencyTown extends Town {
  readonly registry: OwnRegistry
  /** The registry's owner, who may do what no role of the gateway may. */
  readonly owner: pg.Pool
  act(as: Person, query: string, variables?: Readonly<Record<string, unknown>>): Promise<Response>
  open(as: Person, child: CastKey | Subject, reason?: string): Promise<Response>
  /** The number of a grant that was just opened. */
  grantFor(child: CastKey, as?: Person): Promise<string>
  read(as: Person, grant: string | undefined, query?: string): Promise<Response>
  at(moment: string): Promise<void>
  /** Nothing opened, nobody suspended, at eight in the morning of the day before. */
  afresh(): Promise<void>
  /** Nobody has opened or missed anything in this hour. */
  forgetCounts(): Promise<void>
}

/**
 * Tokens are issued at ten on the day of the tests and last ten minutes; each person is let in once then, and time is set
 * back to the day before. `name` makes a registry of the file's own; `others` names other databases to stand on.
 */
export async function openEmergencyTown(
  name: string,
  options: TownOptions = {},
  others: Partial<Record<DatabaseCode, string>> = {},
): Promise<EmergencyTown> {
  const registry = await openOwnRegistry(name)
  const town = await openTown({
    ...options,
    dataFollowClock: true,
    databaseUrl(code, url) {
      const other = others[code]
      return other === undefined ? registry.databaseUrl(code, url) : new URL(`/${other}`, url).href
    },
  })
  for (const as of [...PEOPLE, ...OTHERS]) await town.ask({ as, purpose: 'P12', query: '{ hello }' })
  await town.newEntries()
  await moveTo(town, BEGINNING)
  const forgetCounts = async (): Promise<void> => {
    await registry.owner.query(
      'truncate registry.limit_counter, registry.limit_child, registry.limit_trace, registry.limit_lock',
    )
  }
  const act: EmergencyTown['act'] = (as, query, variables) =>
    town.ask({ as, purpose: 'P12', query, ...(variables ? { variables } : {}) })
  const open: EmergencyTown['open'] = (as, child, reason = REASON) =>
    act(as, OPEN, { subject: typeof child === 'string' ? byCitizenId(CAST[child]) : child, reason })
  return {
    ...town,
    registry,
    owner: registry.owner,
    act,
    open,
    async grantFor(child, as = 'social-worker') {
      const response = await open(as, child)
      if (response.status !== 200) throw new Error(`no grant was opened: ${response.text}`)
      return String(response.body.data.openEmergency.grant)
    },
    read: (as, grant, query = WHO_CAN_SIGN) =>
      town.ask({ as, purpose: 'P12', query, ...(grant === undefined ? {} : { case: grant }) }),
    at: (moment) => moveTo(town, moment),
    forgetCounts,
    async afresh() {
      await registry.owner.query(
        'truncate emergency.access_grant, emergency.review, emergency.suspension, notices.notice',
      )
      await forgetCounts()
      await moveTo(town, BEGINNING)
      await town.newEntries()
    },
    async close() {
      await town.close()
      await registry.drop()
    },
  }
}

/** A number and name that no register holds. */
export const NOBODY: Subject = byCitizenId(ABSENT)

const CHANGING = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d{2}-\d{2}T[\d:.]+Z/g

/** All that a caller can see of a reply, but for ids and moments. */
export function shown(response: { status: number; headers: Record<string, string>; text: string }): unknown {
  const { date: _, ...headers } = response.headers
  return { status: response.status, headers, text: response.text.replace(CHANGING, '…') }
}

export function codeOf(response: Response): string {
  return String(response.body.errors?.[0]?.extensions?.code)
}
