// `hutong keys list`: every key by id, never a key; with `--cells`, how many cells each seals.
import type { Command } from 'commander'
import { cellsUnder } from '../keys/cells-under.ts'
import type { KeyFact } from '../keys/key-provider.ts'
import { type KeySiteOfCommand, keyProvider, keySite, withDatabases } from './key-site.ts'

interface ListOptions {
  readonly cells?: boolean
  readonly json?: boolean
}

export function keysListCommand(keys: Command): void {
  keys
    .command('list')
    .description('every key of the file and of the key service by its id, with the day by which another should follow')
    .option('--cells', 'count the cells that each key seals; reads the whole tables')
    .option('--json', 'for programs: one JSON array')
    .action(list)
}

interface ListedKey extends KeyFact {
  /** Null where cells were not counted, or the key seals none by its nature. */
  readonly cells: number | null
}

async function list({ cells, json }: ListOptions): Promise<void> {
  const site = keySite()
  const provider = await keyProvider(site)
  const facts = await provider.list().finally(() => provider.close())
  const counts = cells ? await countCells(site) : null
  const listed = facts.map((fact): ListedKey => {
    const count = counts && fact.kind === 'data' ? (counts.get(`${fact.holder} ${fact.id}`) ?? 0) : null
    return { ...fact, cells: count }
  })
  if (json) process.stdout.write(`${JSON.stringify(listed, null, 2)}\n`)
  else for (const line of linesOf(listed)) process.stdout.write(`${line}\n`)
}

async function countCells(site: KeySiteOfCommand): Promise<Map<string, number>> {
  const { SEALED_TABLES } = await import('../keys/sealed-columns.ts')
  return withDatabases(site, async ({ pool }) => {
    const counts = new Map<string, number>()
    for (const table of SEALED_TABLES) {
      if (table.columns.length === 0) continue
      process.stderr.write(`counting the cells of ${table.name} …\n`)
      for (const [id, count] of await cellsUnder(pool(table.database), table)) {
        const key = `${table.code} ${id}`
        counts.set(key, (counts.get(key) ?? 0) + count)
      }
    }
    return counts
  })
}

function linesOf(listed: readonly ListedKey[]): string[] {
  return listed.map(({ holder, kind, id, algorithm, isCurrent, notAfter, cells }) =>
    [
      ...[holder.padEnd(8), kind.padEnd(7), id.padEnd(16), algorithm.padEnd(17), isCurrent ? 'current' : 'opens  '],
      ...[notAfter === null ? 'no end said' : `until ${notAfter}`, ...(cells === null ? [] : [`${cells} cells`])],
    ].join(' '),
  )
}
