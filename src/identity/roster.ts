// Who holds which role where, and which tokens are revoked, as a snapshot that is never older than five seconds: rights
// end when the roster says so, not when a token runs out (X05). A roster that cannot be read in time refuses everyone.
import type { Clock } from '../clock.ts'
import { createRefreshed, type Refreshed, type RefreshSettings } from '../database/refreshed.ts'
import { createSnapshot, type RosterRows, type RosterSnapshot } from './roster-snapshot.ts'

export type {
  Agent,
  Assignment,
  DutyContact,
  Organisation,
  RosterRows,
  RosterSnapshot,
  StandIn,
} from './roster-snapshot.ts'

export type RosterSettings = Omit<RefreshSettings, 'name'>

export type Roster = Refreshed<RosterSnapshot>

export function createRoster(readRoster: () => Promise<RosterRows>, clock: Clock, settings: RosterSettings): Roster {
  return createRefreshed(async () => createSnapshot(await readRoster()), clock, { ...settings, name: 'roster' })
}
