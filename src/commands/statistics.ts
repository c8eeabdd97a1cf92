// `hutong statistics utility`: what tables are still good for after disclosure control, on a drawn city, or of the tables that were released.
import type { Command } from 'commander'
import type { Day } from '../clock.ts'
import { closePools } from '../database/pool.ts'
import type { TableUtility } from '../statistics/utility.ts'
import { day, wholeNumber } from './city.ts'
import { connectDatabases } from './connect.ts'
import { keySite, withKeys } from './key-site.ts'

interface Options {
  readonly children: number
  readonly seed: string
  readonly day: Day
  readonly released?: boolean
}

export function statisticsCommand(program: Command): void {
  program
    .command('statistics')
    .description('what disclosure control does to tables (docs/statistics.md)')
    .command('utility')
    .description('error and share of cells held back, on a drawn city whose truth is known')
    .option('--released', 'of the tables released this quarter, by the snapshot itself: shares and errors, and no cell')
    .option('--children <number>', 'how many children', wholeNumber, 30_000)
    .option('--seed <text>', 'the same seed gives the same city', 'hutong')
    .option('--day <YYYY-MM-DD>', 'the reference day', day, '2026-11-24')
    .action((options: Options) => (options.released ? ofReleased() : utility(options)))
}

async function ofReleased(): Promise<void> {
  const { utilityOfReleased } = await import('../statistics/utility.ts')
  const site = keySite()
  const databases = await connectDatabases(site.settings)
  const registry = databases.pool('REGISTRY', 'hutong_gateway', {
    ...{ max: 1, applicationName: 'hutong statistics', readOnly: true },
  })
  const tables = await withKeys(site, (keys) => utilityOfReleased(registry, keys.journalSubject)).finally(closePools)
  process.stdout.write(`${[HEADING, ...tables.map(lineOf)].join('\n')}\n`)
}

const HEADING = `${'partition'.padEnd(52)}${'cells'.padStart(7)}${'held back'.padStart(12)}${'median error'.padStart(15)}`

function lineOf({ form, isExact, cells, heldBack, medianError }: TableUtility): string {
  const share = cells === 0 ? '–' : `${((100 * heldBack) / cells).toFixed(1)} %`
  const error = isExact ? 'exact' : medianError === null ? '–' : `${(100 * medianError).toFixed(2)} %`
  return `${form.padEnd(52)}${String(cells).padStart(7)}${share.padStart(12)}${error.padStart(15)}`
}

async function utility({ children, seed, day: referenceDay }: Options): Promise<void> {
  const { linesOfUtility, utilityFigures } = await import('../city/statistics-utility.ts')
  const figures = await utilityFigures({ seed, referenceDay, children, weights: 'raised' })
  process.stdout.write(`${linesOfUtility(figures).join('\n')}\n`)
}
