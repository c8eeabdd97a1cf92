// `hutong doctor` as an operator runs it: everything well, each thing that is out said with what to do, no secret in a line.

import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { addDays, shanghaiDay, systemClock } from '../../src/clock.ts'
import { DATABASES } from '../../src/database/databases.ts'
import { DEMO_AUDIENCE } from '../../src/demo/accounts.ts'
import type { Finding } from '../../src/doctor/finding.ts'
import { tlsEnding } from '../../src/doctor/tls-end.ts'
import { FIRST_MASTERS } from '../../src/keys/key-service/spawn.ts'
import { newKeyContent, textOf } from '../../src/masking/key-file.ts'
import { type Office, openOffice } from '../activation/office.ts'
import { hutong } from '../demo/process.ts'
import { openTrial, SERVICE_SECRET, type Trial } from '../keys/trial.ts'
import { sourcesDocument } from '../world/sources-document.ts'
import { SERVICE_SECRET as BUREAU_SECRET } from '../world/town-site.ts'

const town = inject('town')
const TODAY = shanghaiDay(systemClock.now())
let folder: string
let office: Office
let trial: Trial

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'hutong-doctor-'))
  office = await openOffice()
  trial = await openTrial()
  await writeFile(path.join(folder, 'passwords.json'), JSON.stringify(town.passwords), { mode: 0o600 })
  await sourcesDocument(folder, town.serviceUrls, BUREAU_SECRET.replaceAll(' ', '-'))
})
afterAll(async () => {
  await office.close()
  await trial.close()
  await rm(folder, { recursive: true })
})

function environment(): Record<string, string> {
  return {
    DATABASE_URL: town.serverUrl,
    HUTONG_DATABASE_PREFIX: town.prefix,
    HUTONG_ROLE_PASSWORDS_FILE: path.join(folder, 'passwords.json'),
    HUTONG_KEY_FILE: town.keyFile,
    HUTONG_ISSUERS: town.issuer,
    HUTONG_AUDIENCE: DEMO_AUDIENCE,
    HUTONG_SOURCES: path.join(folder, 'sources.yaml'),
    HUTONG_OFFICERS: office.settings.officers.map(({ role, thumbprint }) => `${role}:${thumbprint}`).join(),
    HUTONG_OFFICERS_FILE: office.settings.officersFile,
  }
}

async function examined(
  change: Readonly<Record<string, string>>,
): Promise<{ code: number | string; findings: Finding[]; text: string }> {
  const run = hutong(folder, ['doctor', '--json'], { ...environment(), ...change })
  const code = await run.ended
  return { code, findings: JSON.parse(run.said()) as Finding[], text: run.said() }
}

async function elsewhere(urls: typeof town.serviceUrls): Promise<string> {
  return sourcesDocument(await mkdtemp(path.join(folder, 'sources-')), urls, BUREAU_SECRET.replaceAll(' ', '-'))
}

async function closedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

const ofCheck = (findings: readonly Finding[], check: string) =>
  findings.filter((each) => each.check === check).map(({ level, says }) => `${level}: ${says}`)

describe('hutong doctor', { timeout: 180_000 }, () => {
  it('finds databases, clock, keys, officers and issuer well, and the insurance token wrong, without a secret', async () => {
    const { code, findings, text } = await examined({})
    expect(code).toBe(4)
    expect(ofCheck(findings, 'settings')).toEqual(['well: every setting that `serve` needs is there'])
    expect(ofCheck(findings, 'databases')).toHaveLength(DATABASES.length + 1)
    expect(new Set(ofCheck(findings, 'databases').map((each) => each.split(':')[0]))).toEqual(new Set(['well']))
    expect(ofCheck(findings, 'keys')).toContain('well: every key is there and sound')
    expect(ofCheck(findings, 'policies')).toContain('well: 2 officers are known')
    expect(ofCheck(findings, 'issuers')).toEqual([expect.stringMatching(/^well: .* answers, with \d+ keys$/)])
    expect(ofCheck(findings, 'services')).toEqual([
      'fault: the insurance service does not know the gateway',
      'fault: the tax service does not know the gateway',
    ])
    const keys = JSON.parse(await readFile(town.keyFile, 'utf8')) as { cursor: string }
    for (const secret of [keys.cursor, ...Object.values(town.passwords), BUREAU_SECRET.replaceAll(' ', '-')]) {
      expect(text).not.toContain(secret)
    }
    for (const { level, fix } of findings) expect(fix === null).toBe(level === 'well')
  })

  it('says what is missing, unreachable or unmigrated, each by itself, and looks at all the rest', async () => {
    const nobody = `127.0.0.1:${await closedPort()}`
    const { code, findings } = await examined({
      HUTONG_DATABASE_PREFIX: 'hutong_nowhere',
      HUTONG_ISSUERS: `http://${nobody}/`,
      HUTONG_SOURCES: await elsewhere({ ...town.serviceUrls, YBJ: `http://${nobody}` }),
      HUTONG_REDIS_URL: `redis://${nobody}`,
      HUTONG_KEY_FILE: path.join(folder, 'no-keys.json'),
      HUTONG_AUDIENCE: '',
    })
    expect(code).toBe(4)
    expect(ofCheck(findings, 'settings')[0]).toMatch(/^fault: HUTONG_AUDIENCE is needed/)
    expect(ofCheck(findings, 'databases')).toContain(
      'fault: hutong_nowhere_registry does not let hutong_gateway in: 3D000',
    )
    expect(ofCheck(findings, 'databases')).toContain(
      'fault: the migrations of hutong_nowhere_journal cannot be looked at',
    )
    expect(ofCheck(findings, 'keys')).toEqual(['fault: the keys cannot be had: ENOENT'])
    expect(ofCheck(findings, 'issuers')).toEqual([`fault: http://${nobody}/ does not answer: ECONNREFUSED`])
    expect(ofCheck(findings, 'services')).toContain('fault: the insurance service does not answer: ECONNREFUSED')
    expect(ofCheck(findings, 'limits')[0]).toMatch(/^fault: the server that counts look-ups cannot be used/)
  })

  it('says every fault of the sources, and looks at no service then', async () => {
    const { findings } = await examined({
      HUTONG_SOURCES: await elsewhere({ YBJ: 'http://insurance.example.cn' } as never),
    })
    expect(ofCheck(findings, 'services')).toEqual([
      expect.stringMatching(/^fault: the sources are at fault: .*SWJ: is missing/),
      expect.stringMatching(/^fault: the sources are at fault: .*YBJ\.url: must be an https:/),
    ])
    const none = await examined({ HUTONG_SOURCES: path.join(folder, 'nowhere.yaml') })
    expect(ofCheck(none.findings, 'services')).toEqual(['fault: the sources cannot be read: ENOENT'])
  })

  it('warns of data keys, master keys and officers that end, and says that a key has ended', async () => {
    const content = newKeyContent({ seed: 'a seed' })
    const ending = (days: number) => ({
      current: 1,
      keys: [{ ...content.departments.GAJ.keys[0], notAfter: addDays(TODAY, days) }],
    })
    const departments = {
      ...content.departments,
      GAJ: ending(29),
      MZJ: { ...ending(-1), keys: [{ ...content.departments.MZJ.keys[0], notAfter: addDays(TODAY, -1) }] },
    }
    await trial.begin(
      FIRST_MASTERS.map((each) => (each.id === 'JYJ/1' ? { ...each, notAfter: addDays(TODAY, 7) } : each)),
    )
    const keyFile = await trial.wrapped({ ...content, departments } as typeof content)
    const officersFile = path.join(folder, 'officers.json')
    const { keys } = JSON.parse(await readFile(office.settings.officersFile, 'utf8')) as { keys: object[] }
    await writeFile(
      officersFile,
      JSON.stringify({ keys: keys.map((key) => ({ ...key, notAfter: addDays(TODAY, 60) })) }),
    )
    const { findings, text } = await examined({
      HUTONG_KEY_FILE: keyFile,
      HUTONG_KEY_SERVICE_URL: trial.settings.url,
      HUTONG_KEY_SERVICE_TOKEN: SERVICE_SECRET,
      HUTONG_OFFICERS_FILE: officersFile,
    })
    const said = ofCheck(findings, 'keys')
    expect(said).toContain(`warning: data key 1 of GAJ ends on ${addDays(TODAY, 29)}, in 29 days (within 30)`)
    expect(said).toContain(`fault: data key 1 of MZJ ended on ${addDays(TODAY, -1)}`)
    expect(said).toContain(`warning: master key JYJ/1 of JYJ ends on ${addDays(TODAY, 7)}, in 7 days (within 7)`)
    expect(ofCheck(findings, 'policies').filter((each) => each.includes('(within 60)'))).toHaveLength(2)
    expect(text).not.toContain(SERVICE_SECRET)
  })

  it('says that the key service is out', async () => {
    const keyFile = await trial.wrapped()
    await trial.end()
    const { findings } = await examined({
      HUTONG_KEY_FILE: keyFile,
      HUTONG_KEY_SERVICE_URL: trial.settings.url,
      HUTONG_KEY_SERVICE_TOKEN: SERVICE_SECRET,
    })
    expect(ofCheck(findings, 'keys')[0]).toBe('fault: the keys cannot be had: ECONNREFUSED')
    await trial.begin()
  })

  it('prints a plain line for each finding, and a fix where there is one', async () => {
    const run = hutong(folder, ['doctor'], { HUTONG_KEY_FILE: await trial.file(textOf({})) })
    expect(await run.ended).toBe(4)
    const lines = run.said().split('\n')
    expect(lines[0]).toMatch(/^fault {5}settings {2}DATABASE_URL is needed, for example /)
    expect(lines[1]).toMatch(/^ {20}fix: /)
    expect(run.said()).toMatch(/^fault {5}keys {6}key file .* has \d+ fault\(s\): format: expected/m)
  })
})

describe('the end of a certificate', () => {
  it('is read from the server that shows it, trusted or not', async () => {
    const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')]
    const words = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '40']
    await promisify(execFile)('openssl', [...words, '-subj', '/CN=localhost', '-keyout', key, '-out', cert])
    const server = createServer({ key: await readFile(key), cert: await readFile(cert) })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    expect(await tlsEnding(`https://127.0.0.1:${port}`)).toBe(addDays(shanghaiDay(systemClock.now()), 40))
    server.close()
    expect(await tlsEnding(`https://127.0.0.1:${port}`)).toBeNull()
    expect(await tlsEnding('http://127.0.0.1')).toBeNull()
  })
})
