// `hutong answers erase`: removes kept answers whose time is over. Once a day is enough.
import type { Command } from 'commander'
import { shanghaiDay, systemClock } from '../clock.ts'
import { closePools } from '../database/pool.ts'
import { openRegistry } from './registry-pool.ts'

export function answersCommand(program: Command): void {
  const answers = program.command('answers').description('what was answered, kept for recomputing it')
  answers.command('erase').description('remove the kept answers whose time is over').action(erase)
}

async function erase(): Promise<void> {
  const { eraseEnded } = await import('../answers/keep.ts')
  const pool = await openRegistry('hutong_loader')
  try {
    const count = await eraseEnded(pool, shanghaiDay(systemClock.now()))
    process.stdout.write(`${count} questions with their answers removed\n`)
  } finally {
    await closePools([pool])
  }
}
