// `hutong policy history`: every release that was ever stored, the newest first. What each changed stands in the journal.
import { type Command, InvalidArgumentError } from 'commander'
import { readRelease, releaseHash } from '../activation/release.ts'
import { createReleaseSource, type HistoryRow, releaseHistory } from '../activation/stored-releases.ts'
import { signersOf } from '../activation/verify-signatures.ts'
import { closePools } from '../database/pool.ts'
import { openRegistry } from './registry-pool.ts'

const MOST = 1_000

export function policyHistoryCommand(policy: Command): void {
  policy
    .command('history')
    .description('list the stored releases, the newest first')
    .option('--last <count>', `how many, at most ${MOST}`, count, 20)
    .action(async ({ last }: { last: number }) => {
      const pool = await openRegistry('hutong_gateway')
      try {
        const row = await createReleaseSource(pool).activeRow()
        const rows = await releaseHistory(pool, last)
        for (const each of rows) process.stdout.write(`${lineOf(each, row?.releaseHash === each.hash)}\n`)
      } finally {
        await closePools([pool])
      }
    })
}

function lineOf({ hash, record, signatures, storedAt }: HistoryRow, isActive: boolean): string {
  const release = releaseHash(record) === hash ? readRelease(record) : null
  if (!release) return `?  ${hash}  was altered: the record is not what its name stands for`
  const { sequence, effectiveFrom, bundle } = release
  const mark = isActive ? '*' : ' '
  const parts = [`${mark}${sequence}`, hash, `in force from ${effectiveFrom}`, `stored ${storedAt.toISOString()}`]
  return [...parts, `bundle ${bundle}`, `signed by ${signersOf(signatures).join(', ') || 'nobody'}`].join('  ')
}

function count(text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 1 && value <= MOST) return value
  throw new InvalidArgumentError(`a whole number from 1 to ${MOST}`)
}
