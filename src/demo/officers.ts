// The demo's two officers as its gateway trusts them: their public keys and pins, in the state folder. Whoever can write
// there makes such officers, so they prove nothing, and no command takes them where a server of one's own is named.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { thumbprintOf } from '../activation/officers.ts'
import type { PolicySettings } from '../activation/open-policies.ts'
import { OFFICER_ROLES } from '../activation/signature.ts'

export function demoOfficersFolder(stateFolder: string): string {
  return path.join(stateFolder, 'officers')
}

export function demoOfficersFile(stateFolder: string): string {
  return path.join(demoOfficersFolder(stateFolder), 'officers.json')
}

/** What the demo of this state folder is started with; null where none ever was. */
export async function demoPolicySettings(stateFolder: string): Promise<PolicySettings | null> {
  const officersFile = demoOfficersFile(stateFolder)
  const keys = keysOf(await readFile(officersFile, 'utf8').catch(() => '{}'))
  const officers = await Promise.all(
    OFFICER_ROLES.flatMap((role) =>
      keys
        .filter((key) => key.role === role)
        .map(async (key) => ({ role, thumbprint: await thumbprintOf({ ...key }) })),
    ),
  )
  return officers.length === 0 ? null : { officers, officersFile, policiesNotBefore: null }
}

function keysOf(text: string): readonly Readonly<Record<string, unknown>>[] {
  try {
    const keys: unknown = (JSON.parse(text) as { keys?: unknown } | null)?.keys
    return Array.isArray(keys) ? keys.filter((key) => typeof key === 'object' && key !== null) : []
  } catch {
    return []
  }
}
