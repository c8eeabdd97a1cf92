// Checks a journal from its rows alone, as a stranger would: every leaf and link is computed again, in bounded memory.
// After a fault it goes on from what is stored, so that one change is one finding and not the whole rest of the chain.
import { canonicalText, chainHash, firstLink, HASH_BYTES, leafHash, leafText, SALT_BYTES } from './encoding.ts'
import { ENTRY_KINDS, type EntryKind } from './entry.ts'
import { OpenIntents, type UnansweredIntents } from './open-intents.ts'
import type { StoredEntry } from './stored-entries.ts'

export type FindingCause =
  /** The leaf is not what was hashed: body, kind, time, salt or leaf hash was changed. */
  | 'ALTERED'
  /** The leaf is whole, yet does not follow from the entry before: swapped, inserted or re-hashed. */
  | 'BROKEN_LINK'
  | 'DUPLICATE'
  | 'MISSING_START'
  | 'MISSING_BETWEEN'
  /** A chain ends before, or is another at, a head that was kept elsewhere. */
  | 'MISSING_END'
  | 'OTHER_HISTORY'
  /** An outcome of an intent that is not in the chain, or a second one. */
  | 'STRAY_OUTCOME'

export interface Finding {
  readonly cause: FindingCause
  readonly process: string
  readonly sequence: number
}

/** Where a chain stood: kept elsewhere, it shows a cut-off end and a re-written history. */
export interface ChainHead {
  readonly process: string
  readonly sequence: number
  readonly chainHash: string
}

export interface JournalReport {
  readonly entries: number
  readonly heads: readonly ChainHead[]
  /** What was found at all, however often. */
  readonly causes: readonly FindingCause[]
  readonly findingCount: number
  /** The first findings, in chain order. */
  readonly findings: readonly Finding[]
  /** Intents without outcome: their answers may have been released. */
  readonly unanswered: UnansweredIntents
}

export interface VerifyOptions {
  readonly knownHeads?: readonly ChainHead[]
  readonly onProgress?: (entries: number) => void
}

const MAX_FINDINGS = 1_000
const PROGRESS_STEP = 10_000

/** `rows` must come by process and sequence. */
export async function verifyJournal(
  rows: AsyncIterable<StoredEntry> | Iterable<StoredEntry>,
  options: VerifyOptions = {},
): Promise<JournalReport> {
  const verification = new Verification(options.knownHeads ?? [])
  for await (const row of rows) {
    verification.take(row)
    if (verification.entries % PROGRESS_STEP === 0) options.onProgress?.(verification.entries)
  }
  return verification.finish()
}

class Verification {
  entries = 0
  readonly #knownHeads: Map<string, ChainHead>
  readonly #heads: ChainHead[] = []
  readonly #findings: Finding[] = []
  readonly #causes = new Set<FindingCause>()
  #findingCount = 0
  readonly #intents = new OpenIntents()
  #process: string | undefined
  #sequence = 0
  #chainHash: Buffer = Buffer.alloc(0)

  constructor(knownHeads: readonly ChainHead[]) {
    this.#knownHeads = new Map(knownHeads.map((head) => [head.process, head]))
  }

  take(row: StoredEntry): void {
    if (row.process !== this.#process) this.#startChain(row.process)
    this.entries += 1
    const isNext = this.#checkSequence(row)
    const isWhole = isLeafWhole(row)
    if (!isWhole) this.#report('ALTERED', row.sequence)
    // Behind a gap the link cannot be checked; the gap itself is the finding.
    if (isNext && !isLinked(this.#chainHash, row)) {
      this.#report('BROKEN_LINK', row.sequence)
    }
    // Altered intents open as well, or each would be found twice: once more in its outcome.
    const isPaired = this.#intents.follow(row.kind, row.body)
    if (isWhole && !isPaired) this.#report('STRAY_OUTCOME', row.sequence)
    this.#sequence = row.sequence
    this.#chainHash = row.chainHash
    this.#compareWithKnown()
  }

  finish(): JournalReport {
    this.#endChain()
    for (const head of this.#knownHeads.values()) this.#add({ cause: 'MISSING_END', ...placeOf(head) })
    return {
      entries: this.entries,
      heads: this.#heads,
      causes: [...this.#causes],
      findingCount: this.#findingCount,
      findings: this.#findings,
      unanswered: this.#intents.unanswered(),
    }
  }

  #startChain(process: string): void {
    this.#endChain()
    this.#process = process
    this.#sequence = 0
    this.#chainHash = firstLink(process)
  }

  #endChain(): void {
    const process = this.#process
    if (process === undefined) return
    this.#intents.endChain()
    this.#heads.push({ process, sequence: this.#sequence, chainHash: this.#chainHash.toString('hex') })
  }

  /** Whether the row directly follows the one before it. */
  #checkSequence(row: StoredEntry): boolean {
    const expected = this.#sequence + 1
    if (row.sequence === expected) return true
    if (row.sequence <= this.#sequence) this.#report('DUPLICATE', row.sequence)
    else this.#report(this.#sequence === 0 ? 'MISSING_START' : 'MISSING_BETWEEN', expected)
    return false
  }

  #compareWithKnown(): void {
    const known = this.#process === undefined ? undefined : this.#knownHeads.get(this.#process)
    if (!known || known.sequence !== this.#sequence) return
    if (known.chainHash !== this.#chainHash.toString('hex')) this.#report('OTHER_HISTORY', this.#sequence)
    // Met: what is left at the end was never reached.
    this.#knownHeads.delete(known.process)
  }

  #report(cause: FindingCause, sequence: number): void {
    if (this.#process !== undefined) this.#add({ cause, process: this.#process, sequence })
  }

  #add(finding: Finding): void {
    this.#causes.add(finding.cause)
    this.#findingCount += 1
    if (this.#findings.length < MAX_FINDINGS) this.#findings.push(finding)
  }
}

function placeOf(head: ChainHead): { process: string; sequence: number } {
  return { process: head.process, sequence: head.sequence }
}

// With the table's checks dropped, a stored hash can have any length.
function isLinked(previous: Buffer, row: StoredEntry): boolean {
  if (previous.length !== HASH_BYTES || row.leafHash.length !== HASH_BYTES) return false
  return chainHash(previous, row.leafHash).equals(row.chainHash)
}

function isLeafWhole(row: StoredEntry): boolean {
  const kind = ENTRY_KINDS.find((known: EntryKind) => known === row.kind)
  if (!kind || row.salt.length !== SALT_BYTES || !row.recordedAt.endsWith('000Z')) return false
  const recordedAt = `${row.recordedAt.slice(0, -4)}Z`
  if (!leafHash(row.salt, leafText({ kind, recordedAt, body: row.body })).equals(row.leafHash)) return false
  return isCanonical(row.body)
}

// A body that hashes right but is not canonical was not written by this encoding.
function isCanonical(body: string): boolean {
  try {
    return canonicalText(JSON.parse(body)) === body
  } catch {
    return false
  }
}
