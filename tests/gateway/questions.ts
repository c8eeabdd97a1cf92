// What the cases share: the questions in GraphQL, a town at an hour of its own, a record of source calls, and what a
// caller can see of a reply.
import type { CastChild } from '../../src/city/cast.ts'
import { DEPARTMENTS } from '../../src/departments/departments.ts'
import { citizenIdWithCheck } from '../../src/masking/citizen-id.ts'
import { openTown, type Town, type TownOptions } from '../world/town.ts'

const ANSWER = `answerId benefit status tier validOn validUntil rule { id pack } sources { source syncedAt }
  manualPath { name phone } displayName`

/** One day's question, with what one purpose shows beside the common fields (`cover { from to }`). */
export function dayQuestion(more = ''): string {
  return `query Day($subject: SubjectInput!, $benefit: Benefit!, $on: Date) {
    eligibility(subject: $subject, benefit: $benefit, on: $on) { ${ANSWER} ${more} } }`
}

export const STAY = `query Stay($subject: SubjectInput!, $from: Date!, $to: Date!) {
  stayEligibility(subject: $subject, benefit: MEDICAL_AID, from: $from, to: $to) { ${ANSWER} } }`

export const CLASS = `query Class($pupils: [SubjectInput!]!) {
  pupilEligibility(pupils: $pupils, benefit: EDUCATION_AID) { position fault answer { ${ANSWER} items } } }`

export interface Subject {
  readonly citizenId?: string
  readonly studentNo?: string
  readonly passportNo?: string
  readonly travelPermitNo?: string
  readonly motherId?: string
  readonly birthCertificateNo?: string
  readonly fullName: string
}

export function byCitizenId({ citizenId, name }: Pick<CastChild, 'citizenId' | 'name'>): Subject {
  return { citizenId: citizenId ?? '', fullName: name }
}

export function byStudentNo({ studentNo, name }: Pick<CastChild, 'studentNo' | 'name'>): Subject {
  return { studentNo: studentNo ?? '', fullName: name }
}

// Born before the city's oldest child: nobody has this number.
const NOBODY = citizenIdWithCheck('33019919990101999')

/** A well-formed number and name that no register holds. */
export const ABSENT = { citizenId: NOBODY, studentNo: `G${NOBODY}`, name: '严无踪' } as const

/**
 * A town that stands at a full hour of the test day. Misses are counted per person and hour, so that a file with an hour
 * of its own uses up no other file's. Tokens are issued at ten: each account is let in once then, and known from there on.
 */
export async function openTownAt(hour: number, accounts: readonly string[], options: TownOptions = {}): Promise<Town> {
  const town = await openTown(options)
  for (const as of accounts) await town.ask({ as, purpose: as.includes('school') ? 'P05' : 'P03', query: '{ hello }' })
  await town.newEntries()
  await moveTo(town, `2026-11-23T${String(hour).padStart(2, '0')}:00:00+08:00`)
  return town
}

/** Moves the clock and reads the roster and what is registered anew, as the passing of that time would have. */
export async function moveTo(town: Town, moment: string): Promise<void> {
  town.clock.moveTo(moment)
  await Promise.all([town.gateway.rooms.roster.refresh(), town.gateway.rooms.operations.refresh()])
}

export interface SourceCall {
  readonly source: string
  readonly statement: string | null
  readonly text: string
  readonly columns: readonly string[]
  readonly keys: number
}

type WrapSource = NonNullable<TownOptions['wrapSource']>

/** Real sources that write down what they are asked for: the form of a call, never a key. */
export function recordedSources(): { readonly wrapSource: WrapSource; take(): SourceCall[] } {
  let calls: SourceCall[] = []
  return {
    wrapSource: (source, real) => ({
      fetch(statement, keys, bound) {
        const { name, text, sourceColumns } = statement
        calls.push({ source, statement: name, text, columns: sourceColumns, keys: keys.length })
        return real.fetch(statement, keys, bound)
      },
    }),
    take() {
      const taken = [...calls].sort((a, b) => (a.source < b.source ? -1 : 1))
      calls = []
      return taken
    },
  }
}

export const ANSWER_ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g

/** All that a caller can see of an answer, but for answer ids and the day's time of the reply. */
export function seen(response: { status: number; headers: Record<string, string>; text: string }): unknown {
  const { date: _, ...headers } = response.headers
  return { status: response.status, headers, text: response.text.replace(ANSWER_ID, 'an id') }
}

/** Everything that the adjudicator may see of one child, edge by edge. */
export const CHILD_FILE = /* GraphQL */ `
  query ChildFile($ref: ID!) {
    child(ref: $ref) {
      childRef
      publicSecurity {
        citizenId displayName sex birthDate ageBand hukouDivision hukouAddress residenceDivision residenceSince
        parentLinks { relation vitalStatus } parentsUntraceable lostContactFinding
      }
      civilAffairs {
        guardian { relation name phone } guardianshipType categories categoryGround categoryPeriod { from to }
        basicAllowance basicAllowanceAmount careSetting subsidyChoice householdAidClass
        disabledLivingAllowance disabledNursingAllowance parentRemarried studyGrant
        careLeaver { transition }
      }
      disability { disabilityKind severe certValidTo }
      insurance { insured { scheme from to } premiumSubsidy { state paidOn } medAidTier }
      health { illnessAttested }
      education { school stage grade fullTime educationAided }
      justice { parentSituations { relation k8Satisfied } }
      court { guardianshipRevoked }
      community {
        entrustedCare guardianshipMissing difficulties accompanied needs assessedOn lastVisitOn
        parentFindings { relation unableToSupport lacksGuardianCapacity away awaySince }
      }
      tax { premiumCollectedOn }
      agriculture { lowIncomeRegistered }
      welfareInstitution { episodes { kind from to } }
    }
  }`

/** The departments whose edge the adjudicator sees. */
export const FILE_DEPARTMENTS = DEPARTMENTS.filter(({ edge }) => new RegExp(`\\b${edge} \\{`).test(CHILD_FILE))

/** A page of children with one field of every department, so that each is called. */
export const CHILD_PAGE = /* GraphQL */ `
  query ChildPage($filter: ChildFilter, $orderBy: ChildOrder, $first: Int, $after: String) {
    children(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      nodes {
        childRef
        publicSecurity { sex birthDate residenceDivision }
        civilAffairs { categories householdAidClass }
        disability { severe }
        insurance { premiumSubsidy { state } }
        health { illnessAttested }
        education { stage }
        justice { parentSituations { k8Satisfied } }
        court { guardianshipRevoked }
        community { entrustedCare }
        tax { premiumCollectedOn }
        agriculture { lowIncomeRegistered }
        welfareInstitution { episodes { kind } }
      }
      pageInfo { hasNextPage endCursor }
    }
  }`

export interface ChildNode {
  readonly childRef: string
  readonly publicSecurity: {
    readonly sex: string
    readonly birthDate: string
    readonly residenceDivision: string
  } | null
  readonly civilAffairs: {
    readonly categories: readonly string[] | null
    readonly householdAidClass: string | null
  } | null
}

export interface ChildPage {
  readonly nodes: readonly ChildNode[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
}
