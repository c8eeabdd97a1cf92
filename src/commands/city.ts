// `hutong city`: says what a synthetic city of a given size would consist of, without any database. The city holds
// nobody real; what is printed are counts all the same.
import { writeFile } from 'node:fs/promises'
import { type Command, InvalidArgumentError } from 'commander'
import { createCity, FEWEST_CHILDREN } from '../city/city.ts'
import { type Manifest, summarise } from '../city/manifest.ts'
import type { Weights } from '../city/population.ts'
import { type Day, isDay } from '../clock.ts'

interface CityOptions {
  readonly children: number
  readonly seed: string
  readonly day: Day
  readonly weights: Weights
  readonly out?: string
}

export function cityCommand(program: Command): void {
  program
    .command('city')
    .description('count what a synthetic city consists of, without loading it')
    .option('--children <number>', 'how many children', wholeNumber, 20_000)
    .option('--seed <text>', 'the same seed gives the same city', 'hutong')
    .option('--day <YYYY-MM-DD>', 'the reference day', day, '2026-11-23')
    .option(
      '--weights <raised|real>',
      'raised makes rare groups common; real keeps their shares',
      cityWeights,
      'raised',
    )
    .option('--out <file>', 'also write the manifest as JSON')
    .action(async (options: CityOptions) => {
      const { children, seed, day: referenceDay } = options
      const manifest = summarise(createCity({ seed, referenceDay, children, weights: options.weights }))
      process.stdout.write(`${manifestLines(manifest).join('\n')}\n`)
      if (options.out) await writeFile(options.out, `${JSON.stringify(manifest, null, 2)}\n`)
    })
}

export function manifestLines(manifest: Manifest): string[] {
  const counts = (title: string, of: Readonly<Record<string, number>>): string[] => [
    title,
    ...Object.entries(of).map(([name, count]) => `  ${name.padEnd(28)}${String(count).padStart(10)}`),
  ]
  const large = Object.values(manifest.cells).filter((count) => count >= 10).length
  return [
    `seed ${manifest.seed}, ${manifest.referenceDay}, ${manifest.weights} weights`,
    `children ${manifest.children}, disadvantaged ${manifest.disadvantaged}`,
    ...counts('categories', manifest.categories),
    ...counts('planted faults', manifest.faults),
    `cells of district and category with 10 children or more: ${large} of ${Object.keys(manifest.cells).length}`,
  ]
}

export function wholeNumber(text: string): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= FEWEST_CHILDREN) return value
  throw new InvalidArgumentError(`expected a whole number of at least ${FEWEST_CHILDREN}`)
}

export function day(text: string): Day {
  if (isDay(text)) return text
  throw new InvalidArgumentError('expected a day such as 2026-11-23')
}

export function cityWeights(text: string): Weights {
  if (text === 'raised' || text === 'real') return text
  throw new InvalidArgumentError('expected raised or real')
}
