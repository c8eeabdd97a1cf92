// `hutong answers erase`: removes kept answers whose time is over, and who asked under a consent a year ago. Once a day is enough.
import type { Command } from 'commander'
import { shanghaiDay, systemClock } from '../clock.ts'
import { closePools } from '../database/pool.ts'
import { openRegistry } from './registry-pool.ts'

export function answersCommand(program: Command): void {
  const answers = program.command('answers').description('what was answered, kept for recomputing it')
  answers.command('erase').description('remove the kept answers whose time is over').action(erase)
}

async function erase(): Promise<void> {
  const [{ eraseEnded }, { eraseAsked }] = await Promise.all([
    import('../answers/keep.ts'),
    import('../consents/asked.ts'),
  ])
  const pool = await openRegistry('hutong_loader')
  try {
    const today = shanghaiDay(systemClock.now())
    const count = await eraseEnded(pool, today)
    const asked = await eraseAsked(pool, today)
    process.stdout.write(
      `${count} questions with their answers removed, ${asked} entries of who asked under a consent\n`,
    )
  } finally {
    await closePools([pool])
  }
}
