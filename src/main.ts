// The production entry: settings -> gateway -> listen -> drain. It decides nothing and accepts no synthetic number.
import { systemClock } from './clock.ts'
import { databaseName, databaseOf, readRolePasswords, urlFor } from './database/databases.ts'
import { invariant } from './errors.ts'
import { openGateway } from './parts.ts'
import { readSettings, type Variable } from './settings.ts'
import { type EndingOptions, SIGNAL_EXIT, signalled } from './signalled.ts'

const NEEDED: readonly Variable[] = [
  ...(['DATABASE_URL', 'HUTONG_ROLE_PASSWORDS_FILE', 'HUTONG_KEY_FILE'] as const),
  ...(['HUTONG_ISSUERS', 'HUTONG_AUDIENCE', 'HUTONG_INSURANCE_URL', 'HUTONG_INSURANCE_TOKEN'] as const),
]

/** Serves until a signal asks it to end, lets what is under way end, and gives the exit code. */
export async function main(options: EndingOptions): Promise<number> {
  const settings = readSettings(undefined, NEEDED)
  const { databaseUrl, databasePrefix: prefix, rolePasswordsFile, keyFile, insurance } = settings
  invariant(databaseUrl && rolePasswordsFile && keyFile && insurance, 'settings that are needed are there')
  const passwords = await readRolePasswords(rolePasswordsFile)
  const gateway = await openGateway({
    ...settings,
    ...{ keyFile, insurance, clock: systemClock, acceptSynthetic: false, log: logLine },
    databaseUrl: (code, role) => urlFor(databaseUrl, databaseName(prefix, databaseOf(code)), role, passwords[role]),
  })
  logLine({ event: 'listening', url: await gateway.listen(settings.port, settings.host) })
  const signal = await signalled(options)
  logLine({ event: 'draining', signal })
  await gateway.close()
  logLine({ event: 'ended' })
  return SIGNAL_EXIT[signal]
}

function logLine(event: object): void {
  process.stdout.write(`${JSON.stringify({ at: systemClock.now().toISOString(), ...event })}\n`)
}
