// The people of the demo city and the organisations they work for: one table for the OIDC provider, which lets them in,
// and for the roster, which says what they may act as. All of it is invented; nobody's secret is one.
import { createHash } from 'node:crypto'
import { addDays, type Day, startOfDay } from '../clock.ts'
import type { account, agent, assignment, deputy, dutyContact, organisation, person } from '../registry/tables.ts'

/** The audience that the gateway expects in every token; also the resource indicator. */
export const DEMO_AUDIENCE = 'urn:hutong:gateway'
/** Where the demo's provider stands unless it is told otherwise. */
export const DEMO_ISSUER = 'http://127.0.0.1:4010'

export type DemoAccountKey =
  | 'hospital'
  | 'hospital-system'
  | 'nurse'
  | 'other-hospital'
  | 'checkup'
  | 'school'
  | 'school-head'
  | 'other-school'
  | 'analyst'
  | 'adjudicator'
  | 'other-adjudicator'
  | 'village'
  | 'street'
  | 'auditor'
  | 'rehab-doctor'
  | 'teacher'
  | 'yb'
  | 'cl'
  | 'jy'
  | 'rs'
  | 'zf'
  | 'pay'
  | 'protection'
  | 'guardian'
  | 'child'
  | 'adult'
  | 'steward'
  | 'org-admin'
  | 'ops'
  | 'social-worker'
  | 'doctor'
  | 'second-person'
  | 'other-second-person'
  | 'dpo'

export interface DemoAccount {
  readonly key: DemoAccountKey
  /** Both the OIDC client's id and the token's subject. */
  readonly subject: string
  readonly personId: string
  readonly role: string
  readonly purposes: readonly string[]
  readonly organisationId: string
  readonly unit: string
  readonly divisions: readonly string[]
}

export type DemoLoginKey = DemoAccountKey | 'deputy' | 'school-agent' | 'hospital-agent' | 'agent'

/** What the demo's provider gives a token for: a person in one role, or a program that acts for one. */
export interface DemoLogin {
  readonly key: DemoLoginKey
  readonly clientId: string
  readonly subject: string
  readonly role: string
  readonly purposes: readonly string[]
  /** The program that acts for the subject; null where the subject asks. */
  readonly actor: string | null
}

export interface DemoOrganisation {
  readonly id: string
  readonly kind: 'HOSPITAL' | 'SCHOOL' | 'BUREAU' | 'VILLAGE' | 'STREET' | 'PUBLIC'
  readonly nameZh: string
  readonly nameEn: string
  readonly division: string
  readonly outside: boolean
}

const HOSPITAL = '1233019999000HA17Y'
const OTHER_HOSPITAL = '1233019999000HA25R'
const SCHOOL = '1233019999000XX17H'
const OTHER_SCHOOL = '1233019999000XX25C'
const CITY_BUREAU = '1133019999000MA02E'
const XIHU_BUREAU = '1133019999000XH06C'
const XIAOSHAN_BUREAU = '1133019999000XH09M'
const STREET_OFFICE = '1133019999000JD01N'
const VILLAGE_COMMITTEE = '5433019999000CN011'
const AUDIT_BUREAU = '1133019999000AU01C'
const INSURANCE_BUREAU = '1133019999000YB038'
const FEDERATION = '1133019999000CL04C'
const EDUCATION_BUREAU = '1133019999000JY05K'
const EMPLOYMENT_BUREAU = '1133019999000RC063'
const HOUSING_BUREAU = '1133019999000HF07D'
const PUBLIC_DESK = '5133019999000QX09H'

// Numbers with 330199 and streets from 901 are assigned to nobody (domain 5.1, 5.2).
export const DEMO_ORGANISATIONS: readonly DemoOrganisation[] = [
  outside(HOSPITAL, 'HOSPITAL', { zh: '示例市第一医院', en: 'Example First Hospital', division: '330106000000' }),
  outside(OTHER_HOSPITAL, 'HOSPITAL', {
    zh: '示例市第二医院',
    en: 'Example Second Hospital',
    division: '330109000000',
  }),
  outside(SCHOOL, 'SCHOOL', { zh: '示例第一小学', en: 'Example First School', division: '330106901000' }),
  outside(OTHER_SCHOOL, 'SCHOOL', { zh: '示例第二小学', en: 'Example Second School', division: '330109000000' }),
  inside(CITY_BUREAU, 'BUREAU', { zh: '示例市民政局', en: 'Example City Civil Affairs', division: '330100000000' }),
  inside(XIHU_BUREAU, 'BUREAU', { zh: '西湖区示例民政局', en: 'Xihu Civil Affairs', division: '330106000000' }),
  inside(XIAOSHAN_BUREAU, 'BUREAU', { zh: '萧山区示例民政局', en: 'Xiaoshan Civil Affairs', division: '330109000000' }),
  inside(STREET_OFFICE, 'STREET', { zh: '示例街道办事处', en: 'Example Street Office', division: '330106901000' }),
  inside(VILLAGE_COMMITTEE, 'VILLAGE', { zh: '示例村委会', en: 'Example Village', division: '330106901901' }),
  inside(AUDIT_BUREAU, 'BUREAU', { zh: '示例市审计局', en: 'Example City Audit', division: '330100000000' }),
  inside(INSURANCE_BUREAU, 'BUREAU', { zh: '示例医保局', en: 'Example Healthcare Security', division: '330106000000' }),
  inside(FEDERATION, 'BUREAU', {
    zh: '示例残联',
    en: "Example Disabled Persons' Federation",
    division: '330106000000',
  }),
  inside(EDUCATION_BUREAU, 'BUREAU', { zh: '示例教育局', en: 'Example Education Bureau', division: '330106000000' }),
  inside(EMPLOYMENT_BUREAU, 'BUREAU', { zh: '示例人社局', en: 'Example Employment Bureau', division: '330106000000' }),
  inside(HOUSING_BUREAU, 'BUREAU', { zh: '示例住保房管局', en: 'Example Housing Bureau', division: '330106000000' }),
  // Where people stand in the roster who ask for themselves or for their own child.
  inside(PUBLIC_DESK, 'PUBLIC', { zh: '示例市民服务', en: "Example Citizens' Desk", division: '330106000000' }),
]

const HOSPITAL_PURPOSES = ['P01', 'P02', 'P03', 'P11']
const OWN_PURPOSES = ['P13', 'P16']
const COUNTY = ['330106']

export const DEMO_ACCOUNTS: readonly DemoAccount[] = [
  works('hospital', 'HOSP_CLERK', { at: HOSPITAL, unit: 'SETTLEMENT', purposes: HOSPITAL_PURPOSES }),
  // The hospital's own system, which opens and closes encounters and asks nothing.
  works('hospital-system', 'HOSP_CLERK', { at: HOSPITAL, unit: 'SETTLEMENT', purposes: ['P01'] }),
  // Same hospital, same role, another ward: what she may not ask is what X01 is about.
  works('nurse', 'HOSP_CLERK', { at: HOSPITAL, unit: 'WARD-3', purposes: HOSPITAL_PURPOSES }),
  works('other-hospital', 'HOSP_CLERK', { at: OTHER_HOSPITAL, unit: 'SETTLEMENT', purposes: HOSPITAL_PURPOSES }),
  works('checkup', 'HOSP_CLERK', { at: HOSPITAL, unit: 'CHECKUP', purposes: ['P03'] }),
  works('school', 'SCH_AID_OFFICER', { at: SCHOOL, unit: 'AID', purposes: ['P05', 'P11'] }),
  works('school-head', 'SCH_HEAD', { at: SCHOOL, unit: 'HEAD', purposes: ['P05', 'P06', 'P07', 'P11'] }),
  works('other-school', 'SCH_AID_OFFICER', { at: OTHER_SCHOOL, unit: 'AID', purposes: ['P05'] }),
  works('analyst', 'MZ_CITY_ANALYST', {
    at: CITY_BUREAU,
    unit: 'STATISTICS',
    purposes: ['P09'],
    divisions: ['330100'],
  }),
  works('adjudicator', 'MZ_ADJUDICATOR', {
    at: XIHU_BUREAU,
    unit: 'CHILD-WELFARE',
    purposes: ['P08', 'P14'],
    divisions: ['330106'],
  }),
  works('other-adjudicator', 'MZ_ADJUDICATOR', {
    at: XIAOSHAN_BUREAU,
    unit: 'CHILD-WELFARE',
    purposes: ['P08'],
    divisions: ['330109'],
  }),
  works('village', 'VILLAGE', {
    at: VILLAGE_COMMITTEE,
    unit: 'CHILD-DIRECTOR',
    purposes: ['P07', 'P11'],
    divisions: ['330106901901'],
  }),
  works('street', 'STREET', {
    at: STREET_OFFICE,
    unit: 'CHILD-SUPERVISOR',
    purposes: ['P07', 'P11', 'P16'],
    divisions: ['330106901'],
  }),
  works('social-worker', 'HOSP_SOCIAL_WORKER', { at: HOSPITAL, unit: 'SOCIAL-WORK', purposes: ['P10', 'P11', 'P12'] }),
  works('doctor', 'HOSP_DOCTOR', { at: HOSPITAL, unit: 'EMERGENCY', purposes: ['P12'] }),
  works('second-person', 'SECOND_PERSON', { at: HOSPITAL, unit: 'MEDICAL-AFFAIRS', purposes: ['P12'] }),
  works('other-second-person', 'SECOND_PERSON', { at: OTHER_HOSPITAL, unit: 'MEDICAL-AFFAIRS', purposes: ['P12'] }),
  works('dpo', 'DPO', { at: CITY_BUREAU, unit: 'DATA-PROTECTION', purposes: ['P12', 'P14'], divisions: ['330100'] }),
  works('auditor', 'AUDITOR', { at: AUDIT_BUREAU, unit: 'AUDIT', purposes: ['P14'], divisions: ['330100'] }),
  works('rehab-doctor', 'HOSP_DOCTOR', { at: HOSPITAL, unit: 'REHAB', purposes: ['P04', 'P11'] }),
  works('teacher', 'SCH_TEACHER', { at: SCHOOL, unit: 'TEACHING', purposes: ['P11'] }),
  works('yb', 'YB_OFFICER', { at: INSURANCE_BUREAU, unit: 'PREMIUMS', purposes: ['P02'], divisions: COUNTY }),
  works('cl', 'CL_OFFICER', { at: FEDERATION, unit: 'ALLOWANCES', purposes: ['P08'], divisions: COUNTY }),
  works('jy', 'JY_OFFICER', { at: EDUCATION_BUREAU, unit: 'ENROLMENT', purposes: ['P06'], divisions: COUNTY }),
  works('rs', 'RS_OFFICER', { at: EMPLOYMENT_BUREAU, unit: 'EMPLOYMENT', purposes: ['P15'], divisions: COUNTY }),
  works('zf', 'ZF_OFFICER', { at: HOUSING_BUREAU, unit: 'HOUSING', purposes: ['P15'], divisions: COUNTY }),
  works('pay', 'PAY_OFFICER', { at: XIHU_BUREAU, unit: 'PAYMENT', purposes: ['P08'], divisions: COUNTY }),
  works('protection', 'PROTECTION_TEAM', { at: XIHU_BUREAU, unit: 'PROTECTION', purposes: ['P10', 'P14'] }),
  works('guardian', 'GUARDIAN', { at: PUBLIC_DESK, unit: 'SELF', purposes: OWN_PURPOSES }),
  works('child', 'CHILD_14_17', { at: PUBLIC_DESK, unit: 'SELF', purposes: OWN_PURPOSES }),
  works('adult', 'ADULT_FORMER', { at: PUBLIC_DESK, unit: 'SELF', purposes: OWN_PURPOSES }),
  works('steward', 'PROVIDER_STEWARD', { at: EDUCATION_BUREAU, unit: 'JYJ', purposes: ['P13', 'P16'] }),
  works('org-admin', 'ORG_ADMIN', { at: XIHU_BUREAU, unit: 'PERSONNEL', purposes: ['P14', 'P16'] }),
  works('ops', 'OPS', { at: CITY_BUREAU, unit: 'OPERATIONS', purposes: ['P16'] }),
]

const DEMO_AGENT = { id: 'demo-assistant', subject: 'demo-assistant', name: '示例助手' } as const

export const DEMO_LOGINS: readonly DemoLogin[] = [
  ...DEMO_ACCOUNTS.map(({ key, subject, role, purposes }) => ({
    ...{ key, clientId: subject, subject, role, purposes, actor: null },
  })),
  logsIn('deputy', { as: 'demo-protection', role: 'MZ_ADJUDICATOR', purposes: ['P08', 'P14'] }),
  logsIn('school-agent', { as: 'demo-school', role: 'SCH_AID_OFFICER', purposes: ['P05'], isAgent: true }),
  logsIn('hospital-agent', { as: 'demo-hospital', role: 'HOSP_CLERK', purposes: ['P01'], isAgent: true }),
  logsIn('agent', { as: DEMO_AGENT.subject, role: 'AGENT', purposes: ['P16'] }),
]

/** Throws, naming the accounts there are, for a key that is none of them. */
export function demoLogin(key: string): DemoLogin {
  const found = DEMO_LOGINS.find((each) => each.key === key)
  if (!found) throw new Error(`no demo account of that name; there are: ${DEMO_LOGINS.map((a) => a.key).join(', ')}`)
  return found
}

/** The person whom a login speaks for; throws where a login is a program's own. */
export function demoAccount(key: string): DemoAccount {
  const { subject } = demoLogin(key)
  const found = DEMO_ACCOUNTS.find((each) => each.subject === subject)
  if (!found) throw new Error(`${key} is no person of the demo`)
  return found
}

/** Guards nothing but the demo's invented people: the provider listens on loopback alone. */
export function demoClientSecret(key: DemoLoginKey): string {
  return createHash('sha256').update(`hutong demo client ${key}`).digest('hex')
}

export interface DemoRosterRows {
  readonly organisation: (typeof organisation.$inferInsert)[]
  readonly person: (typeof person.$inferInsert)[]
  readonly account: (typeof account.$inferInsert)[]
  readonly assignment: (typeof assignment.$inferInsert)[]
  readonly dutyContact: (typeof dutyContact.$inferInsert)[]
  readonly agent: (typeof agent.$inferInsert)[]
  readonly deputy: (typeof deputy.$inferInsert)[]
}

/** The roster schema's rows by table, valid since a year before the day. The same input gives the same rows. */
export function demoRosterRows(day: Day, issuer: string = DEMO_ISSUER): DemoRosterRows {
  const validFrom = addDays(day, -365)
  return {
    organisation: DEMO_ORGANISATIONS.map((each) => ({ ...each })),
    person: DEMO_ACCOUNTS.map(({ personId }) => ({ id: personId })),
    account: DEMO_ACCOUNTS.map(({ subject, personId }) => ({ issuer, subject, personId })),
    assignment: DEMO_ACCOUNTS.map((each) => ({
      id: stableUuid(`assignment ${each.key}`),
      personId: each.personId,
      role: each.role,
      organisationId: each.organisationId,
      unit: each.unit,
      divisions: [...each.divisions],
      validFrom,
      validTo: null,
    })),
    dutyContact: DUTY_CONTACTS.map(([division, nameZh, nameEn, phone]) => ({ division, nameZh, nameEn, phone })),
    agent: [{ ...DEMO_AGENT, issuer, organisationId: CITY_BUREAU, active: true, stoppedAt: null }],
    deputy: [deputyOfAdjudicator(day)],
  }
}

// Appointed by the adjudicator and accepted a day before the roster's day; it runs for sixty days in all.
function deputyOfAdjudicator(day: Day): DemoRosterRows['deputy'][number] {
  const appointedAt = startOfDay(addDays(day, -1))
  return {
    id: stableUuid('deputy of the adjudicator'),
    assignmentId: stableUuid('assignment adjudicator'),
    principalId: 'demo-person-adjudicator',
    role: 'MZ_ADJUDICATOR',
    organisationId: XIHU_BUREAU,
    personId: 'demo-person-protection',
    validFrom: addDays(day, -1),
    validTo: addDays(day, 59),
    appointedBy: 'demo-person-adjudicator',
    appointedAt,
    acceptedAt: appointedAt,
  }
}

// Telephone numbers that begin with 120 have no line (domain 5.3).
const DUTY_CONTACTS: readonly (readonly [division: string, zh: string, en: string, phone: string])[] = [
  ['330100000000', '示例市未成年人保护值班', 'Example City child protection duty desk', '12000000100'],
  ['330106000000', '西湖区示例值班', 'Xihu duty desk', '12000000106'],
  ['330109000000', '萧山区示例值班', 'Xiaoshan duty desk', '12000000109'],
  ['330106901000', '示例街道值班', 'Example Street duty desk', '12000000901'],
  ['330106901901', '示例村儿童主任', 'Example Village child director', '12000000911'],
  ['330106901903', '示例三村儿童主任', 'Example Village Three child director', '12000000913'],
]

interface Work {
  readonly at: string
  readonly unit: string
  readonly purposes: readonly string[]
  readonly divisions?: readonly string[]
}

function works(key: DemoAccountKey, role: string, work: Work): DemoAccount {
  return {
    key,
    subject: `demo-${key}`,
    personId: `demo-person-${key}`,
    role,
    purposes: work.purposes,
    organisationId: work.at,
    unit: work.unit,
    divisions: work.divisions ?? [],
  }
}

interface Login {
  readonly as: string
  readonly role: string
  readonly purposes: readonly string[]
  readonly isAgent?: boolean
}

function logsIn(key: DemoLoginKey, { as, role, purposes, isAgent = false }: Login): DemoLogin {
  return { key, clientId: `demo-login-${key}`, subject: as, role, purposes, actor: isAgent ? DEMO_AGENT.subject : null }
}

interface Place {
  readonly zh: string
  readonly en: string
  readonly division: string
}

function outside(id: string, kind: DemoOrganisation['kind'], { zh, en, division }: Place): DemoOrganisation {
  return { id, kind, nameZh: zh, nameEn: en, division, outside: true }
}

function inside(id: string, kind: DemoOrganisation['kind'], place: Place): DemoOrganisation {
  return { ...outside(id, kind, place), outside: false }
}

function stableUuid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
