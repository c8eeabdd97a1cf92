// `hutong migrate`: brings the databases of a production server to this version, and says what it did.
import path from 'node:path'
import type { Command } from 'commander'
import { prepareDatabases, readRolePasswords, rolePasswords } from '../database/databases.ts'
import { readSettings } from '../settings.ts'

export function migrateCommand(program: Command): void {
  program
    .command('migrate')
    .description('create roles and databases on the server of DATABASE_URL and apply the migrations that are missing')
    .option('--reset-passwords', 'give the roles new passwords; a running gateway needs them before it connects again')
    .action(migrate)
}

async function migrate({ resetPasswords = false }: { readonly resetPasswords?: boolean }): Promise<void> {
  const settings = readSettings(undefined, ['DATABASE_URL'])
  const file = settings.rolePasswordsFile
  console.log(`passwords of the roles: ${file ?? path.join(settings.stateFolder, 'role-passwords.json')}`)
  const applied = await prepareDatabases({
    serverUrl: settings.databaseUrl ?? '',
    prefix: settings.databasePrefix,
    passwords: file === null ? await rolePasswords(settings.stateFolder) : await readRolePasswords(file),
    resetPasswords,
    log: (line) => console.log(line),
  })
  if (applied.length === 0) console.log('nothing to apply: every database is up to date')
}
