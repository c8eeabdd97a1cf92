// A number under which a department's import brought a child: read and indexed as import reads and indexes it.
import type pg from 'pg'
import { type NumberEdge, readNumber } from '../../src/intake/child-number.ts'

export interface BroughtNumber {
  readonly childId: string
  readonly kind: 'CITIZEN' | 'RESIDENCE_PERMIT' | 'FOREIGN_RESIDENT' | 'TRAVEL_PERMIT' | 'PASSPORT'
  readonly text: string
}

export async function bringNumber(registry: pg.Pool, edge: NumberEdge, brought: BroughtNumber): Promise<void> {
  const reading = readNumber({ form: 'TEXT', text: brought.text }, brought.kind, edge)
  if (!reading.ok) throw new Error(`import refuses it: ${JSON.stringify(reading)}`)
  await registry.query(
    `insert into registry.identifier (child_id, kind, blind_index, valid_from, recorded_at)
     values ($1, $2, $3, '2018-01-01', '2018-01-01')`,
    [brought.childId, reading.value.kind, reading.value.index],
  )
}
