// Masks that may stand in SQL are two programs that must be one function: compared here on a real PostgreSQL.
import { type SQL, sql } from 'drizzle-orm'
import { PgDialect } from 'drizzle-orm/pg-core'
import fc from 'fast-check'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addDays } from '../../src/clock.ts'
import type { Mask } from '../../src/masking/mask.ts'
import { MASKS } from '../../src/masking/masks.ts'
import { type TestDatabases, testDatabases } from '../world/database.ts'

const COLUMN_TYPES = { text: 'text', amount: 'text', day: 'date', division: 'char(12)' } as const
const today = '2026-11-23'
const dialect = new PgDialect()
let databases: TestDatabases
let pool: pg.Pool

beforeAll(() => {
  databases = testDatabases()
  pool = databases.pool('REGISTRY', 'hutong_gateway')
})
afterAll(() => databases.close())

type Treated = string | boolean | null

/** What the mask's SQL makes of the values, as PostgreSQL computes it over a column of the type that it is made for. */
async function inSql(mask: Mask, values: readonly (string | null)[], day: string): Promise<Treated[]> {
  const treated = treatment(mask, sql`given.value`, sql`${day}::date`)
  // A boolean stays one; everything else is compared as the text that leaves the database.
  const shown = mask.output === 'flag' ? treated : sql`(${treated})::text`
  const type = sql.raw(COLUMN_TYPES[mask.input])
  const statement = dialect.sqlToQuery(sql`select ${shown} as treated
    from unnest(${sql.param(values)}::text[]) with ordinality as raw(value, position)
    cross join lateral (select raw.value::${type} as value) as given order by raw.position`)
  const { rows } = await pool.query<{ treated: Treated }>(statement.sql, statement.params)
  return rows.map((row) => row.treated)
}

function treatment(mask: Mask, column: SQL, day: SQL): SQL {
  if (!mask.toSql) throw new Error(`${mask.name} has no SQL form`)
  return mask.toSql(column, day)
}

// PostgreSQL text holds neither NUL nor halves of surrogate pairs.
const text = fc.string({ unit: 'binary', maxLength: 30 }).filter((value) => !value.includes('\0'))
const day = fc.integer({ min: 0, max: 80_000 }).map((count) => addDays('1900-01-01', count))
const division = fc
  .tuple(fc.constantFrom('330106', '330122', '330182'), fc.integer({ min: 0, max: 999_999 }))
  .map(([county, rest]) => `${county}${String(rest).padStart(6, '0')}`)
const VALUES = { text, amount: text, day, division }

describe.each([...MASKS.values()].filter((mask) => mask.toSql))('$name in SQL', (mask) => {
  it('leaves null as it is', async () => {
    expect(await inSql(mask, [null], today)).toEqual([null])
  })

  it('gives, code point by code point, what apply gives', async () => {
    const values = fc.array(VALUES[mask.input], { minLength: 1, maxLength: 50 })
    await fc.assert(
      fc.asyncProperty(values, day, async (raw, now) => {
        expect(await inSql(mask, raw, now)).toEqual(raw.map((value) => mask.apply(value, now)))
      }),
      { numRuns: 60, seed: 20_261_123 },
    )
  })
})

describe('six-months in SQL', () => {
  it('agrees on every day around the sixth month, where that lacks the day too', async () => {
    const mask = MASKS.get('six-months')
    if (!mask) throw new Error('no six-months')
    for (const [since, last] of [
      ['2025-08-26', '2026-02-26'],
      ['2023-08-26', '2024-02-26'],
      ['2026-05-28', '2026-11-28'],
      ['2026-03-28', '2026-09-28'],
    ] as const) {
      const days = Array.from({ length: 8 }, (_, count) => addDays(since, count))
      for (const now of Array.from({ length: 8 }, (_, count) => addDays(last, count))) {
        expect(await inSql(mask, days, now)).toEqual(days.map((value) => mask.apply(value, now)))
      }
    }
  })
})

describe('age-band in SQL', () => {
  it('agrees on every day around birthdays, for those born on 29 February too', async () => {
    const mask = MASKS.get('age-band')
    if (!mask) throw new Error('no age-band')
    const births = ['2008-02-28', '2008-02-29', '2008-03-01', '2012-02-29', '2010-11-23', '2008-12-31', '2009-01-01']
    for (const year of [2010, 2011, 2014, 2020, 2022, 2024, 2026, 2028]) {
      for (const now of [
        `${year}-02-28`,
        addDays(`${year}-02-28`, 1),
        `${year}-03-01`,
        `${year}-11-22`,
        `${year}-12-31`,
      ]) {
        expect(await inSql(mask, births, now)).toEqual(births.map((birth) => mask.apply(birth, now)))
      }
    }
  })
})
