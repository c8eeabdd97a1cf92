// Kills a writing process at random moments: whatever it had called durable is in the journal, and the chain is whole.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifyJournal } from '../../src/audit/verify.ts'
import { numberedId } from './bodies.ts'
import { chainOf, type JournalDatabase, startJournalDatabase } from './journal-database.ts'

const TRIALS = 20
const PROGRAM = fileURLToPath(new URL('appending-process.ts', import.meta.url))
let database: JournalDatabase

beforeAll(async () => {
  database = await startJournalDatabase()
}, 60_000)

afterAll(() => database.stop())

/** The seed decides after how many printed entries the process is killed. */
function killAfter(seed: number): number {
  return 1 + ((Math.imul(seed, 2_654_435_761) >>> 0) % 400)
}

async function runUntilKilled(processId: string, printedEntries: number): Promise<string[]> {
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', PROGRAM, database.writerUrl, processId], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let printed = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    printed += chunk.toString('utf8')
    if (printed.length / (numberedId(1).length + 1) >= printedEntries) child.kill('SIGKILL')
  })
  await once(child, 'close')
  // The last line may be half of one.
  return printed.split('\n').slice(0, -1)
}

test(`loses nothing that was called durable in ${TRIALS} kills`, async () => {
  for (let seed = 1; seed <= TRIALS; seed += 1) {
    const processId = numberedId(seed)
    const printed = await runUntilKilled(processId, killAfter(seed))
    const chain = await chainOf(database.owner, processId)
    const stored = new Set(chain.map((entry) => entry.body.match(/"entryId":"([^"]+)"/)?.[1]))
    const report = await verifyJournal(chain)
    expect(
      printed.filter((id) => !stored.has(id)),
      `seed ${seed}`,
    ).toEqual([])
    expect(printed.length, `seed ${seed}`).toBeGreaterThanOrEqual(killAfter(seed))
    expect(report.findings, `seed ${seed}`).toEqual([])
  }
}, 120_000)
