// Cells come under the current key batch by batch: broken off and taken up again, never over what an import wrote
// meanwhile, and a key is told from its cells.
import { createSecretKey } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { cellsUnder } from '../../src/keys/cells-under.ts'
import { reseal } from '../../src/keys/reseal.ts'
import { sealedTablesOf } from '../../src/keys/sealed-columns.ts'
import { type Keyring, keyring } from '../../src/masking/keyring.ts'
import { openerFor, seal } from '../../src/masking/sealed-cell.ts'
import { type FreshDatabases, freshDatabases } from '../world/database.ts'

const key = (id: number) => ({ id, algorithm: 'AES-256-GCM' as const, key: createSecretKey(Buffer.alloc(32, id)) })
const BEFORE = keyring([key(1)], 1)
const AFTER = keyring([key(1), key(2)], 2)
const SUBJECTS = [1, 2, 3, 4, 5, 6, 7].map((at) => `018f2b7c-0000-7000-8000-00000000000${at}`)
const NAME = 'public_security.person.name_sealed'
const [TABLE] = sealedTablesOf('GAJ')

let databases: FreshDatabases
beforeAll(async () => {
  databases = await freshDatabases('hutong_reseal')
})
afterAll(() => databases.drop())

function work(ring: Keyring = AFTER) {
  if (!TABLE) return expect.unreachable()
  return { pool: databases.pool('GAJ', 'hutong_loader'), table: TABLE, keyring: ring, batch: 3 }
}

beforeEach(async () => {
  const { pool } = work()
  await pool.query('delete from public_security.person')
  for (const subject of SUBJECTS) {
    await pool.query(
      `insert into public_security.person (subject_key, name_sealed, hukou_address_sealed, record_time)
       values ($1, $2, $3, now())`,
      [subject, seal(BEFORE, NAME, subject, `周${subject}`), subject === SUBJECTS[6] ? null : addressOf(subject)],
    )
  }
})

function addressOf(subject: string): Buffer {
  return seal(BEFORE, 'public_security.person.hukou_address_sealed', subject, '西湖区')
}

async function names(ring: Keyring): Promise<(string | boolean | null)[]> {
  const { rows } = await work().pool.query<{ subject_key: string; name_sealed: Buffer }>(
    'select subject_key, name_sealed from public_security.person order by subject_key',
  )
  const open = openerFor(ring, NAME, undefined, '')
  return rows.map((row) => open(row.name_sealed, row.subject_key))
}

describe('sealing anew', () => {
  it('brings every cell under the current key and changes no value', async () => {
    const before = await names(AFTER)
    expect(await cellsUnder(work().pool, work().table)).toEqual(new Map([[1, 13]]))
    expect(await reseal(work())).toEqual({ rows: 7, cells: 13, unreadable: 0 })
    expect(await cellsUnder(work().pool, work().table)).toEqual(new Map([[2, 13]]))
    expect(await names(keyring([key(2)], 2))).toEqual(before)
  })

  it('does nothing the second time', async () => {
    await reseal(work())
    expect(await reseal(work())).toEqual({ rows: 0, cells: 0, unreadable: 0 })
  })

  it('goes on where it broke off', async () => {
    const broken = reseal({
      ...work(),
      onProgress: () => {
        throw new Error('broken off')
      },
    })
    await expect(broken).rejects.toThrow('broken off')
    expect(await cellsUnder(work().pool, work().table)).toEqual(
      new Map([
        [1, 7],
        [2, 6],
      ]),
    )
    expect(await reseal(work())).toEqual({ rows: 4, cells: 7, unreadable: 0 })
  })

  it('tells how far it is after each batch', async () => {
    const said: number[] = []
    await reseal({ ...work(), onProgress: ({ cells }) => said.push(cells) })
    expect(said).toEqual([6, 12, 13])
  })

  it('never writes over what an import wrote meanwhile', async () => {
    const { pool, ...rest } = work()
    const imported = seal(BEFORE, NAME, SUBJECTS[0] ?? '', '周改名')
    const query = pool.query.bind(pool) as (...words: unknown[]) => Promise<unknown>
    let isImported = false
    const racing = Object.assign(Object.create(pool) as typeof pool, {
      async query(...words: unknown[]) {
        if (!isImported && String(words[0]).startsWith('update')) {
          isImported = true
          await query('update public_security.person set name_sealed = $1 where subject_key = $2', [
            imported,
            SUBJECTS[0],
          ])
        }
        return query(...words)
      },
    })
    expect((await reseal({ ...rest, pool: racing })).cells).toBe(12)
    expect((await names(AFTER))[0]).toBe('周改名')
    await reseal(work())
    expect((await names(keyring([key(2)], 2)))[0]).toBe('周改名')
  })

  it('leaves and counts a cell that opens under no key, and does all the others', async () => {
    const foreign = seal(keyring([key(9)], 9), NAME, SUBJECTS[1] ?? '', '周')
    await work().pool.query('update public_security.person set name_sealed = $1 where subject_key = $2', [
      foreign,
      SUBJECTS[1],
    ])
    expect(await reseal(work())).toEqual({ rows: 7, cells: 12, unreadable: 1 })
    expect(await cellsUnder(work().pool, work().table)).toEqual(
      new Map([
        [2, 12],
        [9, 1],
      ]),
    )
  })

  it('has nothing to do where a department seals nothing', async () => {
    const [table] = sealedTablesOf('YBJ')
    if (!table) return expect.unreachable()
    expect(table.columns).toEqual([])
    expect(await reseal({ ...work(), table })).toEqual({ rows: 0, cells: 0, unreadable: 0 })
    expect(await cellsUnder(work().pool, table)).toEqual(new Map())
  })
})
