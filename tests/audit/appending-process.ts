// A process that appends without pause and prints the id of every entry the journal has called durable; killed from
// outside by the crash test.
import pg from 'pg'
import { createPostgresJournal } from '../../src/audit/postgres-journal.ts'
import { systemClock } from '../../src/clock.ts'
import { intent, numberedId, outcome } from './bodies.ts'

const CALLERS = 16
const [connectionString, processId] = process.argv.slice(2)
if (connectionString === undefined || processId === undefined) throw new Error('usage: <database url> <process id>')

const pool = new pg.Pool({ connectionString, max: 1 })
const journal = await createPostgresJournal({
  pool,
  clock: systemClock,
  processId,
  statementTimeoutMs: 5_000,
  lingerMs: 1,
})

let next = 0
async function appendForever(): Promise<never> {
  for (;;) {
    next += 1
    const number = next
    await journal.append('INTENT', intent(number))
    // Synchronous: what was printed has left this process before it can be killed.
    process.stdout.write(`${numberedId(number)}\n`)
    journal.appendLater('OUTCOME', outcome(number))
  }
}

await Promise.all(Array.from({ length: CALLERS }, appendForever))
