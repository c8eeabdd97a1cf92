// Whose signatures count for a command: those of the settings, or, where no server and no officers are named, the demo's
// own, which prove nothing; the command says so. With DATABASE_URL nothing of a demo is looked at.
import type { PolicySettings } from '../activation/open-policies.ts'
import { writableStateFolder } from '../database/state-folder.ts'
import { demoPolicySettings } from '../demo/officers.ts'
import { runningDemo } from '../demo/state-file.ts'
import type { Services } from '../departments/adapters/sources.ts'
import { readSettings, type Settings } from '../settings.ts'

export interface CommandPolicies {
  readonly settings: Settings
  readonly trusted: PolicySettings
  /** True where the officers are the demo's. */
  readonly isDemo: boolean
  /** Where a running demo's departments are read; null outside a demo, where a document says so. */
  readonly demoServices: Services | null
}

/** For a command that puts policies in force or goes by them. Throws SettingsError for what is missing. */
export async function neededPolicySettings(): Promise<CommandPolicies> {
  const demo = await demoOf(readSettings())
  if (demo) return demo
  const settings = readSettings(undefined, ['DATABASE_URL', 'HUTONG_OFFICERS', 'HUTONG_OFFICERS_FILE'])
  return { settings, trusted: trustedOf(settings), isDemo: false, demoServices: null }
}

/** For a command that only looks; null where nothing says whose signatures count. */
export async function knownPolicySettings(): Promise<CommandPolicies | null> {
  const settings = readSettings()
  if (settings.officersFile !== null && settings.officers.length > 0) {
    return { settings, trusted: trustedOf(settings), isDemo: false, demoServices: null }
  }
  return demoOf(settings)
}

async function demoOf(settings: Settings): Promise<CommandPolicies | null> {
  const { databaseUrl, officers, officersFile } = settings
  if (databaseUrl !== null || officers.length > 0 || officersFile !== null) return null
  const stateFolder = await writableStateFolder(settings.stateFolder)
  const trusted = await demoPolicySettings(stateFolder)
  if (!trusted) return null
  const running = await runningDemo(stateFolder)
  process.stderr.write('the officers are the demo’s own: their signatures prove nothing\n')
  return { settings, trusted, isDemo: true, demoServices: running?.services ?? {} }
}

function trustedOf({ officers, officersFile, policiesNotBefore }: Settings): PolicySettings {
  return { officers, officersFile: officersFile ?? '', policiesNotBefore }
}
