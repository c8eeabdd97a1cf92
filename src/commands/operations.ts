// What the commands on registered operations share: the group they hang under, and the stores they act on.
import { randomUUID } from 'node:crypto'
import type { Command } from 'commander'
import type { Pool } from 'pg'
import { createPostgresJournal } from '../audit/postgres-journal.ts'
import { systemClock } from '../clock.ts'
import type { DatabaseCode, RoleName } from '../database/databases.ts'
import type { RegisterParts } from '../operations/register.ts'
import { readSettings } from '../settings.ts'
import { connectDatabases } from './connect.ts'

/** The `operations` group. */
export function operationsCommand(program: Command): Command {
  const known = program.commands.find((command) => command.name() === 'operations')
  return known ?? program.command('operations').description('what organisations outside the city and agents may ask')
}

const OPTIONS = { max: 2, applicationName: 'hutong operations', statementTimeoutMs: 5_000 } as const

/** Runs `work` on the tables of registrations, as the role that imports; at DATABASE_URL, or on the demo's databases. */
export async function onRegistry<Result>(work: (registry: Pool) => Promise<Result>): Promise<Result> {
  const databases = await connectDatabases(readSettings())
  const registry = databases.pool('REGISTRY', 'hutong_loader', OPTIONS)
  return work(registry).finally(() => registry.end())
}

/** The same for an act, which the journal records under a chain of this command's own. */
export async function onRegister<Result>(work: (parts: RegisterParts) => Promise<Result>): Promise<Result> {
  await using opened = new AsyncDisposableStack()
  const databases = await connectDatabases(readSettings())
  const open = (code: DatabaseCode, role: RoleName): Pool => {
    const pool = databases.pool(code, role, OPTIONS)
    opened.defer(() => pool.end())
    return pool
  }
  const registry = open('REGISTRY', 'hutong_loader')
  const pool = open('JOURNAL', 'hutong_journal_writer')
  const journal = await createPostgresJournal({ pool, clock: systemClock, statementTimeoutMs: 5_000 })
  opened.defer(() => journal.close())
  return await work({ registry, journal, clock: systemClock, newId: randomUUID })
}
