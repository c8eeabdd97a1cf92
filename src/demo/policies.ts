// The demo's policies in force, by the same road as in production: a bundle, a release, two signatures, one row. Both
// officers are this machine, so their signatures prove nothing; the demo says so.
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type pg from 'pg'
import { bundleHash } from '../activation/bundle.ts'
import { drawOfficerKey, type OfficerKey, readOfficerKey } from '../activation/officer-key.ts'
import { type Officers, readOfficers } from '../activation/officers.ts'
import type { PolicySettings } from '../activation/open-policies.ts'
import { readBundle } from '../activation/read-bundle.ts'
import { nextRelease, releaseHash, releaseText } from '../activation/release.ts'
import { OFFICER_ROLES, type OfficerRole, signDetached } from '../activation/signature.ts'
import { createReleaseSource, type ReleaseSource, storeActiveRelease } from '../activation/stored-releases.ts'
import { namedRelease } from '../activation/succession.ts'
import { signatureFaults } from '../activation/verify-signatures.ts'
import { systemClock } from '../clock.ts'
import { closePools, openPool } from '../database/pool.ts'
import { demoOfficersFile, demoOfficersFolder } from './officers.ts'
import type { DemoSite } from './site.ts'

const NAMES: Readonly<Record<OfficerRole, string>> = { author: 'demo author', dpo: 'demo data-protection officer' }

export interface DemoPolicies {
  readonly settings: PolicySettings
  /** False where the folder's bundle was the active one already. */
  readonly isNew: boolean
}

/** Signs and activates the folder's bundle with the demo's own keys, unless it is the active one. */
export async function activateDemoPolicies(site: DemoSite, folder: string): Promise<DemoPolicies> {
  const keys = await demoKeys(demoOfficersFolder(site.stateFolder))
  const pins = OFFICER_ROLES.map((role) => ({ role, thumbprint: keys[role].thumbprint }))
  const officersFile = demoOfficersFile(site.stateFolder)
  const entries = OFFICER_ROLES.map((role) => ({ ...keys[role].publicKey, role, name: NAMES[role] }))
  await writeFile(officersFile, `${JSON.stringify({ keys: entries }, null, 2)}\n`)
  const officers = await readOfficers(officersFile, pins)
  const loader = openPool(site.databaseUrl('REGISTRY', 'hutong_loader'), { max: 1, applicationName: 'hutong demo' })
  try {
    const isNew = await activate(loader, { folder, keys, officers })
    return { settings: { officers: pins, officersFile, policiesNotBefore: null }, isNew }
  } finally {
    await closePools([loader])
  }
}

type DemoKeys = Readonly<Record<OfficerRole, OfficerKey>>

async function demoKeys(folder: string): Promise<DemoKeys> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  return { author: await demoKey(folder, 'author'), dpo: await demoKey(folder, 'dpo') }
}

async function demoKey(folder: string, role: OfficerRole): Promise<OfficerKey> {
  const file = path.join(folder, `${role}.jwk.json`)
  const isThere = await readFile(file).then(
    () => true,
    () => false,
  )
  if (!isThere) return drawOfficerKey(file)
  await chmod(file, 0o600)
  return readOfficerKey(file)
}

interface Signing {
  readonly folder: string
  readonly keys: DemoKeys
  readonly officers: Officers
}

async function activate(loader: pg.Pool, { folder, keys, officers }: Signing): Promise<boolean> {
  const files = await readBundle(folder)
  const bundle = bundleHash(files)
  const before = await activeRelease(createReleaseSource(loader), officers)
  const now = systemClock.now()
  const isInForce = before?.isOurs && new Date(before.release.effectiveFrom) <= now
  if (isInForce && before.release.bundle === bundle) return false
  // One that somebody activated for a later day, or a clock that was set back.
  const withdraws = before !== null && new Date(before.release.effectiveFrom) > now
  const release = nextRelease(before, { bundle, effectiveFrom: now, withdraws })
  const record = releaseText(release)
  const signatures = await Promise.all(
    OFFICER_ROLES.map((role) => signDetached(record, keys[role].privateKey, { kid: keys[role].thumbprint, role })),
  )
  const { sequence } = release
  await storeActiveRelease(loader, { hash: releaseHash(record), record, sequence, bundle, signatures, files, now })
  return true
}

async function activeRelease(source: ReleaseSource, officers: Officers) {
  const row = await source.activeRow()
  const release = row && (await namedRelease(row.releaseHash, source))
  const stored = row && (await source.release(row.releaseHash))
  if (!release || !stored) return null
  const faults = await signatureFaults(stored.record, stored.signatures, officers)
  return { hash: release.hash, release, isOurs: faults.length === 0 && release.files !== null }
}
