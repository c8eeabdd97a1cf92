// `hutong policy sign RELEASE`: one officer's signature over a release, on a machine that needs no database and no network.
// It signs nothing blindly: the policies must lie in front of the signer, and be those of the release.
import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { bundleHash } from '../activation/bundle.ts'
import { readOfficerKey } from '../activation/officer-key.ts'
import { readBundle } from '../activation/read-bundle.ts'
import { type OfficerRole, signDetached } from '../activation/signature.ts'
import { readSettings } from '../settings.ts'
import { POLICY_EXIT } from './policy-exit.ts'
import { asOption } from './policy-officer-key.ts'
import { readReleaseFile } from './release-file.ts'

interface SignOptions {
  readonly key: string
  readonly as: OfficerRole
  readonly policies?: string
  readonly out?: string
}

export function policySignCommand(policy: Command): void {
  policy
    .command('sign')
    .description('sign a release as one officer; offline')
    .argument('<release.json>', 'the record that `hutong policy release` wrote')
    .requiredOption('--key <file>', "the officer's private key")
    .addOption(asOption('what you sign as'))
    .option('--policies <folder>', 'the policies as you reviewed them (default: HUTONG_POLICIES, or the ones here)')
    .option('--out <file>', 'write the signature there (default: the output)')
    .addHelpText(
      'after',
      `\nExit codes: 0 signed, 1 failed, 2 wrong use, ${POLICY_EXIT.refused} the policies here are not those of the release.`,
    )
    .action(sign)
}

async function sign(file: string, { key, as: role, policies, out }: SignOptions): Promise<void> {
  const release = await readReleaseFile(file)
  const files = await readBundle(policies ?? readSettings().policiesFolder)
  if (bundleHash(files) !== release.bundle) {
    process.stderr.write('not signed: the policies here are not those of the release\n')
    process.exitCode = POLICY_EXIT.refused
    return
  }
  const { privateKey, thumbprint } = await readOfficerKey(key)
  const signature = await signDetached(release.text, privateKey, { kid: thumbprint, role })
  if (out) await writeFile(out, `${signature}\n`)
  else process.stdout.write(`${signature}\n`)
  process.stderr.write(
    `signed as ${role} with ${thumbprint}: release ${release.hash}, number ${release.sequence}, ` +
      `${files.size} files, in force from ${release.effectiveFrom}\n`,
  )
}
