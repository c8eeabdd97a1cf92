// Where the choice between the two subsidies is written down: at civil affairs' own database, by a role that may do this and nothing else.
// What held before keeps its row; the database itself lets no child have two choices on one day.
import type { Pool } from 'pg'
import type { Day } from '../../clock.ts'
import { inTransaction } from '../../database/transaction.ts'
import { GatewayError, invariant } from '../../errors.ts'
import { atSource, closedSource } from '../at-source.ts'

export interface ChoiceEntry {
  readonly id: string
  readonly subjectKey: string
  readonly choice: string
  /** The first day of a month. */
  readonly validFrom: Day
  readonly organisationId: string
  readonly recordedBy: string
  readonly recordedFor: string | null
  readonly recordedAt: Date
  readonly digest: Buffer
}

export interface ChoiceBook {
  /**
   * Gives the first day on which it holds: of the same entry again the first one's. `isOnRecord` runs before the entry stands, and not for one that stands already. BAD_INPUT where it stands with other words,
   * SOURCE_UNAVAILABLE while civil affairs takes nothing in; then nothing of it stands.
   */
  add(entry: ChoiceEntry, isOnRecord: () => Promise<void>): Promise<Day>
}

const CIVIL_AFFAIRS = 'civil affairs'

export const CLOSED_CHOICES: ChoiceBook = { add: closedSource(CIVIL_AFFAIRS) }

const CHOOSE = 'select outcome, holds_from from civil_affairs.choose($1, $2, $3, $4, $5, $6, $7, $8, $9)'

interface Chosen {
  readonly outcome: 'WRITTEN' | 'SAME' | 'OTHERWISE'
  readonly holds_from: Day
}

export function createChoiceBook(recorder: Pool): ChoiceBook {
  return {
    add: ({ id, subjectKey, choice, validFrom, organisationId, ...by }, isOnRecord) =>
      atSource(CIVIL_AFFAIRS, () =>
        inTransaction(recorder, async (client) => {
          const { recordedBy, recordedFor, recordedAt, digest } = by
          const {
            rows: [chosen],
          } = await client.query<Chosen>(CHOOSE, [
            ...[id, subjectKey, choice, validFrom, organisationId, recordedBy, recordedFor, recordedAt, digest],
          ])
          invariant(chosen, 'the function gives one row')
          if (chosen.outcome === 'OTHERWISE')
            throw new GatewayError('BAD_INPUT', 'the same key with other words', { hint: 'KEY_REUSED' })
          if (chosen.outcome === 'WRITTEN') await isOnRecord()
          return chosen.holds_from
        }),
      ),
  }
}
