// `hutong limits`: who is locked because the misses made a pattern, letting one of them in again, and the weekly report of
// unrelated access. For the officer who is told of a lock; nothing here names a child.
import { randomUUID } from 'node:crypto'
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Pool } from 'pg'
import type { Journal } from '../audit/journal.ts'
import { type Clock, shanghaiDay } from '../clock.ts'
import { actOfLifting, LIFTING_REASONS, type LiftingReason } from '../limits/act-of-lock.ts'
import type { LimitStore } from '../limits/store.ts'
import { type UnrelatedAccess, unrelatedAccess, type Week, weekNamed } from '../limits/unrelated-access.ts'
import { isOnStaff } from './on-staff.ts'

/** What the commands need; closed when they are done. */
export interface LimitsSite {
  readonly clock: Clock
  openStore(): Promise<LimitStore>
  openRegistry(): Pool
  openJournal(): Promise<Journal>
  openEntries(): Pool
  close(): Promise<void>
}

const NOBODY_LOCKED = 3

export function limitsCommand(program: Command, connect: () => Promise<LimitsSite>): void {
  const limits = program.command('limits').description('who asked too often, and who is locked for it')
  const run = async (work: (site: LimitsSite) => Promise<void>): Promise<void> => {
    const site = await connect()
    await work(site).finally(() => site.close())
  }
  limits
    .command('locked')
    .description('the people who are locked because their misses made a pattern')
    .action(() => run(showLocked))
  limits
    .command('lift <person>')
    .description('let a person in again, and forget the misses that made the pattern; stands in the journal')
    .requiredOption('--by <person>', 'the officer who decided: a member of staff, and not the person who is locked')
    .addOption(new Option('--reason <word>', 'why').choices(LIFTING_REASONS).makeOptionMandatory())
    .addHelpText('after', `\nExit codes: ${NOBODY_LOCKED} the person is not locked.`)
    .action((person: string, options: { by: string; reason: LiftingReason }) =>
      run((site) => lift(site, { person, ...options })),
    )
  limits
    .command('report')
    .description('per person and unit, the look-ups of a week that missed the relation to the child')
    .requiredOption('--week <week>', 'for example 2026-W47', parseWeek)
    .action(({ week }: { week: Week }) => run((site) => report(site, week)))
}

async function showLocked({ openStore, clock }: LimitsSite): Promise<void> {
  const store = await openStore()
  const locks = await store.locks(clock.now())
  const rows = locks.map(({ personId, organisationId, purpose, pattern, lookUps, until }) => [
    ...[personId, organisationId, purpose, pattern, String(lookUps), until.toISOString()],
  ])
  print(['person', 'organisation', 'purpose', 'pattern', 'look-ups', 'until'], rows, 'Nobody is locked.')
}

interface LiftRequest {
  readonly person: string
  readonly by: string
  readonly reason: LiftingReason
}

// On record first: a lock that went without a trace would be worth nothing.
async function lift(site: LimitsSite, { person, by, reason }: LiftRequest): Promise<void> {
  const store = await site.openStore()
  const at = site.clock.now()
  const locks = (await store.locks(at)).filter(({ personId }) => personId === person)
  if (locks.length === 0) {
    process.stderr.write('the person is not locked\n')
    process.exitCode = NOBODY_LOCKED
    return
  }
  if (by === person) throw new Error('nobody lifts a lock of their own')
  if (!(await isOnStaff(site.openRegistry(), by, shanghaiDay(at))))
    throw new Error('--by: no member of staff with an assignment today; it is the id of a person in the roster')
  const journal = await site.openJournal()
  for (const lock of locks) await journal.append('ACT', actOfLifting({ lock, officer: by, reason, at }, randomUUID))
  await store.lift(person, at)
  process.stdout.write(`${person} may ask again for ${locks.map(({ purpose }) => purpose).join(', ')}\n`)
}

async function report({ openEntries }: LimitsSite, week: Week): Promise<void> {
  const people = await unrelatedAccess(openEntries(), week)
  const rows = people.map(({ personId, organisationId, unit, purpose, ...counts }: UnrelatedAccess) => [
    ...[personId, organisationId, unit, purpose],
    ...[counts.lookUps, counts.missed, counts.refused, counts.unclear].map(String),
  ])
  const head = ['person', 'organisation', 'unit', 'purpose', 'look-ups', 'missed', 'refused', 'unclear']
  print(head, rows, 'No look-up of this week missed.')
}

function print(head: readonly string[], rows: readonly (readonly string[])[], nothing: string): void {
  if (rows.length === 0) {
    process.stdout.write(`${nothing}\n`)
    return
  }
  const widths = head.map((name, at) => Math.max(name.length, ...rows.map((row) => row[at]?.length ?? 0)))
  for (const row of [head, ...rows]) {
    const cells = row.map((cell, at) => cell.replace(/\p{C}/gu, '?').padEnd(widths[at] ?? 0))
    process.stdout.write(`${cells.join('  ').trimEnd()}\n`)
  }
}

function parseWeek(text: string): Week {
  const week = weekNamed(text)
  if (!week) throw new InvalidArgumentError('a week of the calendar, for example 2026-W47')
  return week
}
