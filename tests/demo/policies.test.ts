// Changing what the running demo goes by, as docs/activation.md leads a newcomer through it: the commands find the demo's
// officers by themselves and say that they prove nothing; where a server of one's own is named they find none.
import { cp, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hutong, type Run, stateFolder, untilNoneOf } from './process.ts'

const TIMEOUT_MS = 180_000
const PROVES_NOTHING = 'the officers are the demo’s own: their signatures prove nothing'

let folder: string
let demo: Run

beforeAll(async () => {
  folder = await stateFolder()
  await cp('policies', at('tried'), { recursive: true })
  demo = hutong(folder, ['demo', '--children', '300', '--port', '0'])
  await demo.until('Who saw what')
}, TIMEOUT_MS)
afterAll(async () => {
  demo.child.kill('SIGINT')
  await demo.ended
  await untilNoneOf(folder)
  await rm(folder, { recursive: true })
}, TIMEOUT_MS)

function at(name: string): string {
  return path.join(folder, name)
}

async function command(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const run = hutong(folder, words, env)
  return { code: await run.ended, said: run.said() }
}

const policy = (...words: string[]) => command(['policy', ...words])

function sign(role: 'author' | 'dpo') {
  const key = path.join(folder, 'officers', `${role}.jwk.json`)
  const words = ['--key', key, '--as', role, '--policies', at('tried'), '--out', at(`${role}.jws`)]
  return policy('sign', at('release.json'), ...words)
}

describe('beside a running demo', { timeout: TIMEOUT_MS }, () => {
  test('the active release is checked against the demo’s officers, and it is said what that is worth', async () => {
    const { code, said } = await policy('active')
    expect(code, said).toBe(0)
    expect(said).toContain(PROVES_NOTHING)
    expect(said).toMatch(/signed by +demo author .*\nit +is in force\n/)
  })

  test('a changed set is released, signed with the demo’s keys and taken over', async () => {
    const file = at('tried/village-care-archive.yaml')
    await writeFile(file, (await readFile(file, 'utf8')).replace('  Guardian.phone: reveal\n', ''))
    const effective = new Date().toISOString()
    const released = await policy('release', at('tried'), '--effective', effective, '--out', at('release.json'))
    expect(released.code, released.said).toBe(0)
    expect([(await sign('author')).code, (await sign('dpo')).code]).toEqual([0, 0])
    const words = ['activate', at('release.json'), at('author.jws'), at('dpo.jws'), '--policies', at('tried')]
    const activated = await policy(...words)
    expect(activated.code, activated.said).toBe(0)
    expect(activated.said).toContain(PROVES_NOTHING)
    await demo.until('"sequence":2')
    expect((await policy('active')).said).toMatch(/number 2\n[^\0]*it +is in force\n/)
  })

  test('the statistics of the month are published, or found to be', async () => {
    expect(await command(['publish-statistics'])).toMatchObject({ code: 0 })
  })

  test('every record of the city is linked already: linking looks through them and the report counts no link of its own', async () => {
    const { code, said } = await command(['link'])
    expect(code, said).toBe(0)
    for (const department of ['GAJ', 'MZJ', 'WJW', 'CLH', 'JYJ']) {
      expect(said).toMatch(
        new RegExp(
          `^${department}: [1-9]\\d* records looked at: (nothing new|[1-9]\\d* now with other names or numbers)$`,
          'm',
        ),
      )
    }
    const report = await command(['link', '--report'])
    expect(report.code, report.said).toBe(0)
    expect(report.said).toMatch(/^links that ended +0\n/)
    expect(report.said).toMatch(/^wrong links \(incidents\) +0$/m)
  })

  test.each([
    ['a server of one’s own', { DATABASE_URL: 'postgres://somebody@127.0.0.1:1/postgres' }],
    ['an officers’ file of one’s own', { HUTONG_OFFICERS_FILE: '/nowhere/officers.json' }],
  ])('nothing of the demo counts where the settings name %s', async (_what, env) => {
    const words = ['policy', 'activate', at('release.json'), at('author.jws'), at('dpo.jws')]
    for (const each of [words, ['publish-statistics'], ['link']]) {
      const { code, said } = await command(each, env)
      expect(code).toBe(2)
      expect(said).toContain('HUTONG_OFFICERS is needed')
      expect(said).not.toContain(PROVES_NOTHING)
    }
  })
})
