// What each role may do, asked of the server: column by column, database by database.
import type pg from 'pg'
import { afterAll, describe, expect, it } from 'vitest'
import { DATABASES, type DatabaseCode, type RoleName } from '../../src/database/databases.ts'
import { DEPARTMENTS as READ } from '../../src/departments/departments.ts'
import { testDatabases } from '../world/database.ts'

const databases = testDatabases()
const open = new Map<string, pg.Pool>()
const DENIED = { code: '42501' }

function pool(code: DatabaseCode, role: RoleName): pg.Pool {
  const key = `${code} ${role}`
  const found = open.get(key) ?? databases.pool(code, role)
  open.set(key, found)
  return found
}

afterAll(() => databases.close())

const DEPARTMENTS = [
  ['MZJ', 'civil_affairs.welfare_record', 'hutong_mzj_reader', []],
  ['GAJ', 'public_security.person', 'hutong_gaj_reader', []],
  ['CLH', 'disability.certificate', 'hutong_clh_reader', ['certificate_no_sealed']],
  ['YBJ', 'insurance.cover', 'hutong_ybj_reader', ['record_time']],
  ['WJW', 'health.attestation', 'hutong_wjw_reader', []],
  ['JYJ', 'education.pupil', 'hutong_jyj_reader', ['student_no_sealed']],
  ['SFJ', 'justice.parents', 'hutong_sfj_reader', []],
  ['FYJ', 'court.guardianship', 'hutong_fyj_reader', []],
  ['XZJ', 'community.visit', 'hutong_xzj_reader', []],
  ['ZFJ', 'housing.support', 'hutong_zfj_reader', []],
  ['RSJ', 'employment.support', 'hutong_rsj_reader', []],
  ['SWJ', 'tax.premium', 'hutong_swj_reader', ['record_time']],
  ['NYJ', 'agriculture.household', 'hutong_nyj_reader', []],
  ['FLY', 'welfare_institution.placement', 'hutong_fly_reader', ['custody_no_sealed']],
] as const

async function readableColumns(code: DatabaseCode, role: RoleName, table: string): Promise<[string[], string[]]> {
  const { rows } = await pool(code, 'hutong_owner').query<{ column: string; readable: boolean }>(
    `SELECT attname AS column, has_column_privilege($1, $2::regclass, attnum, 'SELECT') AS readable
     FROM pg_attribute WHERE attrelid = $2::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attname`,
    [role, table],
  )
  const names = (readable: boolean) => rows.filter((row) => row.readable === readable).map((row) => row.column)
  return [names(true), names(false)]
}

it('every department that the gateway reads stands in this table', () => {
  expect(DEPARTMENTS.map(([code]) => code).sort()).toEqual(READ.map(({ code }) => code).sort())
})

describe.each(DEPARTMENTS)('the reader of %s', (code, table, role, hidden) => {
  it('cannot read the columns that no field of the schema needs', async () => {
    const [readable, notReadable] = await readableColumns(code, role, table)
    expect(notReadable).toEqual(hidden)
    for (const column of hidden) {
      await expect(pool(code, role).query(`SELECT ${column} FROM ${table}`), column).rejects.toMatchObject(DENIED)
      await expect(pool(code, role).query(`SELECT 1 FROM ${table} ORDER BY ${column}`)).rejects.toMatchObject(DENIED)
    }
    if (hidden.length > 0) await expect(pool(code, role).query(`SELECT * FROM ${table}`)).rejects.toMatchObject(DENIED)
    await expect(pool(code, role).query(`SELECT ${readable.join()} FROM ${table} LIMIT 1`)).resolves.toBeDefined()
  })

  it.each([
    ['delete', `DELETE FROM ${table}`],
    ['truncate', `TRUNCATE ${table}`],
    ['create tables', 'CREATE TABLE public.mine (x integer)'],
    ['create temporary tables', 'CREATE TEMPORARY TABLE mine (x integer)'],
  ])('cannot %s, not even in a transaction that asks to write', async (_, statement) => {
    const client = await pool(code, role).connect()
    await client.query('BEGIN READ WRITE')
    await expect(client.query(statement)).rejects.toMatchObject(DENIED)
    await client.query('ROLLBACK')
    client.release()
  })

  it('starts every transaction read-only', async () => {
    const { rows } = await pool(code, role).query('SHOW default_transaction_read_only')
    expect(rows).toEqual([{ default_transaction_read_only: 'on' }])
  })

  it('cannot connect to any other database', async () => {
    for (const other of DATABASES.filter((database) => database.code !== code)) {
      await expect(pool(other.code, role).query('SELECT 1'), other.code).rejects.toMatchObject(DENIED)
    }
  })

  it('can read how fresh the department is', async () => {
    const schema = table.split('.')[0]
    await expect(pool(code, role).query(`SELECT as_of FROM ${schema}.freshness`)).resolves.toBeDefined()
  })
})

describe('the gateway', () => {
  it('changes the counts of the limits and adds what callers do; all else in the registry it only reads', async () => {
    const gateway = pool('REGISTRY', 'hutong_gateway')
    const { rows } = await pool('REGISTRY', 'hutong_owner').query<{ table: string; right: string }>(
      `SELECT table_schema || '.' || table_name AS "table", privilege_type AS "right"
       FROM information_schema.role_table_grants WHERE grantee = 'hutong_gateway' AND privilege_type <> 'SELECT'
       ORDER BY 1, 2`,
    )
    const counted = ['limit_child', 'limit_counter', 'limit_lock', 'limit_trace'].flatMap((table) =>
      ['DELETE', 'INSERT', 'UPDATE'].map((right) => `${right} registry.${table}`),
    )
    const added = ['emergency.access_grant', 'emergency.review', 'emergency.suspension', 'notices.notice'].concat([
      ...[
        'registry.conversation',
        'roster.deputy',
        'registry.child',
        'linking.link',
        'linking.incident',
        'answer.question',
      ],
      ...[
        'pace.source',
        'pace.job',
        'correction.ticket',
        'transfer.request',
        'registry.approval',
        'consent.given',
        'consent.asked',
        'report.mandatory_report',
        'report.mandatory_report',
        'report.reporter',
        'quality.report',
        'quality.count',
        'quality.row',
        'roll.roll',
        'roll.answer',
        'settlement.encounter',
        'settlement.closing',
        'settlement.question',
        'settlement.resettlement',
        'statistic.release',
        'statistic.shown',
        'roll.said',
        'worklist.task',
        'worklist.about',
        'worklist.watched',
      ],
    ])
    const erased = ['question', 'resettlement', 'changed'].map((table) => `DELETE settlement.${table}`)
    expect(new Set(rows.map((row) => `${row.right} ${row.table}`))).toEqual(
      new Set([
        ...counted,
        ...added.map((table) => `INSERT ${table}`),
        'DELETE quality.row',
        'DELETE roll.roll',
        ...erased,
        'DELETE roll.said',
        'DELETE worklist.task',
        'DELETE worklist.about',
      ]),
    )
    await expect(gateway.query(`UPDATE roster.deputy SET valid_to = valid_to`)).rejects.toMatchObject(DENIED)
    await expect(gateway.query(`UPDATE roster.agent SET stopped_at = NULL`)).rejects.toMatchObject(DENIED)
    await expect(gateway.query(`UPDATE registry.conversation SET child = child`)).rejects.toMatchObject(DENIED)
    await expect(gateway.query(`DELETE FROM roster.deputy`)).rejects.toMatchObject(DENIED)
    await expect(gateway.query('DELETE FROM registry.child')).rejects.toMatchObject(DENIED)
    await expect(gateway.query('DELETE FROM roster.revoked_token')).rejects.toMatchObject(DENIED)
    // Who opened what, why, and what was judged stays as it was written.
    for (const fact of ['access_grant SET person_id', 'access_grant SET reason_sealed', 'review SET verdict']) {
      await expect(gateway.query(`UPDATE emergency.${fact} = NULL`), fact).rejects.toMatchObject(DENIED)
    }
    await expect(gateway.query('DELETE FROM emergency.suspension')).rejects.toMatchObject(DENIED)
    await expect(gateway.query(`UPDATE notices.notice SET recipients = '{}'`)).rejects.toMatchObject(DENIED)
  })

  it('connects to no department and not to the journal', async () => {
    for (const { code } of DATABASES.filter((database) => database.code !== 'REGISTRY')) {
      await expect(pool(code, 'hutong_gateway').query('SELECT 1'), code).rejects.toMatchObject(DENIED)
    }
  })
})

describe('the statistics job', () => {
  const job = (code: DatabaseCode) => pool(code, 'hutong_statistics')

  it('reads who is there, where they live and when reports were acknowledged, and no roster and no department', async () => {
    const read = async (table: string) => (await readableColumns('REGISTRY', 'hutong_statistics', table))[0]
    expect(await read('registry.child')).toEqual(['id'])
    expect(await read('registry.identifier')).toEqual([])
    expect(await read('registry.outcome')).toEqual([])
    expect(await read('registry.source_link')).toEqual(['child_id', 'department', 'subject_key'])
    expect(await read('registry.jurisdiction')).toEqual([
      ...['child_id', 'division', 'kind', 'superseded_at', 'valid_from', 'valid_to'],
    ])
    expect(await read('roster.assignment')).toEqual([])
    expect(await read('report.mandatory_report')).toEqual(['acknowledged_at', 'county', 'filed_at', 'number'])
    for (const code of ['CLH', 'WJW', 'GAJ'] as const)
      await expect(job(code).query('SELECT 1')).rejects.toMatchObject(DENIED)
  })

  it('writes nothing but snapshots and what was released, and changes neither', async () => {
    await expect(job('REGISTRY').query('DELETE FROM registry.outcome')).rejects.toMatchObject(DENIED)
    await expect(job('REGISTRY').query('DELETE FROM statistic.chunk WHERE period = 0')).resolves.toBeDefined()
    for (const table of ['snapshot', 'release', 'shown']) {
      await expect(job('REGISTRY').query(`DELETE FROM statistic.${table}`), table).rejects.toMatchObject(DENIED)
      await expect(job('REGISTRY').query(`UPDATE statistic.${table} SET period = 0`)).rejects.toMatchObject(DENIED)
    }
  })
})

describe('the job that links', () => {
  const SHEETS = [
    ['GAJ', 'public_security'],
    ['MZJ', 'civil_affairs'],
    ['CLH', 'disability'],
    ['WJW', 'health'],
    ['JYJ', 'education'],
  ] as const

  it.each(SHEETS)('reads the linking sheets of %s, and the reader of the department does not', async (code, schema) => {
    const sheet = `${schema}.linking_sheet`
    expect((await readableColumns(code, 'hutong_linker', sheet))[1]).toEqual(['record_time'])
    const reader = `hutong_${code.toLowerCase()}_reader` as RoleName
    expect((await readableColumns(code, reader, sheet))[0]).toEqual([])
    for (const statement of [`DELETE FROM ${sheet}`, `UPDATE ${sheet} SET sex = NULL`]) {
      await expect(pool(code, 'hutong_linker').query(statement)).rejects.toMatchObject(DENIED)
    }
  })

  it('adds to the history of links and takes nothing from it, nor moves a record', async () => {
    const linker = pool('REGISTRY', 'hutong_linker')
    for (const statement of [
      'DELETE FROM linking.link',
      'UPDATE linking.link SET superseded_at = NULL',
      'UPDATE registry.source_link SET child_id = child_id',
      'DELETE FROM registry.source_link',
      'SELECT value FROM registry.outcome',
    ]) {
      await expect(linker.query(statement), statement).rejects.toMatchObject(DENIED)
    }
  })
})

describe('the register of child workers', () => {
  const register = (role: RoleName, table: string) => readableColumns('MZJ', role, `civil_affairs.${table}`)

  it('is read by civil affairs’ reader but for when each row was written, and by no role that writes anything else there', async () => {
    expect((await register('hutong_mzj_reader', 'child_worker'))[1]).toEqual(['id', 'recorded_at'])
    expect((await register('hutong_mzj_reader', 'worker_file'))[0]).toEqual(['taken_at'])
    for (const role of ['hutong_mzj_recorder', 'hutong_linker'] as const)
      for (const table of ['child_worker', 'worker_file']) expect((await register(role, table))[0], role).toEqual([])
  })

  it('is brought by the importer, who sees no other table of civil affairs and connects to no other department', async () => {
    const { rows } = await pool('MZJ', 'hutong_owner').query<{ right: string }>(
      `SELECT privilege_type || ' ' || table_name AS right FROM information_schema.role_table_grants
       WHERE grantee = 'hutong_importer' ORDER BY 1`,
    )
    expect(rows.map(({ right }) => right)).toEqual(
      ['INSERT', 'SELECT'].flatMap((right) => ['child_worker', 'worker_file'].map((table) => `${right} ${table}`)),
    )
    expect((await register('hutong_importer', 'welfare_record'))[0]).toEqual([])
    for (const { code } of DATABASES.filter((each) => !['REGISTRY', 'MZJ'].includes(each.code)))
      await expect(pool(code, 'hutong_importer').query('SELECT 1'), code).rejects.toMatchObject(DENIED)
  })

  it('says of every column but its times which data item it holds', async () => {
    const { rows } = await pool('MZJ', 'hutong_owner').query<{ column: string; comment: string | null }>(
      `SELECT attname AS column, col_description(attrelid, attnum) AS comment FROM pg_attribute
       WHERE attrelid = 'civil_affairs.child_worker'::regclass AND attnum > 0 AND attname NOT IN ('id', 'recorded_at', 'superseded_at')`,
    )
    for (const { column, comment } of rows) expect(comment, column).toMatch(/^D62/)
  })
})

describe('the loader', () => {
  it('cannot reach the journal, change a table or write what the gateway counts', async () => {
    await expect(pool('JOURNAL', 'hutong_loader').query('SELECT 1')).rejects.toMatchObject(DENIED)
    const loader = pool('REGISTRY', 'hutong_loader')
    await expect(loader.query('ALTER TABLE registry.child ADD extra text')).rejects.toMatchObject(DENIED)
    await expect(loader.query('DELETE FROM registry.limit_counter')).rejects.toMatchObject(DENIED)
  })

  it.each(DEPARTMENTS)('loads %s', async (code, table) => {
    await expect(pool(code, 'hutong_loader').query(`SELECT count(*) FROM ${table}`)).resolves.toBeDefined()
    const { rows } = await pool(code, 'hutong_loader').query(
      `SELECT has_table_privilege($1, 'INSERT') AND has_table_privilege($1, 'DELETE') AS loads`,
      [table],
    )
    expect(rows).toEqual([{ loads: true }])
  })
})

describe('every column of a department', () => {
  it.each(DEPARTMENTS)('of %s says which data item it holds, the record time aside', async (code, table) => {
    const { rows } = await pool(code, 'hutong_owner').query<{ column: string; comment: string | null }>(
      `SELECT attname AS column, col_description(attrelid, attnum) AS comment FROM pg_attribute
       WHERE attrelid = $1::regclass AND attnum > 0 AND attname <> 'record_time'`,
      [table],
    )
    for (const { column, comment } of rows) expect(comment, column).toMatch(/^D\d\d/)
  })
})
