// `hutong reports`: what waits on this machine, bringing it over, what nobody has acknowledged, how long counties took, the keys,
// and, with the second key alone, who reported.
import { type Command, InvalidArgumentError } from 'commander'
import { addDays, type Day, isDay, shanghaiDay, startOfDay, systemClock } from '../clock.ts'
import { drain } from '../reports/drain.ts'
import { type OverdueReport, overdueReports, timesByCounty } from '../reports/overdue.ts'
import { writeReportKeys } from '../reports/report-keys.ts'
import { openReporter } from '../reports/reporter.ts'
import { isOnStaff } from './on-staff.ts'
import { onRegistry, spoolOfSettings, withReports } from './report-site.ts'

const ATTENTION = 3

export function reportsCommand(program: Command): void {
  const reports = program
    .command('reports')
    .description('mandatory reports: the spool, the drain, what nobody acknowledged')
  reports
    .command('status')
    .description('which reports wait in the folder of HUTONG_REPORTS; needs no database')
    .addHelpText('after', `\nExit codes: 0 none waits, ${ATTENTION} some wait or are damaged.`)
    .action(status)
  reports
    .command('drain')
    .description('bring what waits into the registry once; a gateway does so every five seconds')
    .addHelpText('after', `\nExit codes: 0 all are there, ${ATTENTION} a file is damaged and stays.`)
    .action(drainOnce)
  reports
    .command('overdue')
    .description('reports that nobody has acknowledged within 24 hours, the longest waiting first')
    .addHelpText('after', `\nExit codes: 0 there are none, ${ATTENTION} there are some.`)
    .action(overdue)
  reports
    .command('times')
    .description('by county: reports filed in a month, how many are acknowledged, and how soon')
    .requiredOption('--month <month>', 'for example 2026-11', firstDayOf)
    .action(times)
  reports
    .command('new-keys')
    .description('draw the key pairs of reports into a new folder; take reporter.json off the machine')
    .argument('<folder>', 'must not be there yet')
    .action(newKeys)
  reports
    .command('reporter')
    .description('who filed a report, opened with the second key; it stands in the journal who looked')
    .argument('<number>', "the report's number")
    .requiredOption('--key <file>', 'the private keys of the second holder')
    .requiredOption('--by <person>', 'the member of staff who looks')
    .addHelpText(
      'after',
      '\nThe key belongs to the head of the protection team or the supervisory organ, and to no gateway.',
    )
    .action(reporter)
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

async function status(): Promise<void> {
  const spool = await spoolOfSettings()
  const numbers = await spool.waiting()
  for (const number of numbers) {
    const report = await spool.read(number)
    say(
      report
        ? `${number}\t${report.filedAt}\t${report.county}${report.inDanger ? '\tin danger' : ''}`
        : `${number}\tdamaged`,
    )
  }
  say(`${numbers.length} waiting`)
  if (numbers.length > 0) process.exitCode = ATTENTION
}

async function drainOnce(): Promise<void> {
  const spool = await spoolOfSettings()
  const { delivered, damaged } = await withReports((parts) => drain({ ...parts, spool }, systemClock.now()))
  for (const number of damaged) say(`${number}\tdamaged`)
  say(`${delivered} brought over`)
  if (damaged.length > 0) process.exitCode = ATTENTION
}

async function overdue(): Promise<void> {
  const now = systemClock.now()
  const found = await onRegistry((registry) => overdueReports(registry, now))
  for (const report of found) say(lineOf(report, now))
  say(`${found.length} overdue`)
  if (found.length > 0) process.exitCode = ATTENTION
}

function lineOf({ number, county, filedAt, inDanger }: OverdueReport, now: Date): string {
  const hours = Math.floor((now.getTime() - filedAt.getTime()) / 3_600_000)
  return `${number}\t${county}\t${hours} h${inDanger ? '\tin danger' : ''}`
}

function firstDayOf(month: string): Day {
  const day = `${month}-01`
  if (!isDay(day)) throw new InvalidArgumentError('a month is written like 2026-11')
  return day
}

async function times({ month }: { month: Day }): Promise<void> {
  // A day of the next month, whatever the length of this one.
  const next = `${addDays(month, 31).slice(0, 7)}-01`
  const period = { from: startOfDay(month), to: startOfDay(next), now: systemClock.now() }
  const counties = await onRegistry((registry) => timesByCounty(registry, period))
  if (counties.length === 0) return say('No report was filed in this month.')
  say('county\tfiled\tacknowledged\tmedian h\tp90 h\t% in 24 h')
  for (const { county, filed, acknowledged, medianHours, p90Hours, percentInTime } of counties) {
    say([county, filed, acknowledged, medianHours ?? '-', p90Hours ?? '-', percentInTime ?? '-'].join('\t'))
  }
}

async function newKeys(folder: string): Promise<void> {
  await writeReportKeys(folder)
  say(`${folder}: public.json for HUTONG_REPORT_KEYS, desk.json for HUTONG_REPORT_DESK_KEY where teams read;`)
  say('reporter.json for the head of the protection team or the supervisory organ: take it off this machine')
}

async function reporter(number: string, { key, by }: { key: string; by: string }): Promise<void> {
  const now = systemClock.now()
  const found = await withReports(async ({ registry, journal, newId, owner }) => {
    if (!(await isOnStaff(registry, by, shanghaiDay(now)))) throw new Error(`${by} is no member of staff today`)
    return openReporter({ owner, journal, newId }, { number, keyFile: key, by, now })
  })
  if (!found) throw new Error('no report of that number')
  say(JSON.stringify(found))
}
