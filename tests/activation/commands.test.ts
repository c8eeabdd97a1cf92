// The road of a release from the author's machine to the gateways, by command: keys, record, two signatures on machines
// without a database, activation, and what each command refuses with which exit code.
import { hash } from 'node:crypto'
import { cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readOfficerKey } from '../../src/activation/officer-key.ts'
import { signDetached } from '../../src/activation/signature.ts'
import { hutong } from '../demo/process.ts'
import { type FreshDatabases, freshDatabases } from '../world/database.ts'

let folder: string
let databases: FreshDatabases
let officers: Record<string, string> = {}
const pins: string[] = []

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'hutong-policy-'))
  databases = await freshDatabases('hutong_policy')
  await writeFile(at('passwords.json'), JSON.stringify(databases.passwords), { mode: 0o600 })
  await cp('policies', at('policies'), { recursive: true })
})
afterAll(async () => {
  await databases.drop()
  await rm(folder, { recursive: true })
})

function at(name: string): string {
  return path.join(folder, name)
}

function database(): Record<string, string> {
  return {
    DATABASE_URL: databases.serverUrl,
    HUTONG_DATABASE_PREFIX: databases.prefix,
    HUTONG_ROLE_PASSWORDS_FILE: at('passwords.json'),
  }
}

/** Runs `hutong policy …` on a machine that knows the policies of this folder, and nothing else unless it is told. */
async function policy(words: readonly string[], env: Record<string, string> = {}) {
  const run = hutong(folder, ['policy', ...words], { HUTONG_POLICIES: at('policies'), ...env })
  return { code: await run.ended, said: run.said() }
}

async function release(name: string, words: readonly string[], env: Record<string, string> = {}) {
  return policy(['release', '--effective', '2026-11-01T08:00:00+08:00', '--out', at(name), ...words], env)
}

function sign(name: string, role: 'author' | 'dpo', as: string = role) {
  const words = ['sign', at(name), '--key', at(`${role}.jwk.json`), '--as', as, '--out', at(`${name}.${role}.jws`)]
  return policy(words)
}

/** What `sign` does, without the seconds that a command takes to start. */
async function signHere(name: string): Promise<void> {
  const record = await readFile(at(name), 'utf8')
  for (const role of ['author', 'dpo'] as const) {
    const { privateKey, thumbprint: kid } = await readOfficerKey(at(`${role}.jwk.json`))
    await writeFile(at(`${name}.${role}.jws`), await signDetached(record, privateKey, { kid, role }))
  }
}

function activate(name: string, env: Record<string, string> = {}) {
  const signatures = ['author', 'dpo'].map((role) => at(`${name}.${role}.jws`))
  return policy(['activate', at(name), ...signatures], { ...database(), ...officers, ...env })
}

async function editVillage(from: string, to: string): Promise<void> {
  const file = at('policies/village-care-archive.yaml')
  const text = await readFile(file, 'utf8')
  expect(text).toContain(from)
  await writeFile(file, text.replace(from, to))
}

describe('a release', { timeout: 180_000 }, () => {
  test('begins with a key for each officer, in a file for nobody else', async () => {
    const entries: unknown[] = []
    for (const [role, name] of [
      ['author', '王芳'],
      ['dpo', '李敏'],
    ] as const) {
      const { code, said } = await policy(['new-officer-key', at(`${role}.jwk.json`), '--as', role, '--name', name])
      expect(code).toBe(0)
      expect((await stat(at(`${role}.jwk.json`))).mode & 0o077).toBe(0)
      const [printed = ''] = /\{[\s\S]*?\}/.exec(said) ?? []
      expect(JSON.parse(printed)).toMatchObject({ kty: 'EC', crv: 'P-256', role, name })
      expect(JSON.parse(printed)).not.toHaveProperty('d')
      entries.push(JSON.parse(printed))
      pins.push(/to pin in HUTONG_OFFICERS: (\S+)/.exec(said)?.[1] ?? '')
    }
    await writeFile(at('officers.json'), JSON.stringify({ keys: entries }))
    officers = { HUTONG_OFFICERS: pins.join(), HUTONG_OFFICERS_FILE: at('officers.json') }
    const before = await readFile(at('dpo.jwk.json'), 'utf8')
    expect((await policy(['new-officer-key', at('dpo.jwk.json'), '--as', 'dpo', '--name', 'x'])).code).toBe(1)
    expect(await readFile(at('dpo.jwk.json'), 'utf8')).toBe(before)
  })

  test('is written for policies without a fault, and says what it follows', async () => {
    expect(await policy(['active'], database())).toMatchObject({ code: 4 })
    expect(await release('r1.json', [], database())).toMatchObject({ code: 1 })
    const first = await release('r1.json', ['--first'])
    expect(first).toMatchObject({ code: 0 })
    // What `sha256sum` of the file prints is the release's name.
    expect(first.said).toContain(`release ${hash('sha256', await readFile(at('r1.json')))}: number 1`)
    const printed = await policy(['release', '--first', '--effective', '2026-11-01T08:00:00+08:00'])
    expect(printed.said.startsWith(`${await readFile(at('r1.json'), 'utf8')}release `)).toBe(true)
    expect(JSON.parse(await readFile(at('r1.json'), 'utf8'))).toMatchObject({
      effectiveFrom: '2026-11-01T00:00:00.000Z',
      sequence: 1,
      supersedes: null,
    })
    await editVillage('Guardian.phone: reveal', 'Guardian.fax: reveal')
    const faulty = await release('faulty.json', ['--first'])
    expect(faulty.code).toBe(3)
    expect(faulty.said).toContain('fields.Guardian.fax: no such field in the schema')
    await expect(readFile(at('faulty.json'))).rejects.toThrow('ENOENT')
    await editVillage('Guardian.fax: reveal', 'Guardian.phone: reveal')
    expect((await policy(['release', '--first', '--effective', '2026-11-01'])).code).toBe(2)
  })

  test('is signed by each officer, with no database in reach, and only over the policies that lie there', async () => {
    expect(await sign('r1.json', 'author')).toMatchObject({ code: 0 })
    await editVillage('Guardian.phone: reveal', 'Guardian.phone: reveal ')
    expect(await sign('r1.json', 'dpo')).toMatchObject({
      code: 3,
      said: expect.stringContaining('not signed: the policies here are not those of the release'),
    })
    await editVillage('Guardian.phone: reveal ', 'Guardian.phone: reveal')
    // A line feed behind the record, as an editor puts it there, changes nothing of what is signed.
    await writeFile(at('r1.json'), `${await readFile(at('r1.json'), 'utf8')}\n`)
    expect((await sign('r1.json', 'dpo')).said).toMatch(
      /^signed as dpo with \S{43}: release [0-9a-f]{64}, number 1, \d+ files/,
    )
    expect(await readFile(at('r1.json.dpo.jws'), 'utf8')).toMatch(/^[\w-]+\.\.[\w-]{86}\n$/)
  })

  test('is not activated with a fault: all of them are said, and nothing is stored', async () => {
    expect((await activate('r1.json', { HUTONG_OFFICERS: '' })).code).toBe(2)
    const swapped = pins.map((pin) => pin.replace(/^\w+/, (role) => (role === 'dpo' ? 'author' : 'dpo'))).join()
    expect((await activate('r1.json', { HUTONG_OFFICERS: swapped })).said).toContain('stands there as another')
    await cp(at('r1.json.author.jws'), at('kept.jws'))
    await sign('r1.json', 'author', 'dpo')
    const refused = await activate('r1.json', { HUTONG_POLICIES_NOT_BEFORE: '2026-11-02T00:00:00Z' })
    expect(refused.code).toBe(3)
    for (const reason of ['unknown-officer: ', 'one-officer: ', 'before-the-floor: ']) {
      expect(refused.said).toContain(reason)
    }
    await cp(at('kept.jws'), at('r1.json.author.jws'))
    const { rows } = await databases.pool('REGISTRY', 'hutong_loader').query('select from activation.release')
    expect(rows).toEqual([])
  })

  test('is active after both signed, and shown with its signers', async () => {
    const done = await activate('r1.json')
    expect(done).toMatchObject({ code: 0 })
    expect(done.said).toContain('HUTONG_POLICIES_NOT_BEFORE=2026-11-01T00:00:00.000Z')
    const shown = await policy(['active'], { ...database(), ...officers })
    expect(shown).toMatchObject({ code: 0 })
    expect(shown.said).toMatch(/number 1\n[\s\S]*signed by\s+王芳 \(author:\S+\), 李敏 \(dpo:\S+\)\nit\s+is in force\n/)
    expect((await policy(['active'], database())).said).toContain('was not checked')
    expect(
      (await policy(['active'], { ...database(), ...officers, HUTONG_POLICIES_NOT_BEFORE: '2027-01-01T00:00:00Z' }))
        .code,
    ).toBe(3)
  })

  test('is followed by the next, and goes back to the first bundle only by a new one', async () => {
    await editVillage('  Guardian.phone: reveal\n', '')
    await release('r2.json', [], database())
    await Promise.all([sign('r2.json', 'author'), sign('r2.json', 'dpo')])
    expect(await activate('r2.json')).toMatchObject({ code: 0 })
    const replayed = await activate('r1.json')
    expect(replayed.code).toBe(3)
    expect(replayed.said).toContain('replayed: number 1 is not above 2')
    await rm(at('policies'), { recursive: true })
    await cp('policies', at('policies'), { recursive: true })
    // Offline: the record before is at hand, the database is not.
    await release('r3.json', ['--after', at('r2.json')])
    await Promise.all([sign('r3.json', 'author'), sign('r3.json', 'dpo')])
    expect(await activate('r3.json', { HUTONG_POLICIES: at('none') })).toMatchObject({ code: 0 })
    const listed = (await policy(['history'], database())).said.trim().split('\n')
    expect(listed.filter((line) => /^[* ]\d {2}/.test(line)).map((line) => line.slice(0, 2))).toEqual([
      '*3',
      ' 2',
      ' 1',
    ])
  })

  test('is active already where it is activated again, and nothing is stored twice', async () => {
    const again = await activate('r3.json', { HUTONG_POLICIES: at('none') })
    expect(again).toMatchObject({ code: 0, said: expect.stringMatching(/^active already: release \S+, number 3/) })
  })

  test('for a day far ahead is said to hold back every other, and can be withdrawn, while it is not in force', async () => {
    const far = ['--effective', '2099-12-01T00:00:00+08:00', '--out', at('r4.json')]
    expect((await policy(['release', ...far], database())).said).toMatch(
      /it takes effect in \d+ days; until then no other/,
    )
    await signHere('r4.json')
    expect((await activate('r4.json')).said).toContain('unless it withdraws this one')
    const now = ['--effective', '2026-11-02T08:00:00+08:00', '--out', at('r5.json')]
    const early = await policy(['release', ...now], database())
    expect(early).toMatchObject({ code: 1, said: expect.stringContaining('say --withdraw') })
    expect((await policy(['release', ...now, '--withdraw'], database())).code).toBe(0)
    await signHere('r5.json')
    expect(await activate('r5.json')).toMatchObject({ code: 0 })
    expect((await policy(['active'], { ...database(), ...officers })).said).toMatch(/number 5\n[\s\S]*is in force\n/)
    const late = ['--effective', '2026-11-02T08:00:00+08:00', '--out', at('r6.json'), '--withdraw']
    await policy(['release', ...late], database())
    await signHere('r6.json')
    const refused = await activate('r6.json')
    expect(refused).toMatchObject({
      code: 3,
      said: expect.stringContaining('is in force already and cannot be withdrawn'),
    })
  })
})
