// Who filed a report: sealed apart from what was seen, also from the county's own officers (反家庭暴力法 14), and opened by whoever
// holds the second key. It is on record before it is opened.
import type { Pool } from 'pg'
import type { Journal } from '../audit/journal.ts'
import { openReport } from './report-keys.ts'
import type { Reporter } from './spooled-report.ts'

export interface ReporterParts {
  /** Of the registry's owner: no gateway's role may read the table. */
  readonly owner: Pool
  readonly journal: Pick<Journal, 'append'>
  readonly newId: () => string
}

export interface ReporterQuestion {
  readonly number: string
  readonly keyFile: string
  /** A member of staff. */
  readonly by: string
  readonly now: Date
}

/** Null for a report that is not there. Rejects where it cannot be put on record, or the key is another one. */
export async function openReporter(
  { owner, journal, newId }: ReporterParts,
  { number, keyFile, by, now }: ReporterQuestion,
): Promise<Reporter | null> {
  const { rows } = await owner.query<{ reporter_sealed: Buffer }>(
    'select reporter_sealed from report.reporter where number = $1',
    [number],
  )
  if (!rows[0]) return null
  await journal.append('ACT', {
    ...{ entryId: newId(), at: now.toISOString(), act: 'REPORTER_OPENED', subjects: [] },
    ...{ personId: by, organisationId: null, policyVersion: null, facts: { report: number } },
  })
  return (await openReport(keyFile, { holder: 'reporter', number }, rows[0].reporter_sealed)) as Reporter
}
