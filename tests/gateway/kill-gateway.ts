// A whole gateway as a process of its own, to be killed from outside: the parts of the tests' town, its settings as one
// line of JSON on the standard input, its URL as one on the standard output. It ends with its parent.
import { createInterface } from 'node:readline'
import type { Journal } from '../../src/audit/journal.ts'
import { createPostgresJournal } from '../../src/audit/postgres-journal.ts'
import { FixedClock } from '../../src/clock.ts'
import { type DatabaseCode, databaseName, databaseOf, type RoleName, urlFor } from '../../src/database/databases.ts'
import { openPool } from '../../src/database/pool.ts'
import { DEMO_AUDIENCE } from '../../src/demo/accounts.ts'
import { createGateway } from '../../src/gateway.ts'
import { createOidcProvider, providersByIssuer } from '../../src/identity/identity-provider.ts'
import { readKeyFile } from '../../src/masking/key-file.ts'
import { fixedPolicies } from '../world/fixed-policies.ts'
import { TEST_MOMENT } from '../world/oidc.ts'
import type { TownSite } from '../world/town-site.ts'
import { townSources } from '../world/town-sources.ts'

export interface KillGatewaySettings {
  readonly site: TownSite
  /** Prefix of the databases that hold the journal. */
  readonly journalPrefix: string
  readonly processId: string
  /** False stands a gateway that breaks promise 5 on purpose: the trials must find it out. */
  readonly waitsForJournal: boolean
}

const input = createInterface({ input: process.stdin })
const line = await new Promise<string>((resolve) => input.once('line', resolve))
// A parent that is gone cannot kill any more.
input.once('close', () => process.exit(0))
const settings = JSON.parse(line) as KillGatewaySettings
const { site } = settings

const clock = new FixedClock(TEST_MOMENT)
const pool = (code: DatabaseCode, role: RoleName) => {
  const prefix = code === 'JOURNAL' ? settings.journalPrefix : site.prefix
  const url = urlFor(site.serverUrl, databaseName(prefix, databaseOf(code)), role, site.passwords[role])
  return openPool(url, { max: 2, applicationName: 'hutong killed gateway', statementTimeoutMs: 5_000 })
}
const journal = await createPostgresJournal({
  pool: pool('JOURNAL', 'hutong_journal_writer'),
  clock,
  processId: settings.processId,
  statementTimeoutMs: 5_000,
})
const gateway = await createGateway({
  clock,
  keys: await readKeyFile(site.keyFile),
  activation: await fixedPolicies(),
  providers: providersByIssuer([createOidcProvider({ issuer: site.issuer, audience: DEMO_AUDIENCE }, clock)]),
  registry: pool('REGISTRY', 'hutong_gateway'),
  sources: townSources(site, pool).of,
  journal: settings.waitsForJournal ? journal : unwaiting(journal),
  acceptSynthetic: true,
  log: () => undefined,
})
process.stdout.write(`${JSON.stringify({ url: await gateway.listen(0, '127.0.0.1') })}\n`)

function unwaiting(slow: Journal): Journal {
  return {
    append(kind, body) {
      slow.append(kind, body).catch(() => undefined)
      return Promise.resolve()
    },
    appendLater: (kind, body) => slow.appendLater(kind, body),
    health: () => slow.health(),
    close: () => slow.close(),
  }
}
