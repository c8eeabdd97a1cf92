// A city in real databases: everything arrives, sealed or indexed where it must be, and a second load replaces the first.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CAST, CLASS_OF_45 } from '../../src/city/cast.ts'
import { type CityPools, cityPools, loadCity } from '../../src/city/load.ts'
import type { Manifest } from '../../src/city/manifest.ts'
import { moveEncounters } from '../../src/city/move-encounters.ts'
import { HOSPITAL, SCHOOL } from '../../src/city/organisations.ts'
import { subjectKey } from '../../src/city/registry-rows.ts'
import { EMPTY_ROSTER } from '../../src/city/roster.ts'
import { CITY_TABLES } from '../../src/city/tables.ts'
import { demoRosterRows } from '../../src/demo/accounts.ts'
import { DEPARTMENTS } from '../../src/departments/departments.ts'
import { blindIndex } from '../../src/masking/blind-index.ts'
import { type Keys, readKeyFile, writeKeyFile } from '../../src/masking/key-file.ts'
import { openerFor } from '../../src/masking/sealed-cell.ts'
import { type FreshDatabases, freshDatabases } from '../world/database.ts'

const REFERENCE_DAY = '2026-11-23'
const SETTINGS = { seed: 'test', referenceDay: REFERENCE_DAY, children: 500, weights: 'raised' } as const

let databases: FreshDatabases
let folder: string
let keys: Keys
let pools: CityPools
let manifest: Manifest
const progress: number[] = []

beforeAll(async () => {
  databases = await freshDatabases('hutong_test_city')
  folder = await mkdtemp(path.join(tmpdir(), 'hutong-city-'))
  await writeKeyFile(path.join(folder, 'keys.json'), 'city test')
  keys = await readKeyFile(path.join(folder, 'keys.json'))
  pools = cityPools((code) => databases.pool(code, 'hutong_loader'))
  manifest = await loadCity({
    pools,
    keys,
    settings: SETTINGS,
    roster: demoRosterRows(REFERENCE_DAY),
    onProgress: (loaded) => progress.push(loaded),
  })
}, 120_000)

afterAll(async () => {
  await databases?.drop()
  if (folder) await rm(folder, { recursive: true })
})

async function count(pool: keyof CityPools, table: string): Promise<number> {
  const { rows } = await pools[pool].query<{ count: string }>(`SELECT count(*)::text AS count FROM ${table}`)
  return Number(rows[0]?.count)
}

describe('a loaded city', () => {
  test('has as many rows in every table as its manifest says', async () => {
    expect(manifest.children).toBe(500)
    expect(progress.at(-1)).toBe(500)
    for (const table of CITY_TABLES) expect(await count(table.pool, table.name)).toBe(manifest.rows[table.name])
    expect(await count('registry', 'registry.child')).toBe(500)
    expect(await count('registry', 'roster.assignment')).toBeGreaterThan(5)
  })

  test('finds a child of the cast by the indexes of number and name, and by nothing in clear', async () => {
    const { rows } = await pools.registry.query(
      `SELECT child_id FROM registry.identifier WHERE kind = 'CITIZEN_ID' AND blind_index = $1`,
      [blindIndex(keys.registryIndex, 'CITIZEN_ID', CAST.february.citizenId ?? '')],
    )
    expect(rows).toEqual([{ child_id: CAST.february.id }])
  })

  test("seals a name for one child's row and column with the department's own key", async () => {
    const key = subjectKey(CAST.rareName.id, 'GAJ')
    const { rows } = await pools.GAJ.query('SELECT name_sealed FROM public_security.person WHERE subject_key = $1', [
      key,
    ])
    const cell = rows[0]?.name_sealed as Buffer
    const place = 'public_security.person.name_sealed'
    expect(cell.toString('utf8')).not.toContain('欧阳')
    expect(openerFor(keys.departments.GAJ, place, undefined, REFERENCE_DAY)(cell, key)).toBe(CAST.rareName.name)
    expect(() => openerFor(keys.departments.MZJ, place, undefined, REFERENCE_DAY)(cell, key)).toThrow()
  })

  test('stamps every source with one moment that is not after the day began', async () => {
    const { rows } = await pools.registry.query('SELECT DISTINCT synced_at FROM registry.source_sync')
    expect(rows).toEqual([{ synced_at: new Date('2026-11-23T00:00:00+08:00') }])
    for (const { code, database } of DEPARTMENTS) expect(await count(code, `${database}.freshness`)).toBe(1)
  })

  test('puts the class of 45 on the roll and a batch approval beside it', async () => {
    const { rows } = await pools.registry.query(
      `SELECT count(*)::integer AS pupils FROM registry.enrolment
        WHERE organisation_id = $1 AND class_name = '3-2' AND child_id = ANY($2::uuid[])`,
      [SCHOOL, CLASS_OF_45.map((each) => each.id)],
    )
    expect(rows).toEqual([{ pupils: 45 }])
    const approval = await pools.registry.query(
      'SELECT case_number, approved_by, largest_batch::integer FROM registry.approval',
    )
    expect(approval.rows).toEqual([
      { case_number: 'B-2026-0001', approved_by: 'demo-person-school-head', largest_batch: 60 },
    ])
  })

  test('says of every fact of the registry where it came from and when it was fetched', async () => {
    const facts = ['identifier', 'outcome', 'jurisdiction', 'encounter', 'enrolment', 'kinship', 'case_child']
    for (const table of [...facts, 'case_member', 'protection', 'approval']) {
      const { rows } = await pools.registry.query(
        `SELECT count(*)::integer AS facts, count(num_nulls(source, source_record_time, fetched_at) = 0 OR NULL)::integer AS told
           FROM registry.${table}`,
      )
      expect(rows[0].facts, table).toBeGreaterThan(0)
      expect(rows[0].told, table).toBe(rows[0].facts)
    }
  })

  test('keeps open encounters open when it is started again a week later, and moves no closed one', async () => {
    const at = (number: string) =>
      pools.registry.query(
        'SELECT valid_from, valid_to FROM registry.encounter WHERE organisation_id = $1 AND number = $2',
        [HOSPITAL, number],
      )
    expect(await moveEncounters(pools.registry, REFERENCE_DAY, '2026-11-30')).toBeGreaterThan(10)
    expect((await at('E-2026-0002')).rows).toEqual([{ valid_from: '2026-11-28', valid_to: null }])
    expect((await at('E-2026-0001')).rows).toEqual([{ valid_from: '2026-05-03', valid_to: '2026-05-10' }])
    expect(await moveEncounters(pools.registry, '2026-11-30', '2026-11-30')).toBe(0)
  })

  test('is replaced, not added to, by a second load', async () => {
    const again = await loadCity({ pools, keys, settings: { ...SETTINGS, children: 300 }, roster: EMPTY_ROSTER })
    expect(again.children).toBe(300)
    expect(await count('registry', 'registry.child')).toBe(300)
    expect(await count('GAJ', 'public_security.person')).toBe(again.rows['public_security.person'])
    expect(await count('registry', 'roster.assignment')).toBe(0)
  }, 60_000)
})
