// What the commands of intake work with: keys, the registry under its role, the journal, and the policy in force. What is heavy
// is loaded when it is needed: no other command waits for it.
import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { createPostgresJournal } from '../audit/postgres-journal.ts'
import { systemClock } from '../clock.ts'
import { closePools } from '../database/pool.ts'
import type { Fed } from '../intake/feeds.ts'
import type { FeedJob } from '../intake/run-feed.ts'
import type { RegisterJob } from '../intake/workers/bring.ts'
import type { Keys } from '../masking/key-file.ts'
import type { PolicySet } from '../policy/compile.ts'
import { readSettings } from '../settings.ts'
import { type CommandDatabases, connectDatabases } from './connect.ts'
import { keySite, withKeys } from './key-site.ts'
import { type CommandPolicies, neededPolicySettings } from './policy-settings.ts'

const WRITE_TIMEOUT_MS = 5_000

/** Everything a run of intake needs but what is particular to it. */
export async function withIntake<Result>(
  fed: Fed,
  work: (job: FeedJob, keys: Keys) => Promise<Result>,
): Promise<Result> {
  const policies = await neededPolicySettings()
  const site = keySite()
  const databases = await connectDatabases(policies.settings)
  try {
    return await withKeys(site, (keys) => withJob({ fed, policies, databases, keys }, (job) => work(job, keys)))
  } finally {
    await closePools()
  }
}

interface Parts {
  readonly fed: Fed
  readonly policies: CommandPolicies
  readonly databases: CommandDatabases
  readonly keys: Keys
}

async function withJob<Result>(
  { fed, policies, databases, keys }: Parts,
  work: (job: FeedJob) => Promise<Result>,
): Promise<Result> {
  return withJournal({ policies, databases }, async ({ inForce, ...common }) => {
    const { authorityFor } = await import('../intake/authority.ts')
    return work({
      ...common,
      ...{ fed, registry: importerPool(databases), index: keys.registryIndex, keyring: keys.departments[fed.source] },
      // Made-up numbers are nobody's, but in the demo.
      acceptSynthetic: policies.isDemo,
      authority: authorityFor(inForce, fed),
    })
  })
}

interface Journalled extends Pick<FeedJob, 'journal' | 'clock' | 'newId'> {
  readonly inForce: PolicySet
}

async function withJournal<Result>(
  { policies, databases }: Pick<Parts, 'policies' | 'databases'>,
  work: (common: Journalled) => Promise<Result>,
): Promise<Result> {
  const journalPool = databases.pool('JOURNAL', 'hutong_journal_writer', { max: 2, applicationName: 'hutong intake' })
  const journal = await createPostgresJournal({
    pool: journalPool,
    clock: systemClock,
    statementTimeoutMs: WRITE_TIMEOUT_MS,
  })
  try {
    const { policiesInForce } = await import('./policies-in-force.ts')
    const registry = databases.pool('REGISTRY', 'hutong_gateway', { max: 1, applicationName: 'hutong intake' })
    const inForce = await policiesInForce(policies.trusted, { registry, clock: systemClock, journal })
    return await work({ journal, clock: systemClock, newId: randomUUID, inForce: inForce.policies })
  } finally {
    await journal.close()
  }
}

/** What bringing the register of child workers needs of this machine; no key, for no number of a person is in it. */
export async function withRegisterSite<Result>(
  work: (site: Pick<RegisterJob, 'civilAffairs' | 'authority' | 'journal' | 'clock' | 'newId'>) => Promise<Result>,
): Promise<Result> {
  const policies = await neededPolicySettings()
  const databases = await connectDatabases(policies.settings)
  try {
    return await withJournal({ policies, databases }, async ({ inForce, ...common }) => {
      const { registerAuthority } = await import('../intake/workers/bring.ts')
      const civilAffairs = databases.pool('MZJ', 'hutong_importer', { max: 1, applicationName: 'hutong intake' })
      return work({ ...common, civilAffairs, authority: registerAuthority(inForce) })
    })
  } finally {
    await closePools()
  }
}

// No limit on a statement: a file of a million rows is one transaction.
function importerPool(databases: CommandDatabases): pg.Pool {
  return databases.pool('REGISTRY', 'hutong_importer', { max: 2, applicationName: 'hutong intake' })
}

/** The registry alone, for a command that only looks on. */
export async function withImporterPool<Result>(work: (registry: pg.Pool) => Promise<Result>): Promise<Result> {
  const databases = await connectDatabases(readSettings())
  try {
    return await work(importerPool(databases))
  } finally {
    await closePools()
  }
}

const PROGRESS_MS = 2_000

/** A line every two seconds, on the side of the errors: what is printed in the end can go into a file. */
export function progressLines(): (line: () => string) => void {
  let last = systemClock.now().getTime()
  return (line) => {
    const now = systemClock.now().getTime()
    if (now - last < PROGRESS_MS) return
    last = now
    console.error(line())
  }
}
