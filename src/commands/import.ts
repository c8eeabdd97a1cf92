// `hutong import`: one file of one kind of fact into the registry, whole or not at all; every bad row by line, column and reason.
import { type Command, InvalidArgumentError } from 'commander'
import { type FaultAt, ROW_FAULTS } from '../intake/faults.ts'
import { FEEDS, fedBy, feedOf } from '../intake/feeds.ts'
import { guideText, guideTo } from '../intake/guide.ts'
import type { ImportResult } from '../intake/import-file.ts'
import { moment } from '../intake/values.ts'
import { counted } from './counted.ts'
import { progressLines, withIntake } from './intake-site.ts'

interface Options {
  readonly source?: string
  readonly taken?: Date
  readonly check?: true
  readonly columns?: true
}

export function importCommand(program: Command): void {
  program
    .command('import')
    .description('load a file of a department into the registry, whole or not at all')
    .argument('<kind>', FEEDS.map(({ kind, zh }) => `${kind} ${zh}`).join(', '))
    .argument('[file]', 'a .csv in UTF-8 or GB18030, or an .xlsx')
    .option('--columns', 'load nothing; say which columns and codes a file of this kind may hold')
    .option('--source <code>', 'the department whose file it is, where a kind has more than one source')
    .option(
      '--taken <time>',
      'when the department made the file; needed where no column says when a row was written',
      time,
    )
    .option('--check', 'write nothing; say what would happen')
    .addHelpText(
      'after',
      '\nExit codes: 0 loaded, or nothing new; 1 bad rows, or the file is refused; nothing was loaded.',
    )
    .action(load)
}

export function time(text: string): Date {
  const read = moment(text)
  if (read.ok) return read.value
  throw new InvalidArgumentError('expected a time, for example 2026-11-23T08:00:00+08:00')
}

async function load(kind: string, file: string | undefined, options: Options, command: Command): Promise<void> {
  const { source, taken, check, columns } = options
  if (columns) return sayColumns(kind)
  if (file === undefined) return command.error('a file is needed; --columns says what it may hold')
  const fed = fedBy(kind, source)
  const { importFile } = await import('../intake/import-file.ts')
  const progress = progressLines()
  const result = await withIntake(fed, (job) =>
    importFile({
      ...job,
      path: file,
      taken: taken ?? null,
      isCheck: check === true,
      onFault: (fault) => process.stdout.write(`${lineOf(fault)}\n`),
      onProgress: (step, rows) => progress(() => `${rows} rows ${STEPS[step]} …`),
    }),
  )
  process.stdout.write(`${summaryOf(result, check === true)}\n`)
  if (result.faults > 0) process.exitCode = 1
}

function sayColumns(kind: string): void {
  const feed = feedOf(kind)
  process.stdout.write(`${feed.kind} ${feed.zh}, from ${feed.fedBy.join(', ')}\n`)
  for (const line of guideTo(feed)) process.stdout.write(guideText(line))
}

const STEPS = { READ: 'read', JUDGED: 'looked up', WRITTEN: 'written' } as const

const MOST_CODES = 20

/** `line 3, 家庭救助类别: NOT_IN_LIST 不在代码表中 / not in the code list: 低保, 低保边缘`. */
export function lineOf({ line, column, reason, codes = [] }: FaultAt): string {
  const { zh, en } = ROW_FAULTS[reason]
  const listed = [...codes.slice(0, MOST_CODES), ...(codes.length > MOST_CODES ? ['… (--columns)'] : [])].join(', ')
  return `line ${line}${column === null ? '' : `, ${column}`}: ${reason} ${zh} / ${en}${listed === '' ? '' : `: ${listed}`}`
}

export function summaryOf({ rows, faults, counts, replaced }: ImportResult, isCheck: boolean): string {
  if (faults > 0) return `${counted(rows, 'row')}, ${counted(faults, 'fault')}: nothing was loaded`
  const { NEW, CORRECTED, SAME, CONFIRMED, STALE } = counts
  const { rows: gone, withOtherDays } = replaced
  const instead = gone === 0 ? '' : `, ${gone} gave way that came before there was intake`
  const days = withOtherDays === 0 ? '' : ` (${withOtherDays} held other days too: they stay in the history alone)`
  const changed = `${NEW} new, ${CORRECTED} in place of an older row${instead}${days}`
  const listed = `${counted(rows, 'row')}: ${changed}, ${SAME + CONFIRMED} the same, ${STALE} older than what is on record`
  if (isCheck) return `${listed}; nothing was written, as asked`
  return NEW + CORRECTED === 0 ? `${listed}; nothing has changed` : listed
}
