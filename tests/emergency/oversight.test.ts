// Who may judge a grant and who hears of it: tables of people and places, and no database.
import { describe, expect, it } from 'vitest'
import type { TreatedRows } from '../../src/departments/reader.ts'
import { mayOversee, overseersOf } from '../../src/emergency/oversight.ts'
import { signingOf } from '../../src/emergency/who-can-sign.ts'
import type { Caller } from '../../src/identity/caller.ts'
import { createSnapshot } from '../../src/identity/roster-snapshot.ts'

const GRANT = { personId: 'opener', requestedFor: null, organisationId: 'hospital', division: '330106000000' }

function caller(more: Partial<Caller>): Caller {
  return {
    ...{ personId: 'somebody', role: 'SECOND_PERSON', organisationId: 'hospital', organisationKind: 'HOSPITAL' },
    ...{
      outside: true,
      unit: 'NIGHT',
      divisions: [],
      assignmentId: 'a',
      tokenId: 't',
      delegation: null,
      deputyFor: null,
    },
    ...more,
  }
}

const officer = (divisions: string[], more: Partial<Caller> = {}): Caller =>
  caller({ role: 'DPO', organisationId: 'city', outside: false, divisions, ...more })
const deputyOf = (personId: string): Partial<Caller> => ({ deputyFor: { personId, appointmentId: 'x' } })

describe('a grant is not judged by', () => {
  it.each([
    ['whoever opened it, in another role', caller({ personId: 'opener' })],
    ['another organisation’s second person', caller({ organisationId: 'other' })],
    ['a second person whose divisions would cover it', caller({ organisationId: 'other', divisions: ['3301'] })],
    ['a colleague in any other role', caller({ role: 'HOSP_DOCTOR' })],
    ['the officer of another city', officer(['330200'])],
    ['the officer of another district', officer(['330109'])],
    ['an officer whose division is the country', officer(['33', '', '0'])],
    ['another hospital’s own officer', officer(['3301'], { organisationId: 'other', outside: true })],
    ['a deputy of whoever opened it', caller(deputyOf('opener'))],
    ['a program', caller({ delegation: { agentId: 'agent', conversation: 'c' } })],
  ])('%s', (_who, who) => {
    expect(mayOversee(who, GRANT)).toBe(false)
  })

  it('the person in whose place a deputy opened it, nor their deputies', () => {
    const opened = { ...GRANT, personId: 'deputy', requestedFor: 'principal' }
    for (const who of [
      caller({ personId: 'principal' }),
      caller(deputyOf('principal')),
      caller({ personId: 'deputy' }),
    ]) {
      expect(mayOversee(who, opened)).toBe(false)
    }
    expect(mayOversee(caller({}), opened)).toBe(true)
  })
})

describe('a grant is judged by', () => {
  it.each([
    ['the second person of the same organisation', caller({})],
    ['the organisation’s own officer', officer([], { organisationId: 'hospital', outside: true })],
    ['the city’s officer, however the city is written', officer(['330100'])],
    ['the city’s officer with all digits', officer(['330100000000'])],
    ['the district’s officer', officer(['330106000000'])],
  ])('%s', (_who, who) => {
    expect(mayOversee(who, GRANT)).toBe(true)
  })
})

describe('who hears of a grant', () => {
  const holder = (personId: string, role: string, organisationId: string, divisions: string[] = []) => ({
    ...{ id: `${personId} ${role}`, personId, role, organisationId, unit: 'U', divisions },
    ...{ validFrom: '2026-01-01', validTo: personId === 'gone' ? '2026-11-01' : null },
  })
  const place = (id: string, outside: boolean) => ({
    id,
    kind: 'K',
    nameZh: id,
    nameEn: id,
    division: '330106000000',
    outside,
  })
  const roster = createSnapshot({
    organisations: [place('hospital', true), place('other', true), place('city', false)],
    accounts: [],
    assignments: [
      ...[holder('z', 'SECOND_PERSON', 'hospital'), holder('a', 'SECOND_PERSON', 'hospital')],
      ...[holder('opener', 'SECOND_PERSON', 'hospital'), holder('gone', 'SECOND_PERSON', 'hospital')],
      ...[holder('b', 'SECOND_PERSON', 'other'), holder('city-officer', 'DPO', 'city', ['330100'])],
      ...[holder('own-officer', 'DPO', 'hospital'), holder('others-officer', 'DPO', 'other', ['3301'])],
      holder('far-officer', 'DPO', 'city', ['330200']),
    ],
    ...{ revokedTokens: [], dutyContacts: [], agents: [], appointments: [] },
  })

  it('is in the order of ids, the organisation’s own officers first, and never whoever opened it', () => {
    expect(overseersOf(roster, GRANT, '2026-11-22')).toEqual({
      secondPersons: ['a', 'z'],
      officers: ['own-officer', 'city-officer'],
    })
  })
})

describe('who can sign', () => {
  const rowsOf = (cells: Readonly<Record<string, unknown>>): TreatedRows =>
    ({
      state: 'FRESH',
      asOf: new Date(0),
      rows: new Map([['key', new Map(Object.entries(cells))]]),
    }) as unknown as TreatedRows

  it.each([
    ['PARENTAL', null, 'PARENT'],
    ['ENTRUSTED', null, 'PARENT'],
    ['KINSHIP', 'COMMUNITY', 'RELATIVE'],
    ['STATE_TEMPORARY', 'COMMUNITY', 'CIVIL_AFFAIRS'],
    ['STATE_TEMPORARY', 'INSTITUTION', 'INSTITUTION'],
    ['STATE_LONG_TERM', 'INSTITUTION', 'INSTITUTION'],
    ['STATE_LONG_TERM', null, 'CIVIL_AFFAIRS'],
    ['A_TYPE_OF_TOMORROW', null, 'UNDETERMINED'],
  ])('is for %s in %s: %s', (type, setting, code) => {
    const rows = rowsOf({ 'CivilAffairs.guardianshipType': type, 'CivilAffairs.careSetting': setting })
    expect(signingOf(rows, 'key')).toMatchObject({ status: 'CONFIRMED', whoCanSign: code, guardian: null })
  })

  it('is the same for a record without a guardianship and for no record', () => {
    const none = { status: 'NONE_CONFIRMED', whoCanSign: null, guardian: null, institutionWard: null }
    expect(signingOf(rowsOf({ 'CivilAffairs.guardianshipType': null, 'Guardian.name': '张*' }), 'key')).toEqual(none)
    expect(signingOf(rowsOf({}), 'another key')).toEqual(none)
  })
})
