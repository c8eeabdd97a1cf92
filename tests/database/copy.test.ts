import fc from 'fast-check'
import type pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { copyRows } from '../../src/database/copy.ts'
import { closePools, openPool } from '../../src/database/pool.ts'
import { testDatabases } from '../world/database.ts'

const databases = testDatabases()
let pool: pg.Pool
const COLUMNS = ['position', 'txt', 'num', 'big', 'yes', 'moment', 'raw', 'txts', 'nums']

beforeAll(async () => {
  pool = openPool(databases.url('REGISTRY', 'hutong_owner'), { max: 2, applicationName: 'copy test' })
  await pool.query('DROP SCHEMA IF EXISTS copy_test CASCADE')
  await pool.query('CREATE SCHEMA copy_test')
  await pool.query(`CREATE TABLE copy_test."odd ""name""" (
    position integer, txt text, num double precision, big bigint, yes boolean, moment timestamptz,
    raw bytea, txts text[], nums integer[])`)
})
beforeEach(() => pool.query('TRUNCATE copy_test."odd ""name"""'))
afterAll(async () => {
  await pool.query('DROP SCHEMA copy_test CASCADE')
  await closePools([pool])
})

const TABLE = 'copy_test.odd "name"'
const readBack = async () =>
  (await pool.query({ text: 'SELECT * FROM copy_test."odd ""name""" ORDER BY position', rowMode: 'array' })).rows

const nasty = fc.constantFrom(
  '\\',
  '\t',
  '\n',
  '\r',
  '\r\n',
  '\\N',
  '\\.',
  '"',
  "'",
  ',',
  '{}',
  'NULL',
  '',
  ' ',
  '护童',
  '𠮷',
  '\u0001',
  '\u2028',
)
const text = fc.oneof(
  nasty,
  fc
    .array(fc.oneof(nasty, fc.string({ unit: 'grapheme' })), { maxLength: 6 })
    .map((parts) => parts.join('').replaceAll('\0', '')),
)
const orNull = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null })
const integer = fc.integer()
const row = fc.tuple(
  orNull(text),
  orNull(fc.double({ noNaN: true }).map((value) => value + 0)),
  orNull(fc.maxSafeInteger()),
  orNull(fc.boolean()),
  orNull(fc.date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })),
  orNull(fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes))),
  orNull(fc.array(orNull(text), { maxLength: 5 })),
  orNull(fc.array(orNull(integer), { maxLength: 5 })),
)

async function* stream(rows: Iterable<readonly unknown[]>): AsyncGenerator<readonly unknown[]> {
  yield* rows
}

describe('copyRows', () => {
  it.each([
    ['U+0000', 'before\0after'],
    ['a lone surrogate', 'before\ud800after'],
    ['an object', { name: 'before' }],
    ['undefined', undefined],
  ])('refuses %s, names no value and leaves the table as it was', async (_, value) => {
    const failing = copyRows(
      pool,
      TABLE,
      ['position', 'txt'],
      stream([
        [1, 'fine'],
        [2, value],
      ]),
    )
    await expect(failing).rejects.toThrow(/^(?!.*before).*$/)
    expect(await readBack()).toEqual([])
    expect(pool.waitingCount).toBe(0)
  })

  it('leaves the table as it was when the source of the rows fails half-way', async () => {
    async function* broken(): AsyncGenerator<readonly unknown[]> {
      for (let position = 0; position < 20_000; position += 1) yield [position, 'x'.repeat(20)]
      throw new Error('source failed')
    }
    await expect(copyRows(pool, TABLE, ['position', 'txt'], broken())).rejects.toThrow('source failed')
    expect(await readBack()).toEqual([])
  })

  it('brings every value back as it was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 20 }), async (values) => {
        await pool.query('TRUNCATE copy_test."odd ""name"""')
        const rows = values.map((cells, position) => [position, ...cells])
        expect(await copyRows(pool, TABLE, COLUMNS, stream(rows))).toBe(rows.length)
        expect(await readBack()).toEqual(rows)
      }),
      { seed: 20261123, numRuns: 60 },
    )
  })

  it('asks for rows only as fast as the server takes them', async () => {
    const client = await pool.connect()
    let asked = 0
    async function* many(): AsyncGenerator<readonly unknown[]> {
      for (; asked < 300_000; asked += 1) yield [asked, 'x'.repeat(40)]
    }
    const before = process.memoryUsage().arrayBuffers
    expect(await copyRows(client, TABLE, ['position', 'txt'], many())).toBe(300_000)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * 1024 * 1024)
    client.release()
  })
})
