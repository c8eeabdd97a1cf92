// A number under which a department's import brought a child: read and indexed as import reads and indexes it.
import type pg from 'pg'
import { type IndexedNumber, type NumberEdge, readNumber } from '../../src/intake/child-number.ts'
import { normalBirth } from '../../src/linking/normal-number.ts'
import { blindIndex } from '../../src/masking/blind-index.ts'

export interface BroughtNumber {
  readonly childId: string
  readonly kind: 'CITIZEN' | 'RESIDENCE_PERMIT' | 'FOREIGN_RESIDENT' | 'TRAVEL_PERMIT' | 'PASSPORT'
  readonly text: string
}

export async function bringNumber(registry: pg.Pool, edge: NumberEdge, brought: BroughtNumber): Promise<void> {
  const reading = readNumber({ form: 'TEXT', text: brought.text }, brought.kind, edge)
  if (!reading.ok) throw new Error(`import refuses it: ${JSON.stringify(reading)}`)
  await insertIndex(registry, brought.childId, reading.value)
}

/** By whom a child was born and by which certificate, as a sheet that knows both states it. */
export interface Birth {
  readonly motherId: string
  readonly birthCertificateNo: string
}

export async function bringBirth(registry: pg.Pool, edge: NumberEdge, childId: string, birth: Birth): Promise<void> {
  const reading = normalBirth(birth.motherId, birth.birthCertificateNo, edge)
  if (!reading.ok) throw new Error(`linking states none: ${reading.fault}`)
  await insertIndex(registry, childId, { kind: 'BIRTH', index: blindIndex(edge.index, 'BIRTH', reading.value) })
}

async function insertIndex(
  registry: pg.Pool,
  childId: string,
  { kind, index }: Pick<IndexedNumber, 'kind' | 'index'>,
): Promise<void> {
  await registry.query(
    `insert into registry.identifier (child_id, kind, blind_index, valid_from, recorded_at)
     values ($1, $2, $3, '2018-01-01', '2018-01-01')`,
    [childId, kind, index],
  )
}
