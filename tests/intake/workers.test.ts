// Civil affairs' file of the register of child workers: each row by itself, the same file again changes nothing, who is no longer in it has gone;
// what is wrong is told by line, column and reason, and never by what stood there.
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { linesOf } from '../../src/commands/child-workers.ts'
import { bringRegister, type Receipt, type RegisterJob, registerAuthority } from '../../src/intake/workers/bring.ts'
import { encodeGb18030 } from '../../src/spreadsheets/gb18030.ts'
import { xls, xlsx } from '../rolls/files.ts'
import { csv, type IntakeSite, openIntakeSite } from './intake-site.ts'

const HEADER = ['工号', '岗位', '区划代码', '专兼职', '证书有效期至', '最近培训日期', '任职日期', '离任日期']
const VILLAGE = '330106901901'
type Cells = Partial<Record<(typeof HEADER)[number], string>>

/** A director of a village, but for what is said otherwise. */
function row(number: string, change: Cells = {}): string[] {
  const cells: Cells = {
    ...{ 工号: number, 岗位: '儿童主任', 区划代码: VILLAGE, 专兼职: '专职' },
    ...{ 证书有效期至: '2027-12-31', 最近培训日期: '2026-05-01', 任职日期: '2024-03-01', ...change },
  }
  return HEADER.map((column) => cells[column] ?? '')
}

let site: IntakeSite
let importer: pg.Pool
let owner: pg.Pool
let folder: string

beforeAll(async () => {
  site = await openIntakeSite('intake_workers', 0)
  importer = site.databases.pool('MZJ', 'hutong_importer')
  owner = site.databases.pool('MZJ', 'hutong_owner')
  folder = await mkdtemp(path.join(tmpdir(), 'hutong-workers-'))
})
afterAll(async () => {
  await site?.close()
  await rm(folder, { recursive: true })
})
beforeEach(async () => {
  site.clock.moveTo('2026-11-23T10:00:00+08:00')
  await owner.query('truncate civil_affairs.child_worker, civil_affairs.worker_file')
})

async function jobOf(content: string | Buffer, change: Partial<RegisterJob> = {}): Promise<RegisterJob> {
  const file = path.join(folder, randomUUID())
  await writeFile(file, content)
  const { clock, journal, policies } = site
  return {
    ...{ path: file, taken: new Date('2026-11-20T08:00:00+08:00'), isCheck: false, ending: null },
    ...{ civilAffairs: importer, authority: registerAuthority(policies), clock, journal, newId: randomUUID, ...change },
  }
}

async function bring(rows: readonly string[][], change?: Partial<RegisterJob>): Promise<Receipt> {
  return bringRegister(await jobOf(csv(HEADER, ...rows), change))
}

const counts = ({ rows, faulty, added, changed, ended, same }: Receipt) =>
  Object.fromEntries(Object.entries({ rows, faulty, added, changed, ended, same }).filter(([, count]) => count > 0))

interface Stored {
  readonly worker_no: string
  readonly division: string
  readonly ended_on: string | null
  readonly certified_until: string | null
  readonly superseded_at: Date | null
}

const stored = async (where = 'superseded_at is null') =>
  (await owner.query<Stored>(`select * from civil_affairs.child_worker where ${where} order by worker_no, division`))
    .rows

describe('the register', () => {
  it('is taken in under no policy that does not grant it, and an entry of the journal stands before it is read', async () => {
    const { policies, journalPool } = site
    expect(() => registerAuthority({ ...policies, grantFor: () => undefined })).toThrow(/REFUSED/)
    const ungranted = { ...policies.grantFor('SYSTEM_IMPORT', 'P08'), decide: () => ({ effect: 'refuse' }) } as never
    expect(() => registerAuthority({ ...policies, grantFor: () => ungranted })).toThrow(/REFUSED/)
    await bring([row('A-1'), row('A-2', { 岗位: '主席' })])
    const { rows } = await journalPool.query<{ body: Buffer }>(
      `select body from journal.entry where kind = 'JOB' order by sequence desc limit 2`,
    )
    expect(rows.map(({ body }) => JSON.parse(String(body))).reverse()).toMatchObject([
      { job: 'import', role: 'SYSTEM_IMPORT', source: 'MZJ', status: 'STARTED', count: 0 },
      { status: 'FINISHED', count: 1, fields: [['IntakeRecord.childWorker', 'reveal']] },
    ])
  })

  it('is written by a role that adds and supersedes, changes no row, and sees nothing of a child', async () => {
    await bring([row('A-1')])
    const denied = { code: '42501' }
    for (const statement of [
      'delete from civil_affairs.child_worker',
      `update civil_affairs.child_worker set certified_until = '2099-01-01'`,
      'update civil_affairs.worker_file set taken_at = now()',
      'delete from civil_affairs.worker_file',
      'select subject_key from civil_affairs.welfare_record',
      'select subject_key from civil_affairs.linking_sheet',
      'select choice from civil_affairs.subsidy_choice',
    ])
      await expect(importer.query(statement), statement).rejects.toMatchObject(denied)
    for (const role of ['hutong_mzj_reader', 'hutong_mzj_recorder'] as const) {
      const pool = site.databases.pool('MZJ', role)
      const adding = pool.query(`insert into civil_affairs.worker_file (rows) values (1)`)
      await expect(adding, role).rejects.toMatchObject({ code: expect.stringMatching(/^(42501|25006)$/) })
    }
  })

  it.each([
    ['HEADER_UNKNOWN', csv([...HEADER, '姓名'], [...row('A-1'), '张三']), {}, { line: 1, column: 9 }],
    ['HEADER_UNKNOWN', csv([...HEADER, '手机号'], [...row('A-1'), '13000000000']), {}, { line: 1, column: 9 }],
    ['HEADER_MISSING', csv(HEADER.toSpliced(4, 1), row('A-1').toSpliced(4, 1)), {}, { column: '证书有效期至' }],
    ['HEADER_TWICE', csv([...HEADER.slice(0, 7), '人员编号'], row('A-1')), {}, { line: 1, column: 8 }],
    ['EMPTY', csv(HEADER), {}, {}],
    ['UNKNOWN_FORM', '<table><tr><td>工号</td></tr></table>', {}, {}],
    ['TAKEN_IN_FUTURE', csv(HEADER, row('A-1')), { taken: new Date('2026-11-24T00:00:00+08:00') }, {}],
  ])('is refused as a whole, and nobody comes or goes: %s', async (fault, content, change, at) => {
    await bring([row('A-0')])
    const refused = bringRegister(await jobOf(content, change))
    await expect(refused).rejects.toMatchObject({ fault, at: expect.objectContaining(at) })
    await expect(refused).rejects.not.toThrow(/张三|13000000000/)
    expect((await stored()).map(({ worker_no, ended_on }) => [worker_no, ended_on])).toEqual([['A-0', null]])
  })

  it('is refused where it is older than the one before', async () => {
    await bring([row('A-1'), row('A-2')])
    const older = bring([row('A-1')], { taken: new Date('2026-11-20T07:59:59+08:00') })
    await expect(older).rejects.toMatchObject({ fault: 'OLDER_THAN_LAST' })
    expect(await stored('ended_on is not null')).toEqual([])
  })
})

describe('a bad row', () => {
  it.each<[string, string, Cells]>([
    ['工号', 'MISSING', { 工号: '' }],
    ['工号', 'NUMBER_OF_PERSON', { 工号: '330106198001011234' }],
    ['工号', 'NUMBER_OF_PERSON', { 工号: 'HZ-13000000000' }],
    ['工号', 'FORMAT', { 工号: '张三' }],
    ['岗位', 'NOT_IN_LIST', { 岗位: '社区主席' }],
    ['岗位', 'MISSING', { 岗位: '' }],
    ['区划代码', 'FORMAT', { 区划代码: '西湖区' }],
    ['区划代码', 'DIVISION_SPLIT', { 区划代码: '330104001001' }],
    ['区划代码', 'NOT_IN_LIST', { 区划代码: '330198001001' }],
    ['区划代码', 'OTHER_LEVEL', { 区划代码: '330106901' }],
    ['区划代码', 'OTHER_LEVEL', { 区划代码: '330106' }],
    ['区划代码', 'OTHER_LEVEL', { 区划代码: '330281001001' }],
    ['区划代码', 'OTHER_LEVEL', { 岗位: 'SUPERVISOR' }],
    ['专兼职', 'NOT_IN_LIST', { 专兼职: '偶尔' }],
    ['证书有效期至', 'NOT_A_DAY', { 证书有效期至: '2027-02-30' }],
    ['最近培训日期', 'DAY_TO_COME', { 最近培训日期: '2026-11-21' }],
    ['任职日期', 'MISSING', { 任职日期: '' }],
    ['离任日期', 'PERIOD', { 离任日期: '2024-03-01' }],
  ])('is told by its column and reason, and holds up no other: %s %s', async (column, reason, change) => {
    const { faults, ...receipt } = await bring([row('A-1'), row('B-1', change), row('C-1')])
    expect(faults.map(({ line, column: at, reason: why }) => [line, at, why])).toEqual([[3, column, reason]])
    const told = linesOf({ ...receipt, faults }, false).join('\n')
    for (const cell of Object.values(change).filter((each) => each !== '')) expect(told).not.toContain(cell)
    expect(counts({ ...receipt, faults })).toEqual({ rows: 3, faulty: 1, added: 2 })
    expect((await stored()).map(({ worker_no }) => worker_no)).toEqual(['A-1', 'C-1'])
  })

  it('with another number of cells than the header is told as a whole', async () => {
    const { faults } = await bringRegister(await jobOf(csv(HEADER, row('A-1'), ['B-1', '儿童主任'])))
    expect(faults).toEqual([{ line: 3, column: null, reason: 'COLUMN_COUNT' }])
  })

  it('ends nobody: whoever it names stays as before', async () => {
    await bring([row('A-1'), row('B-1', { 区划代码: '330106901902' }), row('C-1', { 区划代码: '330106901903' })])
    const receipt = await bring([row('A-1'), row('B-1', { 区划代码: '330106901902', 任职日期: '昨天' })])
    expect(counts(receipt)).toEqual({ rows: 2, faulty: 1, same: 1, ended: 1 })
    expect((await stored('superseded_at is null and ended_on is null')).map(({ worker_no }) => worker_no)).toEqual([
      'A-1',
      'B-1',
    ])
  })

  it('that names nobody leaves everybody in post, and the receipt says so', async () => {
    await bring([row('A-1'), row('B-1', { 区划代码: '330106901902' })])
    const receipt = await bring([row('A-1'), row('')])
    expect(counts(receipt)).toEqual({ rows: 2, faulty: 1, same: 1 })
    expect(linesOf(receipt, false).at(-1)).toBe(
      '2 rows: 0 new, 0 changed, 0 ended, 1 the same, 1 bad and left out, whose workers stay as they were; a bad row names nobody, so that nobody ended',
    )
    expect(await stored('ended_on is not null')).toEqual([])
  })

  it('is each of two rows for one post, of which nobody can say which counts', async () => {
    const { faults, ...receipt } = await bring([row('A-1'), row('A-1', { 专兼职: '兼职' }), row('B-1')])
    expect(faults.map(({ line, reason }) => [line, reason])).toEqual([
      [2, 'DOUBLE_KEY'],
      [3, 'DOUBLE_KEY'],
    ])
    expect(counts({ ...receipt, faults })).toEqual({ rows: 3, faulty: 2, added: 1 })
  })
})

describe('a sound file', () => {
  it('changes nothing when it comes again, in whatever form', async () => {
    const rows = [
      row('A-1', { 离任日期: '2026-06-01' }),
      row('A-2', { 岗位: '儿童督导员', 区划代码: '330106901', 证书有效期至: '', 最近培训日期: '' }),
    ]
    expect(counts(await bring(rows))).toEqual({ rows: 2, added: 2 })
    const first = await stored('true')
    site.clock.moveTo('2026-11-25T10:00:00+08:00')
    const synonyms = [
      '人员编号',
      '职务',
      '行政区划代码',
      '是否专职',
      '持证有效期至',
      '轮训日期',
      '聘任日期',
      '离职日期',
    ]
    for (const content of [
      csv(HEADER, ...rows),
      encodeGb18030(csv(synonyms, ...rows)),
      xlsx([HEADER, ...rows]),
      xls([synonyms, ...rows]),
    ])
      expect(counts(await bringRegister(await jobOf(Buffer.from(content))))).toEqual({ rows: 2, same: 2 })
    expect(await stored('true')).toEqual(first)
  })

  it('ends whoever it leaves out on its own day, supersedes what has changed, and takes back who returns', async () => {
    await bring([row('A-1'), row('B-1', { 区划代码: '330106901902' }), row('C-1', { 任职日期: '2027-01-01' })])
    const later = { taken: new Date('2026-11-22T08:00:00+08:00') }
    const receipt = await bring([row('A-1', { 证书有效期至: '2030-01-01' })], later)
    expect(counts(receipt)).toEqual({ rows: 1, changed: 1, ended: 2 })
    // Who was to begin later has not been in post for a day.
    expect(
      (await stored()).map(({ worker_no, ended_on, certified_until }) => [worker_no, ended_on, certified_until]),
    ).toEqual([
      ['A-1', null, '2030-01-01'],
      ['B-1', '2026-11-22', '2027-12-31'],
    ])
    expect((await stored('superseded_at is not null')).map(({ worker_no }) => worker_no)).toEqual(['A-1', 'B-1', 'C-1'])
    expect(counts(await bring([row('A-1', { 证书有效期至: '2030-01-01' })], later))).toEqual({ rows: 1, same: 1 })
    const back = await bring(
      [row('A-1', { 证书有效期至: '2030-01-01' }), row('B-1', { 区划代码: '330106901902' })],
      later,
    )
    expect(counts(back)).toEqual({ rows: 2, changed: 1, same: 1 })
  })

  it('is only looked at with --check', async () => {
    const receipt = await bring([row('A-1')], { isCheck: true })
    expect(linesOf(receipt, true)).toEqual([
      '1 row: 1 new, 0 changed, 0 ended, 0 the same; nothing was written, as asked',
    ])
    expect([await stored('true'), (await owner.query('select from civil_affairs.worker_file')).rowCount]).toEqual([
      [],
      0,
    ])
  })

  it('ends no more than a few unless somebody says how many, for it may be of one county alone', async () => {
    const village = (at: number): Cells => ({ 区划代码: `3301069019${String(at).padStart(2, '0')}` })
    const all = Array.from({ length: 12 }, (_, at) => row(`A-${at}`, village(at + 1)))
    await bring(all)
    await expect(bring(all.slice(0, 1))).rejects.toMatchObject({ name: 'ManyWouldEnd', count: 11 })
    await expect(bring(all.slice(0, 1), { ending: 10 })).rejects.toMatchObject({ count: 11 })
    expect(await stored('superseded_at is not null or ended_on is not null')).toEqual([])
    expect(counts(await bring(all.slice(0, 1), { ending: 11 }))).toEqual({ rows: 1, same: 1, ended: 11 })
  })

  it('leaves a receipt with its counts, and nothing of a row in the journal', async () => {
    await bring([row('GH-777'), row('B-1', { 岗位: '主席' })])
    const { rows } = await owner.query(
      'select rows, faulty, added, changed, ended, taken_at from civil_affairs.worker_file',
    )
    const taken_at = new Date('2026-11-20T08:00:00+08:00')
    expect(rows).toEqual([{ rows: 2, faulty: 1, added: 1, changed: 0, ended: 0, taken_at }])
    const entries = await site.journalPool.query<{ body: Buffer }>('select body from journal.entry')
    expect(entries.rows.map(({ body }) => String(body)).join('\n')).not.toMatch(/GH-777|330106901901|主席/)
  })
})
