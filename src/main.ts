// The production entry: settings -> gateway -> listen -> drain. It decides nothing and accepts no synthetic number.
import { OfficerFaults } from './activation/officers.ts'
import { ReleaseRefused, refusalText } from './activation/refusal.ts'
import { systemClock } from './clock.ts'
import { databaseName, databaseOf, readRolePasswords, urlFor } from './database/databases.ts'
import { openSources } from './departments/adapters/sources.ts'
import { invariant } from './errors.ts'
import { type GatewaySite, type OpenGateway, openGateway } from './parts.ts'
import { readSettings, SERVE_NEEDS, SettingsError } from './settings.ts'
import { SIGNAL_EXIT, signalled } from './signalled.ts'

/** Serves until a signal asks it to end, lets what is under way end, and gives the exit code. */
export async function main(): Promise<number> {
  const settings = readSettings(undefined, SERVE_NEEDS)
  const { databaseUrl, databasePrefix: prefix, rolePasswordsFile, keyFile, officersFile } = settings
  invariant(databaseUrl && rolePasswordsFile && keyFile && officersFile, 'settings that are needed are there')
  const passwords = await readRolePasswords(rolePasswordsFile)
  const gateway = await opened({
    ...settings,
    ...{ keyFile, officersFile, services: await openSources(settings.sourcesFile) },
    ...{ clock: systemClock, acceptSynthetic: false, log: logLine },
    databaseUrl: (code, role) => urlFor(databaseUrl, databaseName(prefix, databaseOf(code)), role, passwords[role]),
  })
  logLine({ event: 'listening', url: await gateway.listen(settings.port, settings.host) })
  const signal = await signalled()
  logLine({ event: 'draining', signal })
  await gateway.close()
  logLine({ event: 'ended' })
  return SIGNAL_EXIT[signal]
}

// Policies that are not in force, and officers who are not known, are for the operator to settle, like any other setting.
async function opened(site: GatewaySite): Promise<OpenGateway> {
  try {
    return await openGateway(site)
  } catch (error) {
    if (error instanceof OfficerFaults) throw new SettingsError(error.faults)
    if (error instanceof ReleaseRefused) throw new SettingsError([...error.refusals.map(refusalText), HOW])
    throw error
  }
}

const HOW =
  'no policies are in force: sign a release twice and activate it with `hutong policy activate` (docs/activation.md)'

function logLine(event: object): void {
  process.stdout.write(`${JSON.stringify({ at: systemClock.now().toISOString(), ...event })}\n`)
}
