// The thread in which tables are released (`releasing.ts`): linear programs over all tables of a period may take a second, in which no other
// request could be answered.
import { parentPort } from 'node:worker_threads'
import { isRefusal } from '../disclosure/refusal.ts'
import { release } from '../disclosure/release.ts'
import { openSolver } from '../disclosure/solver.ts'
import { invariant } from '../errors.ts'
import { ledgerOf } from './ledger.ts'
import type { Releasing, Said } from './releasing.ts'

const solver = openSolver()

async function released({ asked, menu, rows, aggregates, secret }: Releasing): Promise<Said> {
  const ledger = ledgerOf(rows, menu)
  const desk = { menu, ledger, secret, solver: await solver, aggregate: () => aggregates }
  const table = release(asked, desk)
  if (isRefusal(table)) return { released: table }
  const entry = ledger.entriesIn(asked.period).at(-1)
  invariant(entry, 'what was released is in the ledger')
  return { released: { table, entry } }
}

parentPort?.on('message', (work: Releasing) => {
  released(work)
    .catch((fault: unknown): Said => ({ fault: String(fault) }))
    .then((said) => parentPort?.postMessage(said))
})
