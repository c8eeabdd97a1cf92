// `hutong policy release [FOLDER]`: writes the record of a release, which is what officers sign. Nothing takes effect by it.
import { writeFile } from 'node:fs/promises'
import { type Command, InvalidArgumentError } from 'commander'
import { type BundleFiles, bundleHash } from '../activation/bundle.ts'
import { BundleFaults } from '../activation/compile-bundle.ts'
import { readBundle } from '../activation/read-bundle.ts'
import { nextRelease, releaseHash, releaseText } from '../activation/release.ts'
import { createReleaseSource } from '../activation/stored-releases.ts'
import { type NamedRelease, namedRelease } from '../activation/succession.ts'
import { systemClock } from '../clock.ts'
import { closePools } from '../database/pool.ts'
import { readInstant } from '../setting-values.ts'
import { readSettings } from '../settings.ts'
import { bundleCompiler } from './bundle-compiler.ts'
import { POLICY_EXIT } from './policy-exit.ts'
import { openRegistry } from './registry-pool.ts'
import { readReleaseFile, waitText } from './release-file.ts'

interface ReleaseOptions {
  readonly effective: Date
  readonly first?: boolean
  readonly withdraw?: boolean
  readonly after?: string
  readonly out?: string
}

export function policyReleaseCommand(policy: Command): void {
  policy
    .command('release')
    .description('write the record of a release, to be signed by two officers')
    .argument('[folder]', 'the folder of policies (default: HUTONG_POLICIES, or the one here)')
    .requiredOption('--effective <instant>', 'from when it is in force, e.g. 2026-12-01T00:00:00+08:00', instant)
    .option('--after <release.json>', 'the release it supersedes (default: the active one of DATABASE_URL)')
    .option('--first', 'it supersedes none: the first release of this city')
    .option('--withdraw', 'the release it supersedes, which takes effect later, is never to be in force')
    .option('--out <file>', 'write the record there (default: the output)')
    .addHelpText(
      'after',
      `\nExit codes: 0 written, 1 failed, 2 wrong use, ${POLICY_EXIT.refused} the policies do not compile.`,
    )
    .action(release)
}

async function release(folder: string | undefined, options: ReleaseOptions): Promise<void> {
  const files = await readBundle(folder ?? readSettings().policiesFolder)
  const faults = await faultsOf(files)
  for (const fault of faults) process.stderr.write(`${fault}\n`)
  if (faults.length > 0) {
    process.exitCode = POLICY_EXIT.refused
    return
  }
  const before = await predecessor(options)
  expectOrder(before, options)
  const record = nextRelease(before && { hash: before.hash, release: before }, {
    bundle: bundleHash(files),
    effectiveFrom: options.effective,
    withdraws: options.withdraw ?? false,
  })
  const text = releaseText(record)
  // The record and nothing else: `sha256sum` of the file gives the release's name. A terminal alone gets a line feed.
  if (options.out) await writeFile(options.out, text)
  else process.stdout.write(process.stdout.isTTY ? `${text}\n` : text)
  process.stderr.write(`release ${releaseHash(text)}: number ${record.sequence}, ${files.size} files\n`)
  process.stderr.write(waitText(record.effectiveFrom, systemClock.now()))
}

// What every gateway would refuse is not written either.
function expectOrder(before: NamedRelease | null, { effective, withdraw }: ReleaseOptions): void {
  if (withdraw && !before) throw new Error('there is no release before the first that could be withdrawn')
  if (!before || withdraw || new Date(before.effectiveFrom) <= effective) return
  throw new Error(
    `number ${before.sequence}, which it follows, takes effect on ${before.effectiveFrom}: say --withdraw if that one is never to be in force, or a later --effective`,
  )
}

async function faultsOf(files: BundleFiles): Promise<readonly string[]> {
  const compile = await bundleCompiler()
  try {
    compile(files)
    return []
  } catch (error) {
    if (!(error instanceof BundleFaults)) throw error
    return error.faults
  }
}

async function predecessor({ first, after }: ReleaseOptions): Promise<NamedRelease | null> {
  if (first) return null
  if (after) return readReleaseFile(after)
  const pool = await openRegistry('hutong_gateway')
  try {
    const source = createReleaseSource(pool)
    const row = await source.activeRow()
    if (!row) throw new Error('no release is active there: say --first, or which release it follows with --after')
    const active = await namedRelease(row.releaseHash, source)
    if (!active) throw new Error('the active release is not what its name stands for; see `hutong policy active`')
    return active
  } finally {
    await closePools([pool])
  }
}

function instant(text: string): Date {
  const read = readInstant(text)
  if (read) return read
  throw new InvalidArgumentError('expected an instant with its offset, such as 2026-12-01T00:00:00+08:00')
}
