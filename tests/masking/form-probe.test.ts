// Probes say of a value whether it has a form, and nothing more; those that stand in SQL say there what they say here.
import { sql } from 'drizzle-orm'
import { PgDialect } from 'drizzle-orm/pg-core'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import {
  citizenIdForm,
  codeOf,
  DIVISION,
  type FormProbe,
  PRESENT,
  touchedWithin,
} from '../../src/masking/form-probe.ts'
import { MASKS } from '../../src/masking/masks.ts'
import { type TestDatabases, testDatabases } from '../world/database.ts'

const TODAY = '2026-11-23'
const dialect = new PgDialect()
let databases: TestDatabases
let pool: pg.Pool

beforeAll(() => {
  databases = testDatabases()
  pool = databases.pool('REGISTRY', 'hutong_gateway')
})
afterAll(() => databases.close())

async function inSql(probe: FormProbe, type: string, value: unknown): Promise<unknown> {
  const column = sql`(${sql.param(value)}::${sql.raw(type)})`
  const treated = probe.toSql?.(column, sql`${TODAY}::date`)
  if (!treated) return expect.unreachable()
  const statement = dialect.sqlToQuery(sql`select ${treated} as treated`)
  return (await pool.query<{ treated: unknown }>(statement.sql, statement.params)).rows[0]?.treated
}

describe('a probe', () => {
  it('is none of the masks that a policy can name', () => {
    for (const { name } of [PRESENT, DIVISION, citizenIdForm(true), touchedWithin(1)])
      expect(MASKS.has(name)).toBe(false)
  })

  it('has a name by which two statements with the same columns are two, whatever order its codes come in', () => {
    const codes = [codeOf(new Set(['MALE', 'FEMALE']), false), codeOf(new Set(['FEMALE', 'MALE']), false)]
    const names = [PRESENT, DIVISION, citizenIdForm(true), touchedWithin(1), ...codes].map(({ name }) => name)
    const ofCodes = 'code of FEMALE MALE'
    expect(names).toEqual(['present', 'division', 'citizen-id', 'touched within 1 days', ofCodes, ofCodes])
    const [one, other] = codes.map((probe) => dialect.sqlToQuery(probe.toSql?.(sql`c`, sql`d`) ?? sql``).sql)
    expect(one).toBe(other)
  })

  it('takes a text and leaves a yes or a no', () => {
    for (const { input, output } of [PRESENT, DIVISION, citizenIdForm(true), touchedWithin(1), codeOf(new Set(), true)])
      expect([input, output]).toEqual(['text', 'flag'])
  })

  const SEX = codeOf(new Set(['MALE', 'FEMALE']), false)
  const CATEGORIES = codeOf(new Set(['ORPHAN', 'DISABLED']), true)

  it.each<[string, FormProbe, string, unknown, boolean]>([
    ['any text for a value', PRESENT, 'text', '周小满', true],
    ['a code for one of the list', SEX, 'text', 'FEMALE', true],
    ['a word for none', SEX, 'text', '女', false],
    ['a code with another behind it for none', SEX, 'text', 'FEMALE,MALE', false],
    ['an empty text for none', SEX, 'text', '', false],
    ['a list of codes for one of the list', CATEGORIES, 'text[]', ['ORPHAN', 'DISABLED'], true],
    ['an empty list for one of the list', CATEGORIES, 'text[]', [], true],
    ['a list with an unknown member for one of the list', CATEGORIES, 'text[]', ['ORPHAN', null], true],
    ['a list with a word for none', CATEGORIES, 'text[]', ['ORPHAN', '孤儿'], false],
    ['a division in force for one', DIVISION, 'text', '330106003001', true],
    ['a division of another city for one', DIVISION, 'text', '320104001002', true],
    ['a division that was abolished for none', DIVISION, 'text', '330183001002', false],
    ['six digits for no division', DIVISION, 'text', '330106', false],
    ['thirteen digits for no division', DIVISION, 'text', '3301060030012', false],
    ['a letter before twelve digits for no division', DIVISION, 'text', 'x330106003001', false],
    ['a letter behind twelve digits for no division', DIVISION, 'text', '330106003001x', false],
    ['a place in words for no division', DIVISION, 'text', '杭州市西湖区文三路街道', false],
    ['a record of within the days for touched', touchedWithin(395), 'timestamptz', '2025-10-24T10:00:00+08:00', true],
    [
      'the first moment within the days for touched',
      touchedWithin(395),
      'timestamptz',
      '2025-10-24T00:00:00+08:00',
      true,
    ],
    ['the moment before for untouched', touchedWithin(395), 'timestamptz', '2025-10-23T23:59:59.999+08:00', false],
    ['a record of before for untouched', touchedWithin(395), 'timestamptz', '2025-10-20T10:00:00+08:00', false],
  ])('takes %s, here and in SQL', async (_what, probe, type, value, expected) => {
    expect(probe.apply(Array.isArray(value) ? value.join(',') : String(value), TODAY)).toBe(expected)
    expect(await inSql(probe, type, value)).toBe(expected)
  })

  it.each<[string, FormProbe, string]>([
    ['any value', PRESENT, 'text'],
    ['codes', SEX, 'text'],
    ['lists', CATEGORIES, 'text[]'],
    ['divisions', DIVISION, 'text'],
    ['moments', touchedWithin(395), 'timestamptz'],
  ])('of %s says nothing of nothing', async (_what, probe, type) => {
    expect(await inSql(probe, type, null)).toBeNull()
  })

  it.each([
    "x') or ('1'='1",
    "'MALE",
    "MALE'",
    'Male',
    '1MALE',
    '',
  ])('is not made of %j, which is no code: it would stand in SQL', (code) => {
    expect(() => codeOf(new Set([code]), false).toSql?.(sql`c`, sql`d`)).toThrow('is no code')
  })
})

describe('the form of an identity number', () => {
  it('is that with a right check digit, made up or not as the installation has it', () => {
    const { citizenId } = CAST.pupil
    const number = String(citizenId)
    const typed = `${number.slice(0, 17)}${number.endsWith('1') ? '2' : '1'}`
    expect(citizenIdForm(true).apply(number, TODAY)).toBe(true)
    expect(citizenIdForm(true).apply(typed, TODAY)).toBe(false)
    expect(citizenIdForm(false).apply(number, TODAY)).toBe(false)
  })

  it('is not looked at in SQL, where numbers are sealed', () => {
    expect(citizenIdForm(true).toSql).toBeUndefined()
  })
})
