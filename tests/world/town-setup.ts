// Builds the tests' town once for all test files: databases, 2,000 synthetic children, the identity provider and the
// bureaux' services in processes of their own.
import { rm } from 'node:fs/promises'
import path from 'node:path'
import type pg from 'pg'
import type { TestProject } from 'vitest/node'
import { createPostgresJournal } from '../../src/audit/postgres-journal.ts'
import { cityPools, loadCity } from '../../src/city/load.ts'
import { FixedClock } from '../../src/clock.ts'
import {
  type DatabaseCode,
  databaseName,
  databaseOf,
  dropDatabases,
  prepareDatabases,
  type RoleName,
  readerOf,
  urlFor,
} from '../../src/database/databases.ts'
import { closePools, openPool } from '../../src/database/pool.ts'
import { demoRosterRows } from '../../src/demo/accounts.ts'
import { type SpawnedService, spawnBureauService } from '../../src/departments/bureau/spawn.ts'
import { SERVED_DEPARTMENTS, type ServedCode } from '../../src/departments/departments.ts'
import { type Keys, readKeyFile, writeKeyFile } from '../../src/masking/key-file.ts'
import { maskNamed } from '../../src/masking/masks.ts'
import { compilePolicies } from '../../src/policy/compile.ts'
import { readPolicyFolder } from '../../src/policy/read-policies.ts'
import { buildGatewaySchema, catalogueOf } from '../../src/schema.ts'
import { readSettings } from '../../src/settings.ts'
import { inForce } from '../eligibility/packs.ts'
import setupServer from './global-setup.ts'
import { startTestOidc, TEST_MOMENT } from './oidc.ts'
import { publish } from './publish.ts'
import { CITY_SETTINGS, SERVICE_SECRET, servicesAt, type TownSite } from './town-site.ts'

declare module 'vitest' {
  interface ProvidedContext {
    town: TownSite
  }
}

const PREFIX = 'hutong_town'

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stopServer = await setupServer(project)
  const server = { ...project.getProvidedContext().databaseServer, prefix: PREFIX }
  await dropDatabases(server.serverUrl, PREFIX)
  await prepareDatabases(server)
  const oidc = await startTestOidc()
  const keyFile = path.join(readSettings().stateFolder, 'test', 'town-keys.json')
  await rm(keyFile, { force: true })
  await writeKeyFile(keyFile, 'hutong tests')
  await load(server, keyFile, oidc.issuer)
  const services = await Promise.all(SERVED_DEPARTMENTS.map(({ code }) => serve(server, code)))
  const serviceUrls = Object.fromEntries(services.map(({ code, url }) => [code, url])) as TownSite['serviceUrls']
  await publishTables(server, await readKeyFile(keyFile), serviceUrls)
  project.provide('town', { ...server, keyFile, issuer: oidc.issuer, serviceUrls })
  return async () => {
    await Promise.all(services.map((service) => service.stop()))
    await oidc.stop()
    await stopServer()
  }
}

async function serve(server: Server, code: ServedCode): Promise<SpawnedService & { readonly code: ServedCode }> {
  const databaseUrl = urlOf(server, code, readerOf(code))
  return { code, ...(await spawnBureauService({ code, databaseUrl, secret: SERVICE_SECRET, port: 0 })) }
}

async function publishTables(server: Server, keys: Keys, serviceUrls: TownSite['serviceUrls']): Promise<void> {
  const clock = new FixedClock(TEST_MOMENT)
  const pools: pg.Pool[] = []
  const open = (code: DatabaseCode, role: RoleName) => {
    const pool = openPool(urlOf(server, code, role), { max: 2, applicationName: 'hutong town' })
    pools.push(pool)
    return pool
  }
  const journalPool = open('JOURNAL', 'hutong_journal_writer')
  const journal = await createPostgresJournal({ pool: journalPool, clock, statementTimeoutMs: 5_000 })
  const schema = buildGatewaySchema()
  const policies = compilePolicies(await readPolicyFolder('policies'), {
    schema,
    catalogue: catalogueOf(schema),
    maskNamed,
  })
  await publish({ pool: open, keys, clock, journal, policies, packs: [inForce], services: servicesAt(serviceUrls) })
  await journal.close()
  await closePools(pools)
}

type Server = Pick<TownSite, 'serverUrl' | 'prefix' | 'passwords'>

function urlOf(server: Server, code: DatabaseCode, role: RoleName): string {
  return urlFor(server.serverUrl, databaseName(server.prefix, databaseOf(code)), role, server.passwords[role])
}

async function load(server: Server, keyFile: string, issuer: string): Promise<void> {
  const pools = cityPools((code) =>
    openPool(urlOf(server, code, 'hutong_loader'), { max: 4, applicationName: 'hutong town' }),
  )
  const keys = await readKeyFile(keyFile)
  await loadCity({
    pools,
    keys,
    settings: CITY_SETTINGS,
    roster: demoRosterRows(CITY_SETTINGS.referenceDay, issuer),
  })
  await closePools(Object.values(pools))
}
