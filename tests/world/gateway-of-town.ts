// A whole gateway on the town, for a process of its own that runs no test and is killed from outside.
import { randomUUID } from 'node:crypto'
import { createInterface } from 'node:readline'
import type pg from 'pg'
import type { Journal } from '../../src/audit/journal.ts'
import { createPostgresJournal } from '../../src/audit/postgres-journal.ts'
import { FixedClock } from '../../src/clock.ts'
import { type DatabaseCode, databaseName, databaseOf, type RoleName, urlFor } from '../../src/database/databases.ts'
import { openPool } from '../../src/database/pool.ts'
import { DEMO_AUDIENCE } from '../../src/demo/accounts.ts'
import { byDepartment } from '../../src/departments/departments.ts'
import { createGateway, type Gateway } from '../../src/gateway.ts'
import { createOidcProvider, providersByIssuer } from '../../src/identity/identity-provider.ts'
import { readKeyFile } from '../../src/masking/key-file.ts'
import { fixedPolicies } from './fixed-policies.ts'
import { PATIENT } from './patient.ts'
import type { TownSite } from './town-site.ts'
import { townSources } from './town-sources.ts'

export interface GatewayOfTown {
  readonly site: TownSite
  readonly moment: string
  /** Prefixes of databases that are not the town's own. */
  readonly prefixes: Readonly<Partial<Record<DatabaseCode, string>>>
  readonly processId?: string
  readonly wrapJournal?: (real: Journal) => Journal
  readonly wrapRegistry?: (real: pg.Pool) => pg.Pool
}

export async function gatewayOfTown(settings: GatewayOfTown): Promise<Gateway> {
  const { site, moment, prefixes, processId = randomUUID() } = settings
  const { wrapJournal = (real) => real, wrapRegistry = (real) => real } = settings
  const clock = new FixedClock(moment)
  const pool = (code: DatabaseCode, role: RoleName) => {
    const prefix = prefixes[code] ?? site.prefix
    const url = urlFor(site.serverUrl, databaseName(prefix, databaseOf(code)), role, site.passwords[role])
    return openPool(url, { max: 2, applicationName: 'hutong killed gateway', statementTimeoutMs: PATIENT.deadlineMs })
  }
  const journalPool = pool('JOURNAL', 'hutong_journal_writer')
  const statementTimeoutMs = PATIENT.deadlineMs
  const journal = await createPostgresJournal({ pool: journalPool, clock, processId, statementTimeoutMs })
  return createGateway({
    clock,
    keys: await readKeyFile(site.keyFile),
    activation: await fixedPolicies(),
    providers: providersByIssuer([createOidcProvider({ issuer: site.issuer, audience: DEMO_AUDIENCE }, clock)]),
    registry: wrapRegistry(pool('REGISTRY', 'hutong_gateway')),
    sources: townSources(site, pool).of,
    journal: wrapJournal(journal),
    acceptSynthetic: true,
    bounds: byDepartment(() => PATIENT),
    log: () => undefined,
  })
}

/** The settings that a parent wrote as one line of JSON. The process ends with its parent, who cannot kill any more when gone. */
export async function settingsOfParent<Settings>(): Promise<Settings> {
  const input = createInterface({ input: process.stdin })
  const line = await new Promise<string>((resolve) => input.once('line', resolve))
  input.once('close', () => process.exit(0))
  return JSON.parse(line) as Settings
}
