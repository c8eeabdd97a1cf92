// One run of intake as a process of its own, to be killed from outside: an import of a file, or a feed followed to its end.
// Settings as one line of JSON on the standard input; READY when the work begins, DONE when it is over.
import { randomUUID } from 'node:crypto'
import { createInterface } from 'node:readline'
import { createPostgresJournal } from '../../src/audit/postgres-journal.ts'
import { FixedClock } from '../../src/clock.ts'
import { openPool } from '../../src/database/pool.ts'
import type { Authority } from '../../src/intake/authority.ts'
import { createChangeSource } from '../../src/intake/change-source.ts'
import { fedBy } from '../../src/intake/feeds.ts'
import { importFile } from '../../src/intake/import-file.ts'
import { followFeed } from '../../src/intake/run-feed.ts'
import { readKeyFile } from '../../src/masking/key-file.ts'

export interface IntakeProcessSettings {
  readonly kind: string
  readonly registryUrl: string
  readonly journalUrl: string
  readonly keyFile: string
  readonly moment: string
  readonly authority: Authority
  /** A file to import; null for a feed. */
  readonly file: string | null
  readonly feed: { readonly url: string; readonly token: string } | null
}

const input = createInterface({ input: process.stdin })
const line = await new Promise<string>((resolve) => input.once('line', resolve))
// A parent that is gone cannot kill any more.
input.once('close', () => process.exit(0))
const { kind, registryUrl, journalUrl, keyFile, moment, authority, file, feed } = JSON.parse(
  line,
) as IntakeProcessSettings

const keys = await readKeyFile(keyFile)
const clock = new FixedClock(moment)
const journalPool = openPool(journalUrl, { max: 1, applicationName: 'hutong killed intake' })
const fed = fedBy(kind)
const job = {
  ...{ fed, registry: openPool(registryUrl, { max: 2, applicationName: 'hutong killed intake' }) },
  ...{ index: keys.registryIndex, keyring: keys.departments[fed.source], acceptSynthetic: true, authority, clock },
  journal: await createPostgresJournal({ pool: journalPool, clock, statementTimeoutMs: 60_000 }),
  newId: randomUUID,
}
process.stdout.write('READY\n')
if (file !== null) await importFile({ ...job, path: file, taken: null, isCheck: false, onFault: () => undefined })
if (feed !== null) await followFeed(job, createChangeSource(feed), { signal: new AbortController().signal })
process.stdout.write('DONE\n')
process.exit(0)
