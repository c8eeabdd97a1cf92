// One process that takes its policies from the tables: a real source, a real journal, a fixed clock. It stands for a
// gateway in the tests of what is taken over and what is refused.
import { hash, randomUUID } from 'node:crypto'
import { type ActivePolicies, createActivePolicies, type PolicyEvent } from '../../src/activation/active-policies.ts'
import { compileBundle } from '../../src/activation/compile-bundle.ts'
import { createReleaseSource, type ReleaseSource } from '../../src/activation/stored-releases.ts'
import { createPostgresJournal } from '../../src/audit/postgres-journal.ts'
import { FixedClock } from '../../src/clock.ts'
import { closePools } from '../../src/database/pool.ts'
import { parts } from '../policy/policies.ts'
import type { TestDatabases } from '../world/database.ts'
import { TEST_MOMENT } from '../world/oidc.ts'
import type { Office } from './office.ts'

export interface Act {
  readonly act: string
  readonly policyVersion: string | null
  readonly facts: Readonly<Record<string, unknown>>
}

export interface Process {
  readonly active: ActivePolicies
  readonly clock: FixedClock
  readonly events: PolicyEvent[]
  /** What this process wrote into the journal, in order. */
  acts(): Promise<Act[]>
  close(): Promise<void>
}

export interface ProcessOptions {
  readonly office: Pick<Office, 'officers'>
  /** Where the tables and the journal are. */
  readonly databases: Pick<TestDatabases, 'pool'>
  readonly notBefore?: string
  /** Stands before the tables, to fail in their place. */
  readonly wrap?: (source: ReleaseSource) => ReleaseSource
}

export async function openProcess(options: ProcessOptions): Promise<Process> {
  const { office, databases, notBefore, wrap = (source) => source } = options
  const gateway = databases.pool('REGISTRY', 'hutong_gateway')
  const pool = databases.pool('JOURNAL', 'hutong_journal_writer')
  const clock = new FixedClock(TEST_MOMENT)
  const processId = randomUUID()
  const journal = await createPostgresJournal({ pool, clock, processId, statementTimeoutMs: 5_000 })
  const events: PolicyEvent[] = []
  const active = createActivePolicies({
    source: wrap(createReleaseSource(gateway)),
    officers: office.officers,
    notBefore: notBefore === undefined ? null : new Date(notBefore),
    compile: (files) => compileBundle(files, parts),
    ...{ clock, journal, newId: randomUUID, log: (event: PolicyEvent) => void events.push(event) },
  })
  return {
    ...{ active, clock, events },
    async acts() {
      while (journal.health().pending > 0) await new Promise((resolve) => setImmediate(resolve))
      const { rows } = await pool.query<{ kind: string; body: string }>(
        'select kind, body from journal.entry where process = $1 order by sequence',
        [processId],
      )
      return rows.filter(({ kind }) => kind === 'ACT').map(({ body }) => JSON.parse(body) as Act)
    },
    async close() {
      active.stop()
      await journal.close()
      await closePools([gateway, pool])
    },
  }
}

/** Every decision of the set in force: role, purpose, use and coordinate, with its treatment. */
export function matrixOf(active: Pick<ActivePolicies, 'current'>): string[] {
  const { policies, packs } = active.current()
  const cells = policies.grants().flatMap((grant) => {
    const { role, purpose, relation, limits, until, values } = grant
    const terms = JSON.stringify({ relation, limits, until, values })
    const uses = grant.uses.map(({ kind, coordinate }) => {
      return `${role} ${purpose} ${kind} ${coordinate} ${JSON.stringify(grant.decide(kind, coordinate))}`
    })
    return [`${role} ${purpose} ${terms}`, ...uses]
  })
  return [...cells, ...packs.map((pack) => `${pack.id} ${hash('sha256', JSON.stringify(pack))}`)].sort()
}
