// Why a release does not take effect: a closed list of reasons, each with a word on what was found. No reason holds a
// value of a child; policies and signatures know none.

export const REFUSAL_REASONS = [
  'no-active-release',
  'unknown-release',
  'altered-release',
  'altered-bundle',
  'unsigned',
  'signed-once',
  'one-officer',
  'unknown-officer',
  'wrong-header',
  'wrong-signature',
  'replayed',
  'another-history',
  'backdated',
  'before-the-floor',
  'does-not-compile',
] as const
export type RefusalReason = (typeof REFUSAL_REASONS)[number]

export interface Refusal {
  readonly reason: RefusalReason
  readonly detail: string
}

export function refusalText({ reason, detail }: Refusal): string {
  return `${reason}: ${detail}`
}

export class ReleaseRefused extends Error {
  readonly refusals: readonly Refusal[]

  constructor(refusals: readonly Refusal[]) {
    super(`the release is refused:\n${refusals.map(refusalText).join('\n')}`)
    this.name = 'ReleaseRefused'
    this.refusals = refusals
  }
}
