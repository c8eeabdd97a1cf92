// Where the journal commands read: the databases of DATABASE_URL, or the demo's own.
import type pg from 'pg'
import { readSettings } from '../settings.ts'
import { connectDatabases } from './connect.ts'

/** The caller ends the pool; with it the last hold on an embedded server that no demo uses. */
export async function connectJournal(): Promise<pg.Pool> {
  const databases = await connectDatabases(readSettings())
  process.stderr.write(`journal of ${databases.place('JOURNAL')}\n`)
  return databases.pool('JOURNAL', 'hutong_journal_writer', {
    max: 1,
    applicationName: 'hutong journal',
    readOnly: true,
  })
}
