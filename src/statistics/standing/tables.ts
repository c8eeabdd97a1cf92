// The standing tables: one line each.
import { ASKED } from './asked.ts'
import { BY_COUNTY } from './by-county.ts'
import { CERTIFIED_DIRECTORS } from './child-directors.ts'
import { CROWDED_VILLAGES } from './crowded-villages.ts'
import { REPORT_TIMES } from './report-times.ts'
import type { StandingTable } from './standing.ts'

/** In the order of their questions; tables that enter the ledger exactly come before those that are held against it. */
export const STANDING_TABLES: readonly StandingTable[] = [
  ...BY_COUNTY,
  CROWDED_VILLAGES,
  CERTIFIED_DIRECTORS,
  ...ASKED,
  REPORT_TIMES,
]
