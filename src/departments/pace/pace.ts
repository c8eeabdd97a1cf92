// The agreed rate and quota of a source as the figures that are counted by: how far calls lie apart, how many come together,
// how much of both a job may take.
import { DESKS_SHARE, type SourceBounds } from '../bounds.ts'

export interface Pace {
  /** Between two calls, in milliseconds; 0 where no rate was agreed. */
  readonly spacingMs: number
  /** Between two calls of jobs. */
  readonly jobSpacingMs: number
  /** Calls that may come together. */
  readonly burst: number
  /** Calls of a day; null where none was agreed. */
  readonly quota: number | null
  /** Those of them that jobs may make. */
  readonly jobQuota: number | null
}

/**
 * How late after its moment a call may begin; later, its place is lost. Calls lie as much further apart, so that no second a
 * department counts, wherever it begins, holds one call too many.
 */
export const LATEST_MS = 50

export function paceOf({ rate, dailyQuota, desksShare = DESKS_SHARE }: SourceBounds): Pace {
  const spacingMs = rate ? spacingOf(rate.perSecond) : 0
  return {
    spacingMs,
    jobSpacingMs: desksShare < 1 ? spacingMs / (1 - desksShare) : spacingMs,
    burst: rate?.burst ?? 1,
    quota: dailyQuota ?? null,
    jobQuota: jobQuotaOf(dailyQuota, desksShare),
  }
}

// Any 1,000 ms hold the calls whose moments lie in 1,000 + LATEST_MS: one for each spacing that goes into that.
function spacingOf(perSecond: number): number {
  return perSecond < 1 ? 1_000 / perSecond + LATEST_MS : (1_000 + LATEST_MS) / perSecond
}

function jobQuotaOf(dailyQuota: number | undefined, desksShare: number): number | null {
  if (desksShare >= 1) return 0
  return dailyQuota === undefined ? null : Math.floor(dailyQuota * (1 - desksShare))
}

/** True where calls are to be counted at all. */
export function isPaced({ spacingMs, quota, jobQuota }: Pace): boolean {
  return spacingMs > 0 || quota !== null || jobQuota !== null
}
