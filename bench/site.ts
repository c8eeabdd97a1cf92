// The benchmark's own databases: a city loaded once per day and size, kept in the state folder between runs.
import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Pool } from 'pg'
import { createPostgresJournal } from '../src/audit/postgres-journal.ts'
import { type City, createCity } from '../src/city/city.ts'
import { cityPools, loadCity } from '../src/city/load.ts'
import { HOSPITAL } from '../src/city/organisations.ts'
import type { Subject } from '../src/city/subject.ts'
import { addDays, shanghaiDay, systemClock } from '../src/clock.ts'
import {
  DATABASES,
  type DatabaseCode,
  databaseName,
  databaseOf,
  dropDatabases,
  prepareDatabases,
  type RoleName,
  rolePasswords,
  urlFor,
} from '../src/database/databases.ts'
import { type EmbeddedServer, startEmbeddedServer } from '../src/database/embedded-server.ts'
import { closePools, openPool } from '../src/database/pool.ts'
import { demoRosterRows } from '../src/demo/accounts.ts'
import { readKeyFile, writeKeyFile } from '../src/masking/key-file.ts'
import { ensureRegistered } from '../src/operations/register.ts'
import { readSettings } from '../src/settings.ts'

const PREFIX = 'hutong_bench'
const ISSUER_PORT = 4910

export interface BenchSite {
  readonly server: EmbeddedServer
  readonly city: City
  readonly keyFile: string
  readonly issuerPort: number
  url(code: DatabaseCode, role: RoleName): string
}

export async function prepareSite(children: number): Promise<BenchSite> {
  const stateFolder = path.join(readSettings().stateFolder, 'bench')
  await mkdir(stateFolder, { recursive: true })
  const server = await startEmbeddedServer({ stateFolder, log: (line) => console.log(line) })
  const passwords = await rolePasswords(stateFolder)
  const url = (code: DatabaseCode, role: RoleName): string =>
    urlFor(server.url, databaseName(PREFIX, databaseOf(code)), role, passwords[role])
  const settings = {
    seed: 'hutong bench',
    referenceDay: shanghaiDay(systemClock.now()),
    children,
    weights: 'raised' as const,
  }
  const keyFile = path.join(stateFolder, 'keys.json')
  const stamp = path.join(stateFolder, 'loaded.json')
  if ((await readFile(stamp, 'utf8').catch(() => '')) !== JSON.stringify(settings)) {
    console.log(`loading ${children} children`)
    await rm(stamp, { force: true })
    await dropDatabases(server.url, PREFIX)
    await prepareDatabases({ serverUrl: server.url, prefix: PREFIX, passwords, resetPasswords: true })
    await rm(keyFile, { force: true })
    await writeKeyFile(keyFile, 'hutong bench')
    await load(url, { keyFile, settings })
    await writeFile(stamp, JSON.stringify(settings))
  }
  return { server, city: createCity(settings), keyFile, issuerPort: ISSUER_PORT, url }
}

async function load(
  url: BenchSite['url'],
  { keyFile, settings }: { keyFile: string; settings: City['settings'] },
): Promise<void> {
  const pools = cityPools((code) =>
    openPool(url(code, 'hutong_loader'), { max: 4, applicationName: 'hutong bench load' }),
  )
  const roster = demoRosterRows(settings.referenceDay, `http://127.0.0.1:${ISSUER_PORT}`)
  await loadCity({ pools, keys: await readKeyFile(keyFile), settings, roster })
  await openEncounters(pools.registry, createCity(settings))
  await closePools(Object.values(pools))
  for (const { code } of DATABASES) {
    const owner = openPool(url(code, 'hutong_owner'), { max: 1, applicationName: 'hutong bench load' })
    await owner.query('vacuum analyze')
    await closePools([owner])
  }
}

// One clerk asks for all of them: no more than a day's limit lets.
const MOST_ENCOUNTERS = 400

/** Children whom the settlement desk may ask about, each under an encounter number of the benchmark's own. */
export function* askedChildren(city: City): Generator<{ readonly child: Subject; readonly encounter: string }> {
  let count = 0
  for (const child of city.children()) {
    if (child.citizenId === null || child.faults.size > 0 || !child.isKnownToPublicSecurity) continue
    yield { child, encounter: `E-BENCH-${child.index}` }
    count += 1
    if (count === MOST_ENCOUNTERS) return
  }
}

/** Hospitals ask what is registered for them, also while they are measured. */
export async function registerQuestion({ city, url }: BenchSite, document: string): Promise<void> {
  const open = (code: DatabaseCode, role: RoleName) =>
    openPool(url(code, role), { max: 1, applicationName: 'hutong bench' })
  const [registry, pool] = [open('REGISTRY', 'hutong_loader'), open('JOURNAL', 'hutong_journal_writer')]
  const clock = systemClock
  const journal = await createPostgresJournal({ pool, clock, statementTimeoutMs: 5_000 })
  const validFrom = city.settings.referenceDay
  const question = { name: 'bench', document, organisationId: null, organisationKind: 'HOSPITAL' }
  const terms = { purpose: 'P01', role: null, approvedBy: 'demo-person-analyst', approval: 'bench' }
  const wish = { ...question, ...terms, validFrom, validTo: addDays(validFrom, 2) }
  await ensureRegistered({ registry, journal, clock, newId: randomUUID }, wish)
  await journal.close()
  await closePools([registry, pool])
}

async function openEncounters(registry: Pool, city: City): Promise<void> {
  const asked = [...askedChildren(city)]
  await registry.query(
    `insert into registry.encounter (number, organisation_id, unit, child_id, valid_from, recorded_at)
     select number, $3, 'SETTLEMENT', child_id, $4::date - 1, $4 from unnest($1::text[], $2::uuid[]) as e(number, child_id)`,
    [asked.map(({ encounter }) => encounter), asked.map(({ child }) => child.id), HOSPITAL, city.settings.referenceDay],
  )
}
