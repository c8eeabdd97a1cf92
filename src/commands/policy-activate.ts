// `hutong policy activate RELEASE SIGNATURE SIGNATURE`: checks a release as every gateway will, says all that is wrong, and
// otherwise stores it and switches the one row. It grants itself nothing: what it stored is verified again by each reader.
import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { type BundleFiles, bundleHash } from '../activation/bundle.ts'
import { type Officers, readOfficers } from '../activation/officers.ts'
import type { PolicySettings } from '../activation/open-policies.ts'
import { readBundle } from '../activation/read-bundle.ts'
import { ReleaseRefused, refusalText } from '../activation/refusal.ts'
import {
  createReleaseSource,
  type ReleaseSource,
  type StoredRelease,
  storeActiveRelease,
} from '../activation/stored-releases.ts'
import { namedRelease, succession, type Trust, type VerifiedRelease } from '../activation/succession.ts'
import { systemClock } from '../clock.ts'
import { closePools } from '../database/pool.ts'
import { bundleCompiler } from './bundle-compiler.ts'
import { POLICY_EXIT } from './policy-exit.ts'
import { neededPolicySettings } from './policy-settings.ts'
import { openRegistry } from './registry-pool.ts'
import { type ReleaseFile, readReleaseFile, waitText } from './release-file.ts'

interface ActivateOptions {
  readonly policies?: string
}

export function policyActivateCommand(policy: Command): void {
  policy
    .command('activate')
    .description('check a release with its two signatures, store it, and make it the active one')
    .argument('<release.json>', 'the record that was signed')
    .argument('<signature>', "one officer's signature")
    .argument('<signature>', "the other officer's signature")
    .option('--policies <folder>', 'where its policies lie, if they are not stored already (default: HUTONG_POLICIES)')
    .addHelpText(
      'after',
      `\nWithout DATABASE_URL and officers it works on the demo, with the demo's own officers.` +
        `\nExit codes: 0 active, 1 failed, 2 wrong use or settings, ${POLICY_EXIT.refused} refused; all faults are said.`,
    )
    .action((file: string, one: string, other: string, options: ActivateOptions) =>
      activate(file, [one, other], options),
    )
}

async function activate(file: string, signatureFiles: readonly string[], { policies }: ActivateOptions): Promise<void> {
  const { settings, trusted, isDemo } = await neededPolicySettings()
  const trust = await trustOf(trusted)
  const release = await readReleaseFile(file)
  const signatures = await Promise.all(signatureFiles.map(async (each) => (await readFile(each, 'utf8')).trim()))
  const pool = await openRegistry('hutong_loader')
  try {
    const source = createReleaseSource(pool)
    const files = await filesOf(release, { source, folder: policies ?? settings.policiesFolder })
    const stored = { hash: release.hash, record: release.text, signatures, files }
    const isActive = (await source.activeRow())?.releaseHash === release.hash
    if (isActive) await expectHolds(release.hash, { source, trust })
    else await check(stored, { source, trust })
    const { sequence, bundle } = release
    if (!isActive) await storeActiveRelease(pool, { ...stored, sequence, bundle, now: systemClock.now() })
    sayActive(release, { isDemo, isActive })
  } catch (error) {
    if (!(error instanceof ReleaseRefused)) throw error
    for (const refusal of error.refusals) process.stderr.write(`${refusalText(refusal)}\n`)
    process.exitCode = POLICY_EXIT.refused
  } finally {
    await closePools([pool])
  }
}

export async function trustOf(trusted: PolicySettings): Promise<Trust> {
  const officers: Officers = await readOfficers(trusted.officersFile, trusted.officers)
  return { officers, notBefore: trusted.policiesNotBefore, compile: await bundleCompiler() }
}

// A rollback names a bundle that is stored already; the folder at hand, if there is one, may hold a newer one.
async function filesOf(
  release: ReleaseFile,
  { source, folder }: { source: ReleaseSource; folder: string },
): Promise<BundleFiles> {
  const stored = await source.bundle(release.bundle)
  return stored && bundleHash(stored) === release.bundle ? stored : readBundle(folder)
}

interface Checking {
  readonly source: ReleaseSource
  readonly trust: Trust
}

async function check(candidate: StoredRelease, { source, trust }: Checking): Promise<void> {
  const now = systemClock.now()
  const head = await headOf({ source, trust })
  const overlaid = { release: async (hash: string) => (hash === candidate.hash ? candidate : source.release(hash)) }
  const { accepted } = await succession(candidate.hash, { ...trust, source: overlaid, head, now })
  if (head && accepted.at(-1)?.withdraws && head.effectiveAt <= now.getTime()) {
    const detail = `${head.hash} is in force already and cannot be withdrawn; write a release without --withdraw`
    throw new ReleaseRefused([{ reason: 'backdated', detail }])
  }
}

async function expectHolds(name: string, { source, trust }: Checking): Promise<void> {
  await succession(name, { ...trust, source, head: null, now: systemClock.now() })
}

// Where the active release is not signed by officers pinned here, or altered, only its place in the chain can be checked.
async function headOf({ source, trust }: Checking): Promise<VerifiedRelease | null> {
  const row = await source.activeRow()
  if (!row) return null
  try {
    const now = systemClock.now()
    return (await succession(row.releaseHash, { ...trust, source, head: null, now })).accepted.at(-1) ?? null
  } catch (error) {
    if (!(error instanceof ReleaseRefused)) throw error
    const known = await namedRelease(row.releaseHash, source)
    process.stderr.write(`the active release ${known?.hash ?? row.releaseHash} does not hold here: ${error.message}\n`)
    return null
  }
}

interface Said {
  readonly isDemo: boolean
  /** True where it was the active one before. */
  readonly isActive: boolean
}

function sayActive({ hash, sequence, effectiveFrom }: ReleaseFile, { isDemo, isActive }: Said): void {
  const active = isActive ? 'active already' : 'active'
  process.stdout.write(`${active}: release ${hash}, number ${sequence}, in force from ${effectiveFrom}\n`)
  process.stdout.write(waitText(effectiveFrom, systemClock.now()))
  if (isDemo) {
    process.stdout.write(
      'the running demo takes it over within five seconds; a demo that starts signs its own folder again\n',
    )
    return
  }
  process.stdout.write(
    `start every gateway with HUTONG_POLICIES_NOT_BEFORE=${effectiveFrom} once it is in force, so that no older release can come back\n`,
  )
}
