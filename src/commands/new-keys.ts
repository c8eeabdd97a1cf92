// `hutong new-keys FILE`: draws the keys of a gateway that has none yet. It never replaces keys, for whatever they sealed
// would be lost.
import type { Command } from 'commander'
import { writeKeyFile } from '../masking/key-file.ts'

export function newKeysCommand(program: Command): void {
  program
    .command('new-keys')
    .description('draw new keys and write them to a file that only its owner may read')
    .argument('<file>', 'the file for HUTONG_KEY_FILE; it must not be there yet')
    .option('--national', 'SM4 with HMAC-SM3 for every cell, HMAC-SM3 for the blind indexes')
    .action(async (file: string, { national = false }: { readonly national?: boolean }) => {
      await writeKeyFile(file, undefined, national)
      process.stdout.write(`${file}: new keys; keep a copy where the database is not\n`)
    })
}
