// `hutong feed`: follows a department's change feed, says how far each has come, and settles what could not be taken in.
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { type Command, InvalidArgumentError } from 'commander'
import { shanghaiDay } from '../clock.ts'
import type { ChangeSource } from '../intake/change-source.ts'
import { FIRST_LETTER, openLetters, settleLetter } from '../intake/dead-letters.ts'
import { ROW_FAULTS } from '../intake/faults.ts'
import { type Fed, fedBy, kinds } from '../intake/feeds.ts'
import { feedStates } from '../intake/report.ts'
import type { FeedJob } from '../intake/run-feed.ts'
import { readSettings } from '../settings.ts'
import { progressLines, withImporterPool, withIntake } from './intake-site.ts'
import { isOnStaff } from './on-staff.ts'

interface Sourced {
  readonly source?: string
}

export function feedCommand(program: Command): void {
  const feed = program.command('feed').description('take in the changes that departments send')
  feed
    .command('run')
    .description('follow the change feed of HUTONG_FEED_URL to its end; goes on where a run was stopped')
    .argument('<kind>', kinds())
    .option('--source <code>', 'the department, where a kind has more than one source')
    .option('--follow', 'go on: ask again every ten seconds, and after an outage')
    .action(run)
  feed.command('status').description('how far each feed has come, how far it is behind, what waits').action(status)
  feed
    .command('letters')
    .description('the events that could not be taken in, by the number that the source gave the change')
    .argument('<kind>', kinds())
    .option('--source <code>', 'the department, where a kind has more than one source')
    .action(letters)
  feed
    .command('retry')
    .description('try the events again that could not be taken in')
    .argument('<kind>', kinds())
    .option('--source <code>', 'the department, where a kind has more than one source')
    .action(retry)
  feed
    .command('discard')
    .description('give up an event that will never be taken in, for instance because the source sent it again, mended')
    .argument('<letter>', 'its id', letterId)
    .argument('<kind>', kinds())
    .requiredOption('--by <person>', 'the member of staff who decided it')
    .option('--source <code>', 'the department, where a kind has more than one source')
    .action(discard)
}

function letterId(text: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)) return text
  throw new InvalidArgumentError('expected the id of a letter, as `hutong feed letters` shows it')
}

async function run(kind: string, { source, follow }: Sourced & { readonly follow?: true }): Promise<void> {
  const fed = fedBy(kind, source)
  const { feed: service } = readSettings(undefined, ['HUTONG_FEED_URL', 'HUTONG_FEED_TOKEN'])
  if (!service) return
  const stopping = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stopping.abort())
  const { createChangeSource } = await import('../intake/change-source.ts')
  const changes = createChangeSource(service)
  try {
    await withIntake(fed, (job) => (follow ? goOn(job, changes, stopping.signal) : once(job, changes, stopping.signal)))
  } finally {
    await changes.close()
  }
}

async function once(job: FeedJob, changes: ChangeSource, signal: AbortSignal): Promise<void> {
  const { followFeed } = await import('../intake/run-feed.ts')
  const progress = progressLines()
  const taken = await followFeed(job, changes, {
    signal,
    onPage: ({ events, remaining }) => progress(() => `${events} events taken in${leftOf(remaining)} …`),
  })
  const aside = taken.letters === 0 ? '' : `: see \`hutong feed letters ${job.fed.feed.kind}\``
  process.stdout.write(`${taken.events} events: ${taken.changed} facts changed, ${taken.letters} set aside${aside}\n`)
}

const ASKS_AGAIN_MS = 10_000
const LONGEST_WAIT_MS = 300_000

// After an outage it waits twice as long each time, and five minutes at most.
async function goOn(job: FeedJob, changes: ChangeSource, signal: AbortSignal): Promise<void> {
  for (let wait = ASKS_AGAIN_MS; !signal.aborted; ) {
    try {
      await once(job, changes, signal)
      wait = ASKS_AGAIN_MS
    } catch (error) {
      if (signal.aborted) return
      console.error(error instanceof Error ? error.message : 'failed')
      wait = Math.min(2 * wait, LONGEST_WAIT_MS)
    }
    await pause(wait, undefined, { signal }).catch(() => undefined)
  }
}

function leftOf(remaining: number | null): string {
  return remaining === null ? '' : `, ${remaining} left`
}

async function status(): Promise<void> {
  const states = await withImporterPool(feedStates)
  if (states.length === 0) process.stdout.write('no feed has been followed yet\n')
  for (const { source, kind, events, changed, remaining, newestRecordTime, movedAt, openLetters: open } of states) {
    const newest = newestRecordTime === null ? '' : `, newest record of ${newestRecordTime.toISOString()}`
    const counts = `${events} events, ${changed} facts changed${leftOf(remaining)}, ${open} set aside`
    process.stdout.write(`${source} ${kind}: ${counts}${newest}, last page at ${movedAt.toISOString()}\n`)
  }
}

const LETTERS_AT_ONCE = 200

async function letters(kind: string, { source }: Sourced): Promise<void> {
  const fed = fedBy(kind, source)
  await withImporterPool(async (registry) => {
    for (let after = FIRST_LETTER; ; ) {
      const page = await openLetters(registry, fed, { after, size: LETTERS_AT_ONCE })
      for (const { id, sequence, field, reason, attempts } of page) {
        const where = `${fed.source} ${kind}, change ${sequence ?? 'without a number'}${field === null ? '' : `, ${field}`}`
        process.stdout.write(
          `${id}  ${where}: ${reason} ${ROW_FAULTS[reason].zh} / ${ROW_FAULTS[reason].en}, tried ${attempts} times\n`,
        )
        after = { sequence: sequence ?? 0, id }
      }
      if (page.length < LETTERS_AT_ONCE) return
    }
  })
}

async function retry(kind: string, { source }: Sourced): Promise<void> {
  const { retryLetters } = await import('../intake/run-feed.ts')
  const { applied, open } = await withIntake(fedBy(kind, source), retryLetters)
  process.stdout.write(`${applied} taken in, ${open} still set aside\n`)
}

async function discard(id: string, kind: string, { source, by }: Sourced & { readonly by: string }): Promise<void> {
  const fed = fedBy(kind, source)
  const wasOpen = await withIntake(fed, (job) => discardOne(job, fed, { id, by }))
  if (!wasOpen) throw new Error('no open letter of this id')
  process.stdout.write('given up, and what it held is erased\n')
}

// In the journal before it takes effect.
async function discardOne(
  job: FeedJob,
  { feed, source }: Fed,
  { id, by }: { id: string; by: string },
): Promise<boolean> {
  const { registry, journal, clock } = job
  const at = clock.now()
  if (!(await isOnStaff(registry, by, shanghaiDay(at)))) {
    throw new Error('--by: no member of staff with an assignment today; it is the id of a person in the roster')
  }
  await journal.append('ACT', {
    entryId: randomUUID(),
    at: at.toISOString(),
    act: 'DEAD_LETTER_DISCARDED',
    personId: by,
    organisationId: null,
    subjects: [],
    policyVersion: null,
    facts: { source, kind: feed.kind, letter: id },
  })
  return settleLetter(registry, { feed, source }, { id, state: 'DISCARDED', at, by })
}
