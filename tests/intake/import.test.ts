// A file into the registry: all of it or nothing, once however often it comes, corrected without overwriting, and every bad row
// told by line, column and reason and never by what stood there.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { lineOf, summaryOf } from '../../src/commands/import.ts'
import { authorityFor } from '../../src/intake/authority.ts'
import { fedBy } from '../../src/intake/feeds.ts'
import { keyedDigest } from '../../src/masking/blind-index.ts'
import { addIdentifier, csv, HOSPITAL, type IntakeSite, openIntakeSite, SCHOOL } from './intake-site.ts'

let site: IntakeSite
beforeAll(async () => {
  site = await openIntakeSite('intake_import')
}, 600_000)
afterAll(() => site?.close(), 600_000)
beforeEach(() => {
  site.clock.moveTo('2026-11-23T10:00:00+08:00')
  return site.forget()
})

const ENCOUNTERS = ['医疗机构编码', '就诊号', '科室', '证件号码', '姓名', '入院日期', '出院日期', '更新时间']
const stay = (place: number, number: string, change: Partial<Record<string, string>> = {}): string[] => {
  const { citizenId = '', name = '' } = site.children[place] ?? {}
  const cells: Record<string, string> = {
    ...{ 医疗机构编码: HOSPITAL, 就诊号: number, 科室: 'WARD-1', 证件号码: citizenId, 姓名: name },
    ...{ 入院日期: '2026-11-01', 出院日期: '', 更新时间: '2026-11-02 08:00:00' },
  }
  return ENCOUNTERS.map((column) => change[column] ?? cells[column] ?? '')
}

interface Encounter {
  readonly number: string
  readonly child_id: string
  readonly valid_from: string
  readonly valid_to: string | null
  readonly recorded_at: Date
  readonly superseded_at: Date | null
  readonly source: string
}
const encounters = () => site.rows<Encounter>('select * from registry.encounter order by number, recorded_at')

describe('a sound file', () => {
  it('is loaded with days, provenance and the moment from which the registry knew it', async () => {
    const content = csv(ENCOUNTERS, stay(0, 'A-1'), stay(1, 'A-2', { 出院日期: '2026-11-05' }))
    const { counts, told, rows } = await site.load('encounters', content)
    expect({ told, rows, NEW: counts.NEW }).toEqual({ told: [], rows: 2, NEW: 2 })
    const [first, second] = await encounters()
    expect(first).toMatchObject({
      child_id: site.children[0]?.id,
      valid_from: '2026-11-01',
      valid_to: null,
      recorded_at: site.clock.now(),
      superseded_at: null,
      source: 'WJW',
      source_record_time: new Date('2026-11-02T08:00:00+08:00'),
      fetched_at: site.clock.now(),
    })
    // The last day is inside.
    expect(second?.valid_to).toBe('2026-11-06')
  })

  it('changes nothing when it comes again, and says so', async () => {
    const content = csv(ENCOUNTERS, stay(0, 'A-1'), stay(1, 'A-2'))
    await site.load('encounters', content)
    const before = await encounters()
    site.clock.moveTo('2026-11-24T10:00:00+08:00')
    const { counts } = await site.load('encounters', content)
    expect(counts).toMatchObject({ NEW: 0, CORRECTED: 0, SAME: 2 })
    expect(await encounters()).toEqual(before)
  })

  it('corrects by superseding: both rows stay, and one of them is in force', async () => {
    await site.load('encounters', csv(ENCOUNTERS, stay(0, 'A-1')))
    site.clock.moveTo('2026-11-24T10:00:00+08:00')
    const later = stay(0, 'A-1', { 出院日期: '2026-11-20', 更新时间: '2026-11-21 09:00' })
    const { counts } = await site.load('encounters', csv(ENCOUNTERS, later))
    expect(counts.CORRECTED).toBe(1)
    const [first, second] = await encounters()
    expect(first).toMatchObject({ valid_to: null, superseded_at: site.clock.now() })
    expect(second).toMatchObject({ valid_to: '2026-11-21', superseded_at: null, recorded_at: site.clock.now() })
  })

  it('never lets an older record replace a newer one', async () => {
    const newer = stay(0, 'A-1', { 出院日期: '2026-11-20', 更新时间: '2026-11-21 09:00' })
    await site.load('encounters', csv(ENCOUNTERS, newer))
    const { counts } = await site.load('encounters', csv(ENCOUNTERS, stay(0, 'A-1')))
    expect(counts).toMatchObject({ STALE: 1, CORRECTED: 0 })
    expect((await encounters()).map(({ valid_to }) => valid_to)).toEqual(['2026-11-21'])
  })

  it('takes over from a row that came before there was intake', async () => {
    await site.rows(
      `insert into registry.encounter (number, organisation_id, unit, child_id, valid_from, recorded_at)
       values ('A-1', $1, 'WARD-1', $2, '2026-11-01', '2026-11-01T00:00:00Z')`,
      [HOSPITAL, site.children[0]?.id],
    )
    await site.load('encounters', csv(ENCOUNTERS, stay(0, 'A-1')))
    expect((await encounters()).map(({ superseded_at }) => superseded_at === null)).toEqual([false, true])
  })

  it.each([
    [
      'another department’s protection',
      'protections',
      'FYJ',
      'registry.protection (kind, source',
      "'ADDRESS', 'MZJ'",
      ['记录号', '证件号码', '保护起始日期', '解除日期'],
      ['GAJ-1'],
      ['2026-01-01', '2027-02-01'],
    ],
    [
      'a protection of the same department that is for other days',
      'protections',
      'FYJ',
      'registry.protection (kind, source',
      "'ADDRESS', 'FYJ'",
      ['记录号', '证件号码', '保护起始日期', '解除日期'],
      ['GAJ-1'],
      ['2025-01-01', '2025-02-01'],
    ],
    [
      'an outcome that holds, by one of years ago',
      'household-aid',
      'MZJ',
      'registry.outcome (kind, value, source',
      "'HOUSEHOLD_AID', 'DIBAO', 'MZJ'",
      ['记录号', '证件号码', '救助类别', '认定日期', '截止日期'],
      ['H-1'],
      ['低保', '2021-01-01', '2021-12-31'],
    ],
    [
      'where a child is registered, by where it was',
      'jurisdictions',
      'GAJ',
      'registry.jurisdiction (kind, division, source',
      "'HUKOU', '330106901901', 'GAJ'",
      ['记录号', '证件号码', '类型', '区划代码', '起始日期', '截止日期'],
      ['J-1'],
      ['户籍', '330109903902', '2018-01-01', '2019-01-01'],
    ],
  ])('never takes away %s', async (_title, kind, source, into, values, header, first, rest) => {
    const [child] = site.children
    const table = into.split(' ')[0]
    await site.rows(
      `insert into ${into}, child_id, valid_from, recorded_at, source_record_time, fetched_at)
       values (${values}, $1, '2026-09-28', '2026-09-28', '2026-09-28', '2026-09-28')`,
      [child?.id],
    )
    const row = [...first, child?.citizenId ?? '', ...rest]
    const { counts, told } = await site.load(kind, csv(header, row), { source, taken: '2026-11-22T00:00:00+08:00' })
    expect([counts.NEW, told]).toEqual([1, []])
    expect(await site.rows(`select from ${table} where fact_key is null and superseded_at is null`)).toHaveLength(1)
  })

  it('says how many rows were new, in place of an older one, or the same; and which days stay in the history alone', async () => {
    const said = async (content: string) => summaryOf(await site.load('household-aid', content), false)
    const [child, other] = site.children
    for (const [id, from] of [
      [child?.id, '2024-01-01'],
      [other?.id, '2026-03-01'],
    ]) {
      await site.rows(
        `insert into registry.outcome (kind, value, source, child_id, valid_from, recorded_at, source_record_time, fetched_at)
         values ('HOUSEHOLD_AID', 'DIBAO', 'MZJ', $1, $2, '2026-03-01', '2026-03-01', '2026-03-01')`,
        [id, from],
      )
    }
    const header = ['记录号', '证件号码', '救助类别', '认定日期', '截止日期', '更新时间']
    const row = (key: string, place: number, from: string, until: string, written = '2026-10-01') => {
      const { citizenId = '' } = site.children[place] ?? {}
      return [key, citizenId, '低保', from, until, written]
    }
    // Together they hold on every day of the first row; the second row began before what replaces it.
    const whole = [row('H-1', 0, '2024-01-01', '2025-12-31'), row('H-2', 0, '2026-01-01', '')]
    const part = row('H-3', 1, '2026-06-01', '')
    expect(await said(csv(header, ...whole, part, row('H-4', 2, '2026-01-01', '')))).toBe(
      '4 rows: 4 new, 0 in place of an older row, 2 gave way that came before there was intake (1 held other days too: they stay in the history alone), 0 the same, 0 older than what is on record',
    )
    expect(await said(csv(header, part, row('H-4', 2, '2026-02-01', '', '2026-10-02')))).toBe(
      '2 rows: 0 new, 1 in place of an older row, 1 the same, 0 older than what is on record',
    )
  })

  it('is only looked at with --check', async () => {
    const { counts } = await site.load('encounters', csv(ENCOUNTERS, stay(0, 'A-1')), { isCheck: true })
    expect(counts.NEW).toBe(1)
    expect(await encounters()).toEqual([])
  })

  it('keeps the categories of a child as a set', async () => {
    const { citizenId = '' } = site.children[0] ?? {}
    const rows = ['孤儿', '残疾儿童'].map((each, at) => [`R-${at}`, citizenId, each, '2026-01-01', '2026-12-31'])
    const header = ['记录号', '身份证号', '困境儿童类别', '认定日期', '截止日期']
    const { counts } = await site.load('categories', csv(header, ...rows), { taken: '2026-11-22T00:00:00+08:00' })
    expect(counts.NEW).toBe(2)
    expect(
      await site.rows('select kind, value, valid_to from registry.outcome where superseded_at is null order by value'),
    ).toEqual([
      { kind: 'CATEGORY', value: 'DISABLED', valid_to: '2027-01-01' },
      { kind: 'CATEGORY', value: 'ORPHAN', valid_to: '2027-01-01' },
    ])
    expect(await site.rows(`select source, synced_at from registry.source_sync`)).toEqual([
      { source: 'MZJ', synced_at: new Date('2026-11-22T00:00:00+08:00') },
    ])
  })
})

describe('a child', () => {
  const header = ['记录号', '学校编码', '证件类型', '证件号码', '姓名', '入学日期', '更新时间']
  const pupil = (type: string, number: string, name = '') =>
    csv(header, [`R-${number}`, SCHOOL, type, number, name, '2026-09-01', '2026-09-02'])
  const reasons = async (content: string) =>
    (await site.load('enrolments', content)).told.map(({ reason, column }) => `${column} ${reason}`)

  it('is found by a number with a lower-case x, in full width, or of fifteen digits', async () => {
    const [child] = site.children
    const old = '330199890101995'
    await addIdentifier(site.owner, site.keys, {
      childId: child?.id ?? '',
      kind: 'CITIZEN_ID',
      text: withCheck(`${old.slice(0, 6)}19${old.slice(6)}0`),
    })
    const typed = site.children.find(({ citizenId }) => citizenId.endsWith('X'))?.citizenId ?? ''
    const wide = [...typed].map((each) => String.fromCharCode(each.charCodeAt(0) + 0xfee0)).join('')
    expect(await reasons(pupil('居民身份证', typed.toLowerCase()))).toEqual([])
    expect(await reasons(pupil('', wide))).toEqual([])
    expect(await reasons(pupil('', old))).toEqual([])
  })

  it.each([
    ['港澳台居民居住证', '810000201201010013', 'CITIZEN_ID', '810000201201010013'],
    ['外国人永久居留身份证', '911156201201010014', 'CITIZEN_ID', '911156201201010014'],
    ['来往内地通行证', 'H1234567801', 'TRAVEL_PERMIT', 'H12345678'],
    ['护照', 'e12345678', 'PASSPORT', 'E12345678'],
  ] as const)('is found by the number of a %s', async (type, typed, kind, stored) => {
    const [child] = site.children
    const sound = kind === 'CITIZEN_ID' ? withCheck(stored) : stored
    await addIdentifier(site.owner, site.keys, { childId: child?.id ?? '', kind, text: sound })
    expect(await reasons(pupil(type, kind === 'CITIZEN_ID' ? sound : typed, child?.name))).toEqual([])
  })

  it('is not guessed at', async () => {
    const [first, second] = site.children
    expect(await reasons(pupil('护照', 'E87654321'))).toEqual(['姓名 NAME_NEEDED'])
    expect(await reasons(pupil('护照', first?.citizenId ?? ''))).toEqual(['证件号码 NUMBER_KIND'])
    expect(await reasons(pupil('驾驶证', first?.citizenId ?? ''))).toEqual(['证件类型 NOT_IN_LIST'])
    expect(await reasons(pupil('', `${first?.citizenId.slice(0, 17)}?`))).toEqual(['证件号码 NUMBER_FORMAT'])
    expect(await reasons(pupil('', first?.citizenId ?? '', second?.name))).toEqual(['姓名 NAME_DIFFERS'])
    expect(await reasons(pupil('', withCheck('33019920120101998')))).toEqual(['证件号码 UNKNOWN_CHILD'])
    expect(await reasons(pupil('', '3.30106E+17'))).toEqual(['证件号码 NUMBER_CUT_OFF'])
  })

  it('is found by the department’s own record of it, and by no other department’s', async () => {
    const own = ['医疗机构编码', '就诊号', '科室', '儿童记录号', '入院日期', '更新时间']
    const key = site.children[3]?.subjectKey ?? ''
    const row = [HOSPITAL, 'A-1', 'WARD-1', key, '2026-11-01', '2026-11-02']
    expect((await site.load('encounters', csv(own, row))).told).toEqual([])
    expect((await encounters()).map(({ child_id }) => child_id)).toEqual([site.children[3]?.id])
    const roll = csv(
      ['记录号', '学校编码', '儿童记录号', '入学日期', '更新时间'],
      ['1', SCHOOL, key, '2026-09-01', '2026-09-02'],
    )
    expect((await site.load('enrolments', roll)).told.map(({ reason }) => reason)).toEqual(['UNKNOWN_CHILD'])
  })
})

describe('a column that came later', () => {
  it('leaves the facts of before as they are, while it is empty', async () => {
    const header = ['记录号', '学校编码', '班级', '在籍状态', '证件号码', '入学日期', '更新时间']
    const number = site.children[0]?.citizenId ?? ''
    const loaded = async (standing: string) => {
      await site.load('enrolments', csv(header, ['R-1', SCHOOL, '', standing, number, '2026-09-01', '2026-09-02']))
      return site.rows<{ digest: Buffer }>('select digest from intake.fact')
    }
    const before = `intake values\0${JSON.stringify([[SCHOOL, null], '2026-09-01', null])}`
    expect(await loaded('')).toEqual([{ digest: keyedDigest(site.keys.registryIndex, before) }])
    await site.forget()
    expect(await loaded('录取')).not.toEqual([{ digest: keyedDigest(site.keys.registryIndex, before) }])
  })
})

function withCheck(text: string): string {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  const sum = weights.reduce((total, weight, at) => total + weight * Number(text[at]), 0)
  return `${text.slice(0, 17)}${'10X98765432'[sum % 11]}`
}

describe('a file with bad rows', () => {
  it('is not loaded at all, and every bad row is told by line, column and reason', async () => {
    const content = csv(
      ENCOUNTERS,
      stay(0, 'A-1'),
      stay(1, 'A-2', { 入院日期: '2026-02-30' }),
      stay(2, '', { 科室: 'ward one' }),
      stay(3, 'A-4', { 医疗机构编码: 'H33019999009' }),
      stay(4, 'A-5', { 出院日期: '2026-10-01' }),
      stay(5, 'A-6').slice(0, 5),
      stay(6, 'A-7', { 更新时间: '2027-01-01' }),
      stay(7, 'A-1'),
    )
    const { told, faults, rows } = await site.load('encounters', content)
    expect(told).toEqual([
      { line: 2, column: '就诊号', reason: 'DOUBLE_KEY' },
      { line: 3, column: '入院日期', reason: 'NOT_A_DAY' },
      { line: 4, column: '就诊号', reason: 'MISSING' },
      { line: 4, column: '科室', reason: 'FORMAT' },
      { line: 5, column: '医疗机构编码', reason: 'UNKNOWN_ORGANISATION' },
      { line: 6, column: '出院日期', reason: 'PERIOD' },
      { line: 7, column: null, reason: 'COLUMN_COUNT' },
      { line: 8, column: '更新时间', reason: 'IN_FUTURE' },
      { line: 9, column: '就诊号', reason: 'DOUBLE_KEY' },
    ])
    expect({ faults, rows }).toEqual({ faults: 9, rows: 8 })
    expect(await encounters()).toEqual([])
    expect(await site.rows('select from intake.fact')).toEqual([])
  })

  it('is told of each cell once: what cannot be read is not missing as well', async () => {
    const { told } = await site.load('encounters', csv(ENCOUNTERS, stay(0, 'A-1', { 更新时间: 'yesterday' })))
    expect(told).toEqual([{ line: 2, column: '更新时间', reason: 'NOT_A_MOMENT' }])
    const header = ['记录号', '证件类型', '证件号码', '姓名', '救助类别', '认定日期', '更新时间']
    const passport = ['H-1', '护照', 'E12345678', '·', '低保', '2026-01-01', '']
    const { told: unnamed } = await site.load('household-aid', csv(header, passport))
    expect(unnamed).toEqual([
      { line: 2, column: '姓名', reason: 'FORMAT' },
      { line: 2, column: '更新时间', reason: 'MISSING' },
    ])
  })

  it('is told which codes there are where one is in no list, and not which one stood there', async () => {
    const header = ['记录号', '证件号码', '救助类别', '认定日期', '更新时间']
    const row = ['H-1', site.children[0]?.citizenId ?? '', '特困户', '2026-01-01', '2026-01-02']
    const { told } = await site.load('household-aid', csv(header, row))
    expect(told).toEqual([{ line: 2, column: '家庭救助类别', reason: 'NOT_IN_LIST', codes: expect.any(Array) }])
    const [line = ''] = told.map(lineOf)
    expect(line).toMatch(/^line 2, 家庭救助类别: NOT_IN_LIST 不在代码表中 \/ not in the code list: .*低保/)
    expect(line).not.toContain('特困户')
    const many = { line: 2, column: null, reason: 'NOT_IN_LIST' as const, codes: Array.from({ length: 21 }, () => 'A') }
    expect(lineOf(many)).toMatch(/: (A, ){20}… \(--columns\)$/)
  })

  it('has no value of it in what is told, in any table or in the journal', async () => {
    const { citizenId = '', name = '' } = site.children[0] ?? {}
    const bad = `${citizenId.slice(0, 17)}${citizenId.endsWith('1') ? '2' : '1'}`
    const { told } = await site.load('encounters', csv(ENCOUNTERS, stay(0, 'A-1', { 证件号码: bad }), stay(1, 'A-2')))
    await site.load('encounters', csv(ENCOUNTERS, stay(0, 'A-1')))
    const texts = [JSON.stringify(told)]
    for (const table of ['registry.encounter', 'intake.fact', 'intake.staged']) {
      texts.push(JSON.stringify(await site.rows(`select t::text from ${table} t`)))
    }
    const { rows } = await site.journalPool.query<{ body: Buffer }>('select body from journal.entry')
    texts.push(...rows.map(({ body }) => String(body)))
    for (const secret of [citizenId, bad, name]) expect(texts.join('\n')).not.toContain(secret)
  })
})

describe('the job', () => {
  async function lastEntries(): Promise<Record<string, unknown>[]> {
    const { rows } = await site.journalPool.query<{ body: Buffer }>(
      `select body from journal.entry where kind = 'JOB' order by sequence desc limit 2`,
    )
    return rows.map(({ body }) => JSON.parse(String(body)) as Record<string, unknown>).reverse()
  }

  it('stands in the journal as failed where a row was bad, for nothing was loaded', async () => {
    await site.load('encounters', csv(ENCOUNTERS, stay(0, 'A-1'), stay(999, 'A-2')))
    expect((await lastEntries()).map(({ status, count }) => ({ status, count }))).toEqual([
      { status: 'STARTED', count: 0 },
      { status: 'FAILED', count: 0 },
    ])
  })

  it('leaves an entry before it reads and one after, under its own role and policy', async () => {
    await site.load('encounters', csv(ENCOUNTERS, stay(0, 'A-1')))
    const bodies = await lastEntries()
    expect(bodies.map(({ job, status, source, count }) => ({ job, status, source, count }))).toEqual([
      { job: 'import', status: 'STARTED', source: 'WJW', count: 0 },
      { job: 'import', status: 'FINISHED', source: 'WJW', count: 1 },
    ])
    expect(bodies[0]).toMatchObject({ role: 'SYSTEM_IMPORT', policyIds: ['system-import'] })
    expect(bodies[0]?.fields).toEqual([
      ['IntakeRecord.child', 'token'],
      ['IntakeRecord.encounter', 'reveal'],
    ])
  })

  it('is refused without a policy that grants the kind, and for a department that is not its source', () => {
    const fed = fedBy('encounters')
    expect(() => authorityFor({ ...site.policies, grantFor: () => undefined }, fed)).toThrow(/REFUSED/)
    expect(() => fedBy('encounters', 'JYJ')).toThrow(/REFUSED/)
    expect(() => fedBy('nonsense')).toThrow(/BAD_INPUT/)
  })

  it('has a role that adds and supersedes, and can change or remove no fact', async () => {
    const denied = { code: '42501' }
    for (const statement of [
      'delete from registry.encounter',
      `update registry.encounter set valid_to = '2026-01-01'`,
      'select unit from registry.encounter',
      'select * from registry.kinship',
      'delete from intake.fact',
      'select * from roster.account',
      'insert into registry.identifier select * from registry.identifier',
    ]) {
      await expect(site.importer.query(statement), statement).rejects.toMatchObject(denied)
    }
  })
})
