// A release: which bundle takes effect, when, and after which release. Its canonical text is what two officers sign, and
// its hash is its name. Pure.
//
// The text is RFC 8785 (audit/encoding.ts), without a line feed at its end:
//   {"bundle":"<64 hex>","effectiveFrom":"YYYY-MM-DDThh:mm:ss.sssZ","format":"hutong-release/1","sequence":1,"supersedes":null}
// The first release has sequence 1 and supersedes null; each other names its predecessor's hash and the next number. One that withdraws
// its predecessor has a member more, the last: "withdraws":true.
import { hash } from 'node:crypto'
import { canonicalText } from '../audit/encoding.ts'

const FORMAT = 'hutong-release/1'

export interface Release {
  /** The bundle's hash. */
  readonly bundle: string
  /** ISO instant in UTC with milliseconds. */
  readonly effectiveFrom: string
  readonly sequence: number
  /** The hash of the release before this one; null for the first. */
  readonly supersedes: string | null
  /** True where the release before is never to be in force: it was activated for a later day, and should not have been. */
  readonly withdraws: boolean
}

export function releaseText({ bundle, effectiveFrom, sequence, supersedes, withdraws }: Release): string {
  const members = { bundle, effectiveFrom, format: FORMAT, sequence, supersedes }
  return canonicalText(withdraws ? { ...members, withdraws } : members)
}

/** SHA-256 of the canonical text, in hex. */
export function releaseHash(text: string): string {
  return hash('sha256', text)
}

/** Null for whatever is not, byte by byte, the canonical text of one release. */
export function readRelease(text: string): Release | null {
  const value = parsed(text)
  if (typeof value !== 'object' || value === null) return null
  const { bundle, effectiveFrom, sequence, supersedes, withdraws } = value as Readonly<Record<string, unknown>>
  if (!isHash(bundle) || !isInstant(effectiveFrom) || !isSequence(sequence)) return null
  if (!(sequence === 1 ? supersedes === null : isHash(supersedes))) return null
  if (withdraws === true && supersedes === null) return null
  const named = { supersedes: supersedes as string | null, withdraws: withdraws === true }
  const release = { bundle, effectiveFrom, sequence, ...named }
  return releaseText(release) === text ? release : null
}

export interface NextRelease extends Pick<Release, 'bundle'> {
  readonly effectiveFrom: Date
  readonly withdraws?: boolean
}

/** The release that follows another; `null` before the first. */
export function nextRelease(
  before: { readonly hash: string; readonly release: Release } | null,
  { bundle, effectiveFrom, withdraws = false }: NextRelease,
): Release {
  return {
    bundle,
    effectiveFrom: effectiveFrom.toISOString(),
    sequence: (before?.release.sequence ?? 0) + 1,
    supersedes: before?.hash ?? null,
    withdraws,
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function isHash(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)
}

function isInstant(value: unknown): value is string {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/.test(value)) return false
  const time = Date.parse(value)
  return !Number.isNaN(time) && new Date(time).toISOString() === value
}

function isSequence(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1
}
