// Which releases follow from the one that the active row names: the release itself, verified whole, and through the chain
// of what each supersedes, those that are in force until it takes effect. Nothing here trusts the database.
import { type BundleFiles, bundleHash } from './bundle.ts'
import { type ActiveSet, BundleFaults, type CompileBundle } from './compile-bundle.ts'
import type { Officers } from './officers.ts'
import { type Refusal, ReleaseRefused } from './refusal.ts'
import { type Release, readRelease, releaseHash } from './release.ts'
import type { ReleaseSource, StoredRelease } from './stored-releases.ts'
import { signatureFaults, signersOf } from './verify-signatures.ts'

export interface NamedRelease extends Release {
  readonly hash: string
}

/** A release that was found right in every respect, compiled. */
export interface VerifiedRelease extends NamedRelease {
  readonly effectiveAt: number
  /** `author:<thumbprint>`, `dpo:<thumbprint>` */
  readonly signers: readonly string[]
  readonly files: BundleFiles
  readonly set: ActiveSet
}

export interface Trust {
  readonly officers: Officers
  /** A release that takes effect before it is never in force: what an operator restores stays without effect. */
  readonly notBefore: Date | null
  readonly compile: CompileBundle
}

export interface SuccessionParts extends Trust {
  readonly source: Pick<ReleaseSource, 'release'>
  /** The newest release that was accepted before; null for a process that begins. */
  readonly head: VerifiedRelease | null
  readonly now: Date
}

export interface Succession {
  /** The releases to accept, oldest first: at most the last of them that is due and those that take effect later. */
  readonly accepted: readonly VerifiedRelease[]
  /** Names of releases that are never to be in force any more. */
  readonly withdrawn: ReadonlySet<string>
}

/** Throws ReleaseRefused with every fault that was found; then nothing of it counts. */
export async function succession(name: string, parts: SuccessionParts): Promise<Succession> {
  const newest = await verified(name, parts)
  const accepted = [newest]
  const withdrawn = new Set<string>()
  // Of two that follow one another the one that counts: what was withdrawn comes before nothing.
  let [child, successor]: [NamedRelease, NamedRelease] = [newest, newest]
  for (;;) {
    const parent = await parentOf(child, successor, parts)
    if (parent && child.withdraws) withdrawn.add(parent.hash)
    if (parent === null || parent.hash === parts.head?.hash) return { accepted, withdrawn }
    const isDue = (accepted[0] ?? newest).effectiveAt <= parts.now.getTime()
    // A process that begins has no former release to arrive at: what was superseded before is none of its business.
    if (isDue && !parts.head) return { accepted, withdrawn }
    if (!child.withdraws) {
      successor = parent
      if (!isDue) accepted.unshift(await verified(parent.hash, parts))
    }
    child = parent
  }
}

// Authentic because the child that names it was signed; null before the first release.
async function parentOf(
  child: NamedRelease,
  successor: NamedRelease,
  { source, head }: SuccessionParts,
): Promise<NamedRelease | null> {
  const name = child.supersedes
  if (name === null) return head ? refuse('another-history', 'it does not follow from the release in force') : null
  const parent = name === head?.hash ? head : await namedRelease(name, source)
  if (!parent) return refuse('another-history', `the release before ${child.hash} is not there, or was altered`)
  if (parent.sequence !== child.sequence - 1) refuse('another-history', `${child.hash} has not the next number`)
  if (!child.withdraws && parent.effectiveFrom > successor.effectiveFrom)
    refuse('backdated', `${successor.hash} takes effect before its predecessor, and does not withdraw it`)
  if (head && name !== head.hash && parent.sequence <= head.sequence) {
    refuse('another-history', 'it does not follow from the release in force')
  }
  return parent
}

/** The release of that name, or null: its content is what the name stands for, and nothing else of it was looked at. */
export async function namedRelease(
  name: string,
  source: Pick<ReleaseSource, 'release'>,
): Promise<(NamedRelease & { readonly files: BundleFiles | null }) | null> {
  const stored = await source.release(name)
  const release = stored && releaseHash(stored.record) === name ? readRelease(stored.record) : null
  if (!stored || !release) return null
  const isWhole = stored.files !== null && bundleHash(stored.files) === release.bundle
  return { ...release, hash: name, files: isWhole ? stored.files : null }
}

/** Everything that can be said of one release by itself; all faults at once. */
async function verified(name: string, parts: SuccessionParts): Promise<VerifiedRelease> {
  const stored = await parts.source.release(name)
  if (!stored) return refuse('unknown-release', `${name} is not in the history`)
  const release = releaseHash(stored.record) === name ? readRelease(stored.record) : null
  if (!release) return refuse('altered-release', `the record of ${name} is not what its name stands for`)
  const faults = [
    ...(await signatureFaults(stored.record, stored.signatures, parts.officers)),
    ...orderFaults(name, release, parts),
  ]
  const { files } = stored
  if (!files || bundleHash(files) !== release.bundle) {
    faults.push({ reason: 'altered-bundle', detail: 'the files are not those that were signed' })
  }
  const set = files && faults.length === 0 ? compiled(files, parts.compile, faults) : null
  if (!set || !files || faults.length > 0) throw new ReleaseRefused(faults)
  return verifiedRelease({ release, stored, files, set })
}

interface Found {
  readonly release: Release
  readonly stored: StoredRelease
  readonly files: BundleFiles
  readonly set: ActiveSet
}

function verifiedRelease({ release, stored, files, set }: Found): VerifiedRelease {
  const effectiveAt = Date.parse(release.effectiveFrom)
  return { ...release, hash: stored.hash, effectiveAt, signers: signersOf(stored.signatures), files, set }
}

function* orderFaults(name: string, release: Release, { head, notBefore }: SuccessionParts): Generator<Refusal> {
  const effectiveAt = Date.parse(release.effectiveFrom)
  if (notBefore && effectiveAt < notBefore.getTime()) {
    yield {
      reason: 'before-the-floor',
      detail: `takes effect before ${notBefore.toISOString()}, the floor of this process`,
    }
  }
  if (!head || name === head.hash || release.sequence > head.sequence) return
  yield { reason: 'replayed', detail: `number ${release.sequence} is not above ${head.sequence}, which was accepted` }
}

const MOST_FAULTS_SAID = 20

function compiled(files: BundleFiles, compile: CompileBundle, faults: Refusal[]): ActiveSet | null {
  try {
    return compile(files)
  } catch (error) {
    if (!(error instanceof BundleFaults)) throw error
    for (const detail of error.faults.slice(0, MOST_FAULTS_SAID)) faults.push({ reason: 'does-not-compile', detail })
    return null
  }
}

function refuse(reason: Refusal['reason'], detail: string): never {
  throw new ReleaseRefused([{ reason, detail }])
}
