// Who may report is decided by what was known last, however long ago: nothing may be had for that purpose but the report.
import { isRootField } from '../catalogue/roots.ts'
import { REPORT_PURPOSE } from '../identity/caller.ts'
import type { FaultAt } from './fault.ts'
import type { LegiblePolicy } from './legible.ts'

/** Root fields that read nothing about a person. */
const REPORTING: ReadonlySet<string> = new Set(['Query.dutyContact', 'Mutation.fileMandatoryReport'])

/** A fault for each root field that a policy of reports grants beyond them. */
export function* checkReport({ purpose, fields }: LegiblePolicy): Generator<FaultAt> {
  if (purpose !== REPORT_PURPOSE) return
  for (const coordinate of Object.keys(fields ?? {})) {
    if (!isRootField(coordinate) || REPORTING.has(coordinate)) continue
    yield { path: `fields.${coordinate}`, what: 'a report opens nothing to read', fix: 'grant it for another purpose' }
  }
}
