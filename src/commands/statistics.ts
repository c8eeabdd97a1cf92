// `hutong statistics utility`: what tables are still good for after disclosure control, measured on a drawn city. It reads no database.
import type { Command } from 'commander'
import type { Day } from '../clock.ts'
import { day, wholeNumber } from './city.ts'

interface Options {
  readonly children: number
  readonly seed: string
  readonly day: Day
}

export function statisticsCommand(program: Command): void {
  program
    .command('statistics')
    .description('what disclosure control does to tables (docs/statistics.md)')
    .command('utility')
    .description('error and share of cells held back, on a drawn city whose truth is known')
    .option('--children <number>', 'how many children', wholeNumber, 30_000)
    .option('--seed <text>', 'the same seed gives the same city', 'hutong')
    .option('--day <YYYY-MM-DD>', 'the reference day', day, '2026-11-24')
    .action(utility)
}

async function utility({ children, seed, day: referenceDay }: Options): Promise<void> {
  const { linesOfUtility, utilityFigures } = await import('../city/statistics-utility.ts')
  const figures = await utilityFigures({ seed, referenceDay, children, weights: 'raised' })
  process.stdout.write(`${linesOfUtility(figures).join('\n')}\n`)
}
