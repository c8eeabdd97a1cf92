// What the commands about reports work on: the spool of the settings, and the databases.
import type pg from 'pg'
import { createPostgresJournal } from '../audit/postgres-journal.ts'
import { systemClock } from '../clock.ts'
import { closePools } from '../database/pool.ts'
import type { DrainParts } from '../reports/drain.ts'
import { openSpool, type Spool } from '../reports/spool.ts'
import { lackingSetting, readSettings } from '../settings.ts'
import { connectDatabases } from './connect.ts'

/** Throws SettingsError where no folder is named. */
export async function spoolOfSettings(): Promise<Spool> {
  const { reports } = readSettings()
  if (!reports) throw lackingSetting('HUTONG_REPORTS')
  return openSpool(reports)
}

const NAME = { max: 2, applicationName: 'hutong reports' } as const

/** Runs `work` on the registry, read only, and ends the pool. */
export async function onRegistry<Result>(work: (registry: pg.Pool) => Promise<Result>): Promise<Result> {
  const databases = await connectDatabases(readSettings())
  const pool = databases.pool('REGISTRY', 'hutong_gateway', { ...NAME, readOnly: true })
  return work(pool).finally(() => pool.end())
}

export interface ReportParts extends Omit<DrainParts, 'spool'> {
  /** Of the registry's owner, who alone may read who reported. */
  readonly owner: pg.Pool
}

/** Runs `work` on registry and journal, and closes them. */
export async function withReports<Result>(work: (parts: ReportParts) => Promise<Result>): Promise<Result> {
  const databases = await connectDatabases(readSettings())
  const registry = databases.pool('REGISTRY', 'hutong_gateway', NAME)
  const owner = databases.pool('REGISTRY', 'hutong_owner', { ...NAME, readOnly: true })
  const entries = databases.pool('JOURNAL', 'hutong_journal_writer', NAME)
  try {
    const journal = await createPostgresJournal({ pool: entries, clock: systemClock, statementTimeoutMs: 5_000 })
    return await work({ registry, owner, entries, journal, newId: () => crypto.randomUUID() }).finally(() =>
      journal.close(),
    )
  } finally {
    await closePools([registry, owner, entries])
  }
}
