// The life of a key by command, as an operator leads it: added and used, cells brought under it, the old one retired, and
// each of it on record. A gateway is not needed for it.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addDays, shanghaiDay, systemClock } from '../../src/clock.ts'
import { childRefsFor } from '../../src/masking/child-ref.ts'
import type { KeyContent } from '../../src/masking/key-file.ts'
import { readKeyFile, writeKeyFile } from '../../src/masking/key-file.ts'
import { openerFor, seal } from '../../src/masking/sealed-cell.ts'
import { hutong } from '../demo/process.ts'
import { type FreshDatabases, freshDatabases } from '../world/database.ts'
import { openTrial, SERVICE_SECRET, type Trial } from './trial.ts'

const PREFIX = 'hutong_keys_commands'
const PLACE = 'public_security.person.name_sealed'
const SHEET_PLACE = 'public_security.linking_sheet.name_sealed'
const SUBJECT = '018f2b7c-0000-7000-8000-000000000001'
const OFFICER = 'key-officer'
const NO_LETTERS = '0 cells of intake.dead_letter'

let databases: FreshDatabases
let folder: string
let keyFile: string
let trial: Trial

beforeAll(async () => {
  databases = await freshDatabases(PREFIX)
  folder = await mkdtemp(path.join(os.tmpdir(), 'hutong-keys-commands-'))
  trial = await openTrial()
  keyFile = path.join(folder, 'keys.json')
  await writeKeyFile(keyFile, 'a seed')
  await writeFile(path.join(folder, 'passwords.json'), JSON.stringify(databases.passwords), { mode: 0o600 })
  const registry = databases.pool('REGISTRY', 'hutong_loader')
  await registry.query('insert into roster.person (id) values ($1)', [OFFICER])
  await registry.query(
    `insert into roster.assignment (id, person_id, role, organisation_id, unit, divisions, valid_from, valid_to)
     values (gen_random_uuid(), $1, 'OPS', 'centre', '', '{}', '2026-01-01', null)`,
    [OFFICER],
  )
  const police = (await readKeyFile(keyFile)).departments.GAJ
  for (const place of [PLACE, SHEET_PLACE]) {
    const table = place.slice(0, place.lastIndexOf('.'))
    await databases
      .pool('GAJ', 'hutong_loader')
      .query(`insert into ${table} (subject_key, name_sealed, record_time) values ($1, $2, now())`, [
        SUBJECT,
        seal(police, place, SUBJECT, '周小满'),
      ])
  }
})
afterAll(async () => {
  await trial.close()
  await databases.drop()
  await rm(folder, { recursive: true })
})

async function keys(
  words: readonly string[],
  more: Readonly<Record<string, string>> = {},
  input?: string,
): Promise<[code: number | string, said: string]> {
  const run = hutong(
    folder,
    ['keys', ...words],
    {
      DATABASE_URL: databases.serverUrl,
      HUTONG_DATABASE_PREFIX: PREFIX,
      HUTONG_ROLE_PASSWORDS_FILE: path.join(folder, 'passwords.json'),
      HUTONG_KEY_FILE: keyFile,
      ...more,
    },
    input,
  )
  return [await run.ended, run.said()]
}

async function journalled(): Promise<object[]> {
  const { rows } = await databases
    .pool('JOURNAL', 'hutong_journal_writer')
    .query<{ body: string }>(`select body from journal.entry order by recorded_at, sequence`)
  return rows.map(({ body }) => JSON.parse(body) as object)
}

describe('hutong keys', { timeout: 240_000 }, () => {
  it('rotates, refuses to retire what is in use, reseals, and retires', async () => {
    const [refused, why] = await keys(['rotate', 'GAJ', '--by', 'nobody', '--wait', '5'])
    expect([refused, why]).toEqual([1, expect.stringContaining('--by: no member of staff')])
    expect(await journalled()).toEqual([])

    const [added, saidAdded] = await keys(['rotate', 'GAJ', '--by', OFFICER, '--wait', '5'])
    expect([added, saidAdded]).toEqual([0, expect.stringContaining('GAJ: key 2 is current; 1 opens still')])
    const { departments } = JSON.parse(await readFile(keyFile, 'utf8')) as KeyContent
    expect(departments.GAJ.current).toBe(2)
    expect(departments.GAJ.keys[1]?.notAfter).toBe(addDays(shanghaiDay(systemClock.now()), 365))

    const [inUse, saidInUse] = await keys(['retire', 'GAJ', '1', '--by', OFFICER])
    expect([inUse, saidInUse]).toEqual([3, expect.stringContaining('not retired: 2 cells of GAJ are under key 1')])
    const [current, saidCurrent] = await keys(['retire', 'GAJ', '2', '--by', OFFICER])
    expect([current, saidCurrent]).toEqual([1, expect.stringContaining('is the current one: rotate first')])

    const [, listed] = await keys(['list', '--cells'])
    expect(listed).toMatch(/^GAJ +data +1 +AES-256-GCM +opens +no end said 2 cells$/m)
    expect(listed).toMatch(/^GAJ +data +2 +AES-256-GCM +current until \d{4}-\d{2}-\d{2} 0 cells$/m)

    const brought = (cells: number): string =>
      [`${cells} cells of public_security.person`, `${cells} cells of public_security.linking_sheet`, NO_LETTERS]
        .map((what) => `GAJ: ${what} brought under key 2\n`)
        .join('')
    expect(await keys(['reseal', 'GAJ'])).toEqual([0, brought(1)])
    expect(await keys(['reseal', 'GAJ'])).toEqual([0, brought(0)])
    const [retired] = await keys(['retire', 'GAJ', '1', '--by', OFFICER])
    expect(retired).toBe(0)

    const { rows } = await databases.pool('GAJ', 'hutong_loader').query<{ cell: Buffer; sheet: Buffer }>(
      `select p.name_sealed as cell, s.name_sealed as sheet
         from public_security.person p join public_security.linking_sheet s using (subject_key)`,
    )
    const { GAJ } = (await readKeyFile(keyFile)).departments
    expect(GAJ.ids).toEqual([2])
    expect(openerFor(GAJ, PLACE, undefined, '')(rows[0]?.cell ?? null, SUBJECT)).toBe('周小满')
    expect(openerFor(GAJ, SHEET_PLACE, undefined, '')(rows[0]?.sheet ?? null, SUBJECT)).toBe('周小满')
    const job = { job: 'reseal-cells', role: 'SYSTEM_KEYS', source: 'GAJ' }
    expect(await journalled()).toEqual([
      expect.objectContaining({ act: 'KEY_ROTATED', personId: OFFICER, facts: { department: 'GAJ', from: 1, to: 2 } }),
      ...[1, 1, 0, 0, 0, 0].flatMap((count) => [
        expect.objectContaining({ ...job, status: 'STARTED', count: 0 }),
        expect.objectContaining({ ...job, status: 'FINISHED', count }),
      ]),
      expect.objectContaining({
        act: 'KEY_RETIRED',
        personId: OFFICER,
        facts: { department: 'GAJ', key: 1, current: 2 },
      }),
    ])
    const whole = JSON.stringify([await journalled(), listed])
    for (const entry of departments.GAJ.keys) expect(whole).not.toContain(entry.key)
  })

  it('wraps the same keys for a key service, and leads their life there', async () => {
    const wrapped = path.join(folder, 'wrapped.json')
    const service = { HUTONG_KEY_SERVICE_URL: trial.settings.url, HUTONG_KEY_SERVICE_TOKEN: SERVICE_SECRET }
    expect((await keys(['wrap', keyFile, wrapped], service))[0]).toBe(0)
    const [listed, said] = await keys(['list', '--json'], { ...service, HUTONG_KEY_FILE: wrapped })
    expect(listed).toBe(0)
    expect(JSON.parse(said)).toContainEqual(
      expect.objectContaining({ holder: 'CLH', kind: 'data', id: '1', algorithm: 'SM4-CTR-HMAC-SM3', isCurrent: true }),
    )
    const rotated = await keys(['rotate', 'CLH', '--by', OFFICER, '--wait', '5'], {
      ...service,
      HUTONG_KEY_FILE: wrapped,
    })
    expect(rotated).toEqual([0, expect.stringContaining('CLH: key 2 is current')])
    expect((await keys(['wrap', keyFile, wrapped], service))[0]).toBe(1)
  })

  it('gives an organisation new references, and trades the former ones for it alone, on record', async () => {
    const registry = databases.pool('REGISTRY', 'hutong_loader')
    await registry.query(
      `insert into roster.organisation (id, kind, name_zh, name_en, division, outside)
       values ('hospital-1', 'HOSPITAL', '市第一医院', 'First Hospital', '330106000000', true)`,
    )
    const child = '018f2b7c-1234-7abc-8def-0123456789ab'
    const { childRef } = await readKeyFile(keyFile)
    const former = childRefsFor(childRef, 'hospital-1').refOf(child)
    const foreign = childRefsFor(childRef, 'school-1').refOf(child)
    const input = `${former}\n${foreign}\nno reference\n`
    const trade = ['trade-refs', '--organisation', 'hospital-1', '--by', OFFICER]
    expect((await keys(trade, {}, input))[0]).toBe(3)

    const renew = ['repseudonymise', '--organisation', 'hospital-1', '--by', OFFICER, '--days', '7']
    expect((await keys(renew))[0]).toBe(0)
    expect(await keys(renew)).toEqual([1, expect.stringContaining('are being traded until')])
    expect(await keys(['repseudonymise', '--organisation', 'hospital-2', '--by', OFFICER])).toEqual([
      1,
      expect.stringContaining('the roster has no organisation hospital-2'),
    ])

    const [code, said] = await keys(trade, {}, input)
    expect(code).toBe(0)
    const lines = said.split('\n').map((line) => line.split('\t'))
    const young = childRefsFor(childRef, 'hospital-1', 1)
    expect(lines[0]).toEqual([former, young.refOf(child)])
    expect(young.childIdOf(lines[1]?.[1] ?? '')).not.toBe(child)
    expect(lines[2]).toEqual(['no reference', ''])
    const last = (await journalled()).slice(-2)
    expect(last).toEqual([
      expect.objectContaining({ act: 'CHILD_REFS_RENEWED', personId: OFFICER }),
      expect.objectContaining({
        act: 'CHILD_REFS_TRADED',
        facts: { organisation: 'hospital-1', purpose: null, generation: 1, references: 3 },
      }),
    ])
    expect(JSON.stringify(last)).not.toContain(former)
  })

  it('knows its departments and its waits', async () => {
    expect((await keys(['rotate', 'GATEWAY', '--by', OFFICER]))[0]).toBe(2)
    expect((await keys(['rotate', 'GAJ', '--by', OFFICER, '--wait', '1']))[0]).toBe(2)
    expect((await keys(['retire', 'GAJ', '70000', '--by', OFFICER]))[0]).toBe(2)
  })
})
