// `hutong keys retire DEPARTMENT ID`: takes a key out of the file, once no cell names it. What only a backup holds under it
// opens no more: keep a copy of the file with the backup.
import type { Command } from 'commander'
import { cellsUnderKey } from '../keys/cells-under.ts'
import type { KeyDepartment } from '../masking/key-file.ts'
import {
  departmentArgument,
  expectOnStaff,
  keyIdArgument,
  keySite,
  recordAct,
  withDatabases,
  withKeyStore,
} from './key-site.ts'

const IN_USE = 3

export function keysRetireCommand(keys: Command): void {
  keys
    .command('retire')
    .description('take a key out of the file; refuses the current one, and one that seals a cell still')
    .argument('<department>', 'its code', departmentArgument)
    .argument('<id>', "the key's id", keyIdArgument)
    .requiredOption('--by <person>', 'the member of staff who decided it; stands in the journal')
    .addHelpText('after', `\nExit codes: 0 done, 1 failed, 2 wrong use, ${IN_USE} refused: cells are under it still.`)
    .action(retire)
}

async function retire(code: KeyDepartment, id: number, { by }: { readonly by: string }): Promise<void> {
  const { sealedTablesOf } = await import('../keys/sealed-columns.ts')
  const site = keySite()
  await withKeyStore(site, async (store) => {
    const { current, ids } = await store.ring(code)
    if (!ids.includes(id)) throw new Error(`${code} has no key ${id}`)
    if (id === current) throw new Error(`key ${id} of ${code} is the current one: rotate first`)
    await withDatabases(site, async (open) => {
      await expectOnStaff(open, by)
      const cells = await cellsUnderKey(open.pool, sealedTablesOf(code), id)
      if (cells > 0) {
        process.stderr.write(
          `not retired: ${cells} cells of ${code} are under key ${id}. First: hutong keys reseal ${code}\n`,
        )
        process.exitCode = IN_USE
        return
      }
      await recordAct(open, { act: 'KEY_RETIRED', by, facts: { department: code, key: id, current } })
      await store.remove(code, id)
      process.stdout.write(`${code}: key ${id} is retired; keep a copy of the former file with backups of that time\n`)
    })
  })
}
