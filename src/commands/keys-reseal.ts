// `hutong keys reseal [DEPARTMENT]`: brings the cells of a department, or of all, under their current keys, while gateways
// serve. It may be broken off and run again.
import { randomUUID } from 'node:crypto'
import type { Command } from 'commander'
import type { JobBody } from '../audit/entry.ts'
import { systemClock } from '../clock.ts'
import { NOTHING_RESEALED, type ResealCount, reseal } from '../keys/reseal.ts'
import type { SealedTable } from '../keys/sealed-columns.ts'
import type { KeyDepartment } from '../masking/key-file.ts'
import type { Keyring } from '../masking/keyring.ts'
import { departmentArgument, keySite, type OpenDatabases, withDatabases, withKeys } from './key-site.ts'

const SAY_EVERY_MS = 2_000
const UNREADABLE = 3

export function keysResealCommand(keys: Command): void {
  keys
    .command('reseal')
    .description(
      'seal cells anew under the current key, in batches, while gateways serve; may be run again at any time',
    )
    .argument('[department]', 'its code; all of them when left out', departmentArgument)
    .addHelpText(
      'after',
      `\nExit codes: 0 done, 1 failed, 2 wrong use, ${UNREADABLE} done, but for cells that do not open.`,
    )
    .action(resealCells)
}

async function resealCells(code: KeyDepartment | undefined): Promise<void> {
  const site = keySite()
  const { SEALED_TABLES } = await import('../keys/sealed-columns.ts')
  const tables = SEALED_TABLES.filter((each) => code === undefined || each.code === code)
  await withKeys(site, ({ departments }) =>
    withDatabases(site, async (open) => {
      for (const table of tables) await resealTable(open, table, departments[table.code])
    }),
  )
}

async function resealTable({ journal, pool }: OpenDatabases, table: SealedTable, keyring: Keyring): Promise<void> {
  const record = (how: Pick<JobBody, 'status' | 'count'>) => journal.append('JOB', entryOf(table, how))
  await record({ status: 'STARTED', count: 0 })
  let done: ResealCount = NOTHING_RESEALED
  const say = progress(table)
  const onProgress = (count: ResealCount): void => {
    done = count
    say(count)
  }
  try {
    await reseal({ pool: pool(table.database), table, keyring, onProgress })
    await record({ status: 'FINISHED', count: done.cells })
  } catch (error) {
    await record({ status: 'FAILED', count: done.cells })
    throw error
  }
  report(table, done, keyring.currentId)
}

// No policy grants it: it reads no cell out of the program, and puts back what it took.
function entryOf({ code, name, columns }: SealedTable, how: Pick<JobBody, 'status' | 'count'>): JobBody {
  return {
    entryId: randomUUID(),
    at: systemClock.now().toISOString(),
    job: 'reseal-cells',
    role: 'SYSTEM_KEYS',
    source: code,
    policyIds: [],
    policyVersion: '',
    fields: columns.map((column) => [`${name}.${column}`, 'reseal'] as const),
    ...how,
  }
}

function progress({ code }: SealedTable): (count: ResealCount) => void {
  let said = systemClock.now().getTime()
  return ({ cells }) => {
    const now = systemClock.now().getTime()
    if (now - said < SAY_EVERY_MS) return
    said = now
    process.stderr.write(`  ${code}: ${cells} cells so far\n`)
  }
}

function report({ code, name }: SealedTable, { cells, unreadable }: ResealCount, current: number): void {
  process.stdout.write(`${code}: ${cells} cells of ${name} brought under key ${current}\n`)
  if (unreadable === 0) return
  process.stdout.write(`${code}: ${unreadable} cells do not open under any key at hand, and stay as they are\n`)
  process.exitCode = UNREADABLE
}
