// `hutong keys wrap FILE`: from a file of whole keys to one of wrapped keys, for a gateway that is to have a key service.
// The keys stay the same ones, so that every cell, index and reference stays good.
import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { readKeyContent, textOf } from '../masking/key-file.ts'
import { readSettings } from '../settings.ts'

export function keysWrapCommand(keys: Command): void {
  keys
    .command('wrap')
    .description('wrap the keys of a file under the master keys of the key service, into another file')
    .argument('<file>', 'a file of whole keys, as `new-keys` writes it')
    .argument('<wrapped>', 'the file for HUTONG_KEY_FILE; it must not be there yet')
    .action(wrap)
}

async function wrap(file: string, wrapped: string): Promise<void> {
  const { keyService } = readSettings(undefined, ['HUTONG_KEY_SERVICE_URL', 'HUTONG_KEY_SERVICE_TOKEN'])
  if (!keyService) return
  const [{ openKeyService }, { wrapContent }] = await Promise.all([
    import('../keys/key-service.ts'),
    import('../keys/key-store.ts'),
  ])
  const service = await openKeyService(keyService)
  try {
    const { content } = await readKeyContent(file)
    await writeFile(wrapped, textOf(await wrapContent(service, content)), { mode: 0o600, flag: 'wx' })
  } finally {
    await service.close()
  }
  process.stdout.write(
    `${wrapped}: the same keys, wrapped; ${file} opens everything still: keep it off line, or destroy it\n`,
  )
}
