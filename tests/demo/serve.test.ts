// `hutong serve` as a service manager runs it: settings from the environment, lines of JSON, an orderly end.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import { databaseName, databaseOf, type RoleName, urlFor } from '../../src/database/databases.ts'
import { closePools, openPool } from '../../src/database/pool.ts'
import { DEMO_AUDIENCE } from '../../src/demo/accounts.ts'
import { bundleWith, type Office, openOffice, papers, store } from '../activation/office.ts'
import { townDatabases } from '../world/database.ts'
import { TEST_MOMENT } from '../world/oidc.ts'
import { register } from '../world/registered.ts'
import { sourcesDocument } from '../world/sources-document.ts'
import { tokenOf } from '../world/town.ts'
import { SERVICE_SECRET } from '../world/town-site.ts'
import { hutong, type Run } from './process.ts'

const town = inject('town')
let folder: string
let run: Run
let url: string
let office: Office
let wrongKey: Run
let unsigned: Run

const HOSPITAL_QUESTION =
  'query Q($subject: SubjectInput!) { eligibility(subject: $subject, benefit: MEDICAL_AID) { status } }'

beforeAll(async () => {
  await registerQuestion()
  folder = await mkdtemp(path.join(os.tmpdir(), 'hutong-serve-'))
  office = await openOffice()
  // Before any release is there: what a gateway says that has no policies, and one whose officers are not known.
  unsigned = hutong(folder, ['serve'], await environment())
  const pins = `author:${office.stranger.thumbprint},dpo:${office.dpo.thumbprint}`
  wrongKey = hutong(folder, ['serve'], { ...(await environment()), HUTONG_OFFICERS: pins })
  await Promise.all([unsigned.ended, wrongKey.ended])
  await activate()
  run = hutong(folder, ['serve'], await environment())
  await run.until('"listening"')
  url = String(lines(run).find(({ event }) => event === 'listening')?.url)
})
afterAll(async () => {
  run.child.kill('SIGKILL')
  await run.ended
  await office.close()
  await rm(folder, { recursive: true })
})

async function registerQuestion(): Promise<void> {
  const role: RoleName = 'hutong_loader'
  const url = urlFor(town.serverUrl, databaseName(town.prefix, databaseOf('REGISTRY')), role, town.passwords[role])
  const loader = openPool(url, { max: 1, applicationName: 'hutong test' })
  await register(loader, { document: HOSPITAL_QUESTION, purpose: 'P01', organisationKind: 'HOSPITAL' })
  await closePools([loader])
}

async function environment(): Promise<Record<string, string>> {
  const passwords = path.join(folder, 'passwords.json')
  await writeFile(passwords, JSON.stringify(town.passwords), { mode: 0o600 })
  return {
    DATABASE_URL: town.serverUrl,
    HUTONG_DATABASE_PREFIX: town.prefix,
    HUTONG_ROLE_PASSWORDS_FILE: passwords,
    HUTONG_KEY_FILE: town.keyFile,
    HUTONG_ISSUERS: town.issuer,
    HUTONG_AUDIENCE: DEMO_AUDIENCE,
    HUTONG_SOURCES: await sourcesDocument(folder, town.serviceUrls, SERVICE_SECRET.replaceAll(' ', '-')),
    HUTONG_PORT: '0',
    HUTONG_OFFICERS: office.settings.officers.map(({ role, thumbprint }) => `${role}:${thumbprint}`).join(),
    HUTONG_OFFICERS_FILE: office.settings.officersFile,
    HUTONG_POLICIES_NOT_BEFORE: '2026-11-01T08:00:00+08:00',
    // The folder is not what decides: there is none.
    HUTONG_POLICIES: path.join(folder, 'none'),
    // The town's tokens are valid at its moment alone.
    NODE_OPTIONS: `--import ${new URL('../world/shifted-date.ts', import.meta.url).href}`,
    HUTONG_TEST_DATE: TEST_MOMENT,
    HUTONG_TEST_DATE_STANDS: '1',
  }
}

async function activate(): Promise<void> {
  const databases = townDatabases()
  const release = await papers(office, {
    files: await bundleWith(),
    effectiveFrom: '2026-11-01T00:00:00Z',
    after: null,
  })
  await store(databases.pool('REGISTRY', 'hutong_loader'), release, '2026-11-01T00:00:00Z')
  await databases.close()
}

function lines({ said }: Run): Record<string, unknown>[] {
  return said()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

interface Question {
  readonly as: string
  readonly headers: Readonly<Record<string, string>>
  readonly query: string
  readonly variables?: unknown
}

async function ask({ as, headers, query, variables }: Question): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${await tokenOf(town.issuer, as)}`,
      ...headers,
    },
    body: JSON.stringify({ query, variables }),
  })
  return { status: response.status, body: await response.json() }
}

describe('the gateway in production', () => {
  it('does not start without its settings, and names every one that is missing', async () => {
    const bare = hutong(folder, ['serve'])
    expect(await bare.ended).toBe(2)
    for (const name of [
      'DATABASE_URL',
      'HUTONG_ROLE_PASSWORDS_FILE',
      'HUTONG_KEY_FILE',
      'HUTONG_ISSUERS',
      'HUTONG_SOURCES',
      'HUTONG_OFFICERS',
    ]) {
      expect(bare.said()).toContain(`${name} is needed, for example`)
    }
  })

  it('does not start without policies in force, and says how they come into force', async () => {
    expect(await unsigned.ended).toBe(2)
    expect(unsigned.said()).toContain('no-active-release: ')
    expect(unsigned.said()).toContain('activate it with `hutong policy activate` (docs/activation.md)')
  })

  it('does not start when a pinned officer’s key is not there', async () => {
    expect(await wrongKey.ended).toBe(2)
    expect(wrongKey.said()).toContain(`holds no key with the pinned thumbprint author:${office.stranger.thumbprint}`)
  })

  it('takes a synthetic number for what it is, a wrong one', async () => {
    const answer = await ask({
      as: 'hospital',
      headers: { 'x-purpose': 'P01', 'x-case': 'E-2026-0002' },
      query: HOSPITAL_QUESTION,
      variables: { subject: { citizenId: CAST.stay.citizenId, fullName: CAST.stay.name } },
    })
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ extensions: { code: 'BAD_INPUT' } }] } })
  })

  it('answers whom it knows', async () => {
    const answer = await ask({
      as: 'analyst',
      headers: { 'x-purpose': 'P09' },
      query: '{ statistics(table: EDGE_NOT_COVERED_BY_DISTRICT) { asOf } }',
    })
    expect(answer).toEqual({ status: 200, body: { data: { statistics: { asOf: '2026-11-23' } } } })
  })

  it('drains on SIGTERM, ends with success, and has logged nothing but lines of JSON', async () => {
    run.child.kill('SIGTERM')
    expect(await run.ended).toBe(0)
    expect(lines(run).map(({ event }) => event)).toEqual(['policy-activated', 'listening', 'draining', 'ended'])
    await expect(fetch(`${url}/healthz`)).rejects.toThrow()
  })
})
