// From what a caller says of a visit or an assessment to the cells that are written. What is not said is null: it stays unknown.
import { boundedDay } from '../bounded-day.ts'
import { addDays, type Day } from '../clock.ts'
import type { Cells } from '../departments/community/care-book.ts'
import { GatewayError } from '../errors.ts'

const LATEST_DAYS = 90

type Said = Readonly<Record<string, unknown>>

/** Of today or of the last 90 days; BAD_INPUT for any other day. */
export function dayWithin(argument: unknown, today: Day): Day {
  return boundedDay(String(argument), { least: addDays(today, -LATEST_DAYS), most: today })
}

/** BAD_INPUT where nothing at all is said, or a parent is away without a day, or has a day and is not. */
export function assessmentCells({ findings, father, mother }: Said, day: Day): Cells {
  const said = (findings ?? {}) as Said
  const cells = {
    guardianship_missing: said.guardianshipMissing ?? null,
    difficulties: codes(said.difficulties),
    entrusted_care: said.entrustedCare ?? null,
    accompanied: said.accompanied ?? null,
    needs: codes(said.needs),
    ...parentCells('father', father, day),
    ...parentCells('mother', mother, day),
  }
  if (Object.values(cells).every((cell) => cell === null))
    throw new GatewayError('BAD_INPUT', 'nothing was found', { hint: 'NOTHING_FOUND' })
  return cells
}

/** Each once, in one order: the same set is the same words. */
function codes(argument: unknown): readonly string[] | null {
  if (argument === null || argument === undefined) return null
  return [...new Set((argument as readonly unknown[]).map(String))].sort()
}

function parentCells(which: 'father' | 'mother', argument: unknown, day: Day): Cells {
  const said = (argument ?? {}) as Said
  const away = said.away ?? null
  const since = (said.awaySince ?? null) as Day | null
  if ((away === true) !== (since !== null))
    throw new GatewayError('BAD_INPUT', 'away and since when go together', { hint: 'AWAY_AND_SINCE' })
  if (since !== null && since > day)
    throw new GatewayError('BAD_INPUT', 'away since after the assessment', { hint: 'AWAY_AND_SINCE' })
  return {
    [`${which}_unable`]: said.unableToSupport ?? null,
    [`${which}_lacks_capacity`]: said.lacksGuardianCapacity ?? null,
    [`${which}_away`]: away,
    [`${which}_away_since`]: since,
  }
}

/** What is read of an assessment for a field that is selected; a field of a parent is one column for each of the two. */
export const COLUMNS: Readonly<Record<string, string>> = {
  day: 'assessed_on',
  evidence: 'evidence',
  guardianshipMissing: 'guardianship_missing',
  difficulties: 'difficulties',
  entrustedCare: 'entrusted_care',
  accompanied: 'accompanied',
  needs: 'needs',
}
export const PARENT_COLUMNS: Readonly<Record<string, string>> = {
  unableToSupport: 'unable',
  lacksGuardianCapacity: 'lacks_capacity',
  away: 'away',
  awaySince: 'away_since',
}
