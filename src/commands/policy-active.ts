// `hutong policy active`: what is active, since when, signed by whom, and whether it holds.
import type { Command } from 'commander'
import { readOfficers } from '../activation/officers.ts'
import { ReleaseRefused, refusalText } from '../activation/refusal.ts'
import { createReleaseSource, type ReleaseSource } from '../activation/stored-releases.ts'
import { namedRelease, succession } from '../activation/succession.ts'
import { signersOf } from '../activation/verify-signatures.ts'
import { systemClock } from '../clock.ts'
import { closePools } from '../database/pool.ts'
import { trustOf } from './policy-activate.ts'
import { POLICY_EXIT } from './policy-exit.ts'
import { type CommandPolicies, knownPolicySettings } from './policy-settings.ts'
import { openRegistry } from './registry-pool.ts'

export function policyActiveCommand(policy: Command): void {
  policy
    .command('active')
    .description('show the active release, since when, signed by whom, and check it as a gateway that starts would')
    .addHelpText(
      'after',
      `\nWithout DATABASE_URL it looks at the demo's; without HUTONG_OFFICERS it checks no signature, but for the demo's.` +
        `\nExit codes: 0 it holds, 1 failed, 2 wrong settings, ${POLICY_EXIT.refused} it is refused, ${POLICY_EXIT.noneActive} none is active.`,
    )
    .action(async () => {
      const pool = await openRegistry('hutong_gateway')
      try {
        await show(createReleaseSource(pool))
      } finally {
        await closePools([pool])
      }
    })
}

async function show(source: ReleaseSource): Promise<void> {
  const row = await source.activeRow()
  if (!row) {
    process.stdout.write('no release was ever activated here\n')
    process.exitCode = POLICY_EXIT.noneActive
    return
  }
  const stored = await source.release(row.releaseHash)
  const release = await namedRelease(row.releaseHash, source)
  const known = await knownPolicySettings()
  const names = await officerNames(known)
  const signers = signersOf(stored?.signatures ?? []).map((signer) => names.get(signer) ?? signer)
  const lines = [
    `release        ${row.releaseHash}, number ${release?.sequence ?? '?'}`,
    `since          ${row.since}`,
    `in force from  ${release?.effectiveFrom ?? '?'}`,
    `bundle         ${release?.bundle ?? '?'}, ${release?.files?.size ?? 'no whole'} files`,
    `signed by      ${signers.join(', ') || 'nobody'}`,
    `it             ${await verdict(row.releaseHash, { source, known })}`,
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

async function officerNames(known: CommandPolicies | null): Promise<ReadonlyMap<string, string>> {
  if (!known) return new Map()
  const officers = await readOfficers(known.trusted.officersFile, known.trusted.officers)
  return new Map(
    [...officers.values()].map(({ role, thumbprint, name }) => [
      `${role}:${thumbprint}`,
      `${name} (${role}:${thumbprint})`,
    ]),
  )
}

interface Looking {
  readonly source: ReleaseSource
  readonly known: CommandPolicies | null
}

async function verdict(hash: string, { source, known }: Looking): Promise<string> {
  if (!known) return 'was not checked: HUTONG_OFFICERS and HUTONG_OFFICERS_FILE say whose signatures count'
  try {
    const now = systemClock.now()
    const trust = await trustOf(known.trusted)
    const [first] = (await succession(hash, { ...trust, source, head: null, now })).accepted
    if (first?.hash === hash) return first.effectiveAt <= now.getTime() ? 'is in force' : 'takes effect later'
    return `takes effect later; until then ${first?.hash} is in force`
  } catch (error) {
    if (!(error instanceof ReleaseRefused)) throw error
    process.exitCode = POLICY_EXIT.refused
    return `is refused: ${error.refusals.map(refusalText).join('; ')}`
  }
}
