// The policies in force, as this process holds them: what the active row names, once it was verified, and for as long as
// that was confirmed within five seconds. A row that names something else than a right release changes nothing but the log.
import type { ActBody } from '../audit/entry.ts'
import type { Journal } from '../audit/journal.ts'
import type { Clock } from '../clock.ts'
import { createRefreshed, type Refreshed } from '../database/refreshed.ts'
import { GatewayError } from '../errors.ts'
import type { ActiveSet, CompileBundle } from './compile-bundle.ts'
import { activatedAct, type FormerRelease, refusedAct } from './policy-acts.ts'
import { type Refusal, ReleaseRefused, refusalText } from './refusal.ts'
import type { ActiveRow, ReleaseSource } from './stored-releases.ts'
import { namedRelease, succession, type Trust, type VerifiedRelease } from './succession.ts'

export interface ActivePolicies {
  /** What decides now. Throws UNAVAILABLE when this process cannot say that it is on the active version. */
  current(): ActiveSet
  /** What was in force last, for the record of a refusal. It decides nothing. */
  last(): ActiveSet
  /** Looks at the active row now. Rejects when it cannot be read. */
  refresh(): Promise<void>
  /** Rejects, and starts nothing, when no release is in force: with ReleaseRefused where one is named. */
  start(): Promise<void>
  stop(): void
}

/** How the gateway is handed its policies: it has the schema to compile them against. */
export type OpenPolicies = (compile: CompileBundle) => ActivePolicies

/** For the operator's log. */
export type PolicyEvent =
  | { readonly event: 'policy-activated'; readonly release: string; readonly sequence: number; readonly bundle: string }
  | { readonly event: 'policy-refused'; readonly release: string | null; readonly reasons: readonly string[] }

export interface ActivationParts extends Trust {
  readonly source: ReleaseSource
  readonly clock: Clock
  readonly journal: Pick<Journal, 'appendLater'>
  readonly newId: () => string
  readonly log: (event: PolicyEvent) => void
  /** Beyond this age, counted from before the read began, nothing is decided. Default: 5,000. */
  readonly maxAgeMs?: number
  /** Default: 2,000. */
  readonly refreshEveryMs?: number
  /** Told of each look at the active row that failed in the background. */
  readonly onFailure?: (error: unknown) => void
}

export function createActivePolicies(parts: ActivationParts): ActivePolicies {
  return new SignedPolicies(parts)
}

const MAX_AGE_MS = 5_000
const MOST_REMEMBERED = 1_000

class SignedPolicies implements ActivePolicies {
  readonly #parts: ActivationParts
  /** When the active row was looked at last: nothing is decided where that is too long ago. */
  readonly #confirmed: Refreshed<true>
  #inForce: VerifiedRelease | null = null
  /** Verified, in order, each to take effect at its moment. */
  #coming: VerifiedRelease[] = []
  readonly #reported = new Set<string>()
  /** Releases that are signed and whole and do not compile: under this program nothing can put them right. */
  readonly #faulty = new Set<string>()

  constructor(parts: ActivationParts) {
    this.#parts = parts
    const { clock, maxAgeMs = MAX_AGE_MS } = parts
    const name = 'the confirmation of the policies'
    this.#confirmed = createRefreshed(() => this.#look(), clock, { ...parts, maxAgeMs, name })
  }

  current(): ActiveSet {
    this.#confirmed.current()
    this.#takeOverDue(this.#parts.clock.now())
    return this.last()
  }

  last(): ActiveSet {
    if (!this.#inForce) throw new GatewayError('UNAVAILABLE', 'no policies were ever in force')
    return this.#inForce.set
  }

  refresh(): Promise<void> {
    return this.#confirmed.refresh()
  }

  start(): Promise<void> {
    return this.#confirmed.start()
  }

  stop(): void {
    this.#confirmed.stop()
  }

  async #look(): Promise<true> {
    const now = this.#parts.clock.now()
    const row = await this.#parts.source.activeRow()
    if (row === null) this.#refuse(null, NO_ROW)
    else await this.#examine(row, now)
    this.#takeOverDue(now)
    if (!this.#inForce) throw new ReleaseRefused(row ? NOT_YET : NO_ROW)
    return true
  }

  // What was refused is looked into again each time: it may have been put right.
  async #examine({ releaseHash }: ActiveRow, now: Date): Promise<void> {
    const head = this.#coming.at(-1) ?? this.#inForce
    if (releaseHash === head?.hash || this.#faulty.has(releaseHash)) return
    try {
      const { accepted, withdrawn } = await succession(releaseHash, { ...this.#parts, head, now })
      this.#expectAfter(accepted, withdrawn)
      if (!this.#inForce) await this.#begin(accepted)
      else this.#coming = [...this.#coming.filter(({ hash }) => !withdrawn.has(hash)), ...accepted]
    } catch (error) {
      if (!(error instanceof ReleaseRefused)) throw error
      if (error.refusals.every(({ reason }) => reason === 'does-not-compile')) this.#faulty.add(releaseHash)
      this.#refuse(releaseHash, error.refusals)
      // Without a former set there is nothing to go on with.
      if (!this.#inForce) throw error
    }
  }

  // Behind one that withdraws what is still to come, the release in force is the next to be compared with.
  #expectAfter([first]: readonly VerifiedRelease[], withdrawn: ReadonlySet<string>): void {
    const inForce = this.#inForce
    if (!inForce || !first || withdrawn.has(inForce.hash) || first.effectiveAt >= inForce.effectiveAt) return
    throw new ReleaseRefused([{ reason: 'backdated', detail: 'takes effect before the release in force' }])
  }

  // What was in force before this process began is known by name; the difference to it belongs into the record.
  async #begin([first, ...coming]: readonly VerifiedRelease[]): Promise<void> {
    if (!first || first.effectiveAt > this.#parts.clock.now().getTime()) return
    const former = first.supersedes === null ? null : await namedRelease(first.supersedes, this.#parts.source)
    this.#takeOver(
      first,
      former?.files ? compiledFormer({ ...former, files: former.files }, this.#parts.compile) : null,
    )
    this.#coming = coming
  }

  #takeOverDue(now: Date): void {
    for (let [next] = this.#coming; next && next.effectiveAt <= now.getTime(); [next] = this.#coming) {
      this.#takeOver(next, this.#inForce)
      this.#coming.shift()
    }
  }

  // The entry joins the group of the first intent under the new set, and nobody waits for it: a narrower set must not
  // come later because the journal is slow. Where no entry can be taken in, nothing can be answered either.
  #takeOver(release: VerifiedRelease, former: FormerRelease | null): void {
    this.#parts.journal.appendLater('ACT', activatedAct(this.#stamp(), release, former))
    this.#inForce = release
    const { hash, sequence, bundle } = release
    this.#parts.log({ event: 'policy-activated', release: hash, sequence, bundle })
  }

  #refuse(release: string | null, refusals: readonly Refusal[]): void {
    const key = release ?? ''
    if (this.#reported.has(key)) return
    const version = this.#inForce?.set.policies.version ?? null
    const act: ActBody = refusedAct(this.#stamp(), { release, refusals, version })
    this.#parts.journal.appendLater('ACT', act)
    if (this.#reported.size >= MOST_REMEMBERED) this.#reported.clear()
    this.#reported.add(key)
    this.#parts.log({ event: 'policy-refused', release, reasons: refusals.map(refusalText) })
  }

  #stamp(): Pick<ActBody, 'entryId' | 'at'> {
    return { entryId: this.#parts.newId(), at: this.#parts.clock.now().toISOString() }
  }
}

const NO_ROW: readonly Refusal[] = [{ reason: 'no-active-release', detail: 'not exactly one row names a release' }]
const NOT_YET: readonly Refusal[] = [{ reason: 'no-active-release', detail: 'no release has taken effect yet' }]

function compiledFormer(former: Omit<FormerRelease, 'set'>, compile: CompileBundle): FormerRelease | null {
  try {
    return { ...former, set: compile(former.files) }
  } catch {
    // Written for another version of this program; the entry then names every cell as gained.
    return null
  }
}
