// A small city of one's own for the noninterference tests: its data are changed in place between two runs, so that no
// other file may stand on it. The gateways on it draw no chance: ids and nonces are part of the operational state that
// the two worlds of a pair share.
import { randomUUID } from 'node:crypto'
import type { Server } from 'node:http'
import { inject } from 'vitest'
import { createPostgresJournal } from '../../src/audit/postgres-journal.ts'
import { cityPools, loadCity } from '../../src/city/load.ts'
import { FixedClock } from '../../src/clock.ts'
import { type DatabaseCode, databaseName, databaseOf, readerOf } from '../../src/database/databases.ts'
import { demoRosterRows } from '../../src/demo/accounts.ts'
import { startBureauService } from '../../src/departments/bureau/service.ts'
import { SERVED_DEPARTMENTS, type ServedDepartment } from '../../src/departments/departments.ts'
import type { Holder } from '../../src/limits/store.ts'
import { type Keys, readKeyFile } from '../../src/masking/key-file.ts'
import { inForce } from '../eligibility/packs.ts'
import { type FreshDatabases, freshDatabases } from '../world/database.ts'
import { setMisses } from '../world/limits.ts'
import { TEST_MOMENT } from '../world/oidc.ts'
import { publish } from '../world/publish.ts'
import { openTown, type Town, type TownOptions } from '../world/town.ts'
import { CITY_SETTINGS, SERVICE_SECRET, servicesAt, type TownSite } from '../world/town-site.ts'
import { consentOf, GROWN_UP, ticketOf, transferOf } from './acts.ts'
import { honestPolicies } from './policies.ts'
import { randomFrom } from './second-world.ts'
import { raiseTasks, type Tasks } from './tasks.ts'
import { type Change, CONSENT, NO_ROWS, openWorld, TICKET, TRANSFER, type World } from './world.ts'

export interface Place {
  readonly keys: Keys
  readonly world: World
  /** About children there are at first. */
  readonly tasks: Tasks
  /** A gateway on this place; closed with it. */
  openGateway(options?: TownOptions): Promise<Town>
  /** As if nobody had opened an emergency, and nobody were suspended for one. */
  forgetEmergencies(): Promise<void>
  /** One that no program has named. */
  newConversation(): string
  /** The misses that a person has on the count of this hour, and no other trace; part of the operational state. */
  setMisses(holder: Holder, misses: number): Promise<void>
  close(): Promise<void>
}

const CHILDREN = 300
/** Each operation is another document, and a gateway reads all that are registered with each that is new. */
const MOST_REGISTERED = 50

/** `name`: lower-case letters, another for each test file. */
export async function openPlace(name: string): Promise<Place> {
  const databases = await freshDatabases(`hutong_${name}`)
  const { keyFile, issuer } = inject('town')
  const keys = await readKeyFile(keyFile)
  const pools = cityPools((code) => databases.pool(code, 'hutong_loader'))
  const settings = { ...CITY_SETTINGS, children: CHILDREN }
  await loadCity({ pools, keys, settings, roster: demoRosterRows(settings.referenceDay, issuer) })
  const services = await Promise.all(SERVED_DEPARTMENTS.map((department) => serve(databases, department)))
  const urls = Object.fromEntries(services.map(({ code, url }) => [code, url])) as TownSite['serviceUrls']
  await publishTables(databases, keys, urls)
  const counters = databases.pool('REGISTRY', 'hutong_gateway')
  const owner = databases.pool('REGISTRY', 'hutong_owner')
  let conversations = 0
  const world = await openWorld({ pools, owner, keys })
  await world.apply(villagers(world))
  await world.apply(acts(world))
  await world.apply(grownUp(world))
  const tasks = await raiseTasks(owner)
  const towns: Town[] = []
  return {
    keys,
    world,
    tasks,
    async openGateway(options = {}) {
      const town = await openTown({
        ...options,
        databaseUrl: (code, url) => addressOf(databases.prefix, code, url),
        serviceUrls: urls,
        chance: options.chance ?? NO_CHANCE,
        registrations: {
          most: MOST_REGISTERED,
          forget: (ids) => owner.query('delete from operations.registration where id = any($1)', [ids]),
        },
      })
      let closing: Promise<void> | undefined
      const closedOnce: Town = {
        ...town,
        close() {
          closing ??= town.close()
          return closing
        },
      }
      towns.push(closedOnce)
      return closedOnce
    },
    setMisses: (holder, misses) => setMisses(counters, holder, misses),
    async forgetEmergencies() {
      await owner.query('truncate emergency.access_grant, emergency.review, emergency.suspension, notices.notice')
    },
    newConversation() {
      conversations += 1
      return `conversation-${conversations}`
    },
    async close() {
      await Promise.all(towns.map((town) => town.close()))
      await Promise.all(services.map(({ server }) => closeServer(server)))
      await databases.drop()
    },
  }
}

const SINCE_SEPTEMBER = {
  ...{ valid_from: '2026-09-01', valid_to: null, recorded_at: '2026-09-01T00:00:00Z', superseded_at: null },
  ...{ source: 'MZJ', source_record_time: '2026-09-01T00:00:00Z', fetched_at: '2026-09-01T00:00:00Z' },
}

// Only a handful of so small a city would live in the one village that has an account.
function villagers({ children }: World): Change {
  const ids = [...children.keys()].sort().filter((_, at) => at % 9 === 0)
  return new Map(
    ids.map((id, at) => {
      const rows = children.get(id) ?? NO_ROWS
      const moved = (rows['registry.jurisdiction'] ?? []).map((row) =>
        row.kind === 'RESIDENCE' ? { ...row, division: '330106901901' } : row,
      )
      // Some of them are hidden from the village where they live.
      const hidden = { child_id: id, kind: 'ADDRESS', ...SINCE_SEPTEMBER }
      return [id, { ...rows, 'registry.jurisdiction': moved, 'registry.protection': at % 4 === 0 ? [hidden] : [] }]
    }),
  )
}

// Cells that are being checked, and files that another county was asked for.
function acts(world: World): Change {
  const random = randomFrom('acts')
  const ids = [...world.children.keys()].sort()
  return new Map(
    ids.flatMap((childId, at) => {
      const rows = world.children.get(childId) ?? NO_ROWS
      const acting = { random, world, rows, childId }
      const tickets = at % 3 === 0 ? [ticketOf(acting), ticketOf(acting)] : []
      const transfers = at % 5 === 0 ? [transferOf(acting)] : []
      if (tickets.length + transfers.length === 0) return []
      return [[childId, { ...rows, [TICKET]: tickets, [TRANSFER]: transfers }]] as const
    }),
  )
}

// Most of so small a city are children.
function grownUp(world: World): Change {
  const random = randomFrom('consents')
  const ids = [...world.children.keys()].sort().filter((_, at) => at % 7 === 0)
  return new Map(
    ids.map((id) => {
      const rows = world.children.get(id) ?? NO_ROWS
      const child = (rows['registry.child'] ?? []).map((row) => ({ ...row, adult_on: '2026-05-01' }))
      const self = { ...SINCE_SEPTEMBER, person_id: GROWN_UP, child_id: id, kind: 'SELF', fact_key: null }
      const kin = [...(rows['registry.kinship'] ?? []), self]
      const consents = { [CONSENT]: [consentOf({ random, childId: id })] }
      return [id, { ...rows, ...consents, 'registry.child': child, 'registry.kinship': kin }]
    }),
  )
}

async function serve(databases: FreshDatabases, department: ServedDepartment) {
  const pool = databases.pool(department.code, readerOf(department.code))
  const { server, url } = await startBureauService({ department, pool, secret: SERVICE_SECRET, port: 0 })
  return { code: department.code, server, url }
}

async function publishTables(databases: FreshDatabases, keys: Keys, urls: TownSite['serviceUrls']): Promise<void> {
  const clock = new FixedClock(TEST_MOMENT)
  const pool = databases.pool('JOURNAL', 'hutong_journal_writer')
  const journal = await createPostgresJournal({ pool, clock, statementTimeoutMs: 5_000 })
  const { policies } = await honestPolicies()
  await publish({ pool: databases.pool, keys, clock, journal, policies, packs: [inForce], services: servicesAt(urls) })
  await journal.close()
}

// Every id the same: what no child has is also what tells nothing about the number of ids drawn.
const NO_CHANCE = {
  newId: () => '00000000-0000-4000-8000-0000000000ff',
  nonce: (bytes: number) => Buffer.alloc(bytes, 7),
}

/** Where a row needs an id of its own. */
export const DRAWN_IDS = { ...NO_CHANCE, newId: randomUUID }

function addressOf(prefix: string, code: DatabaseCode, url: string): string {
  const own = new URL(url)
  own.pathname = `/${databaseName(prefix, databaseOf(code))}`
  return own.href
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}
