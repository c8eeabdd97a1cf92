// What linking leaves of a sheet's former name and number: they opened the child until 2024-05-01.
import type pg from 'pg'
import { type BlindIndexKey, blindIndex } from '../../src/masking/blind-index.ts'
import { normalName } from '../../src/masking/normal-name.ts'

export interface Identity {
  readonly fullName: string
  readonly citizenId: string
}

/** Of number and name, in this order. */
export function indexesOf(key: BlindIndexKey, { fullName, citizenId }: Identity): [number: Buffer, name: Buffer] {
  return [blindIndex(key, 'CITIZEN_ID', citizenId), blindIndex(key, 'NAME', normalName(fullName))]
}

export async function wasOnce(
  registry: pg.Pool,
  { key, childId, identity }: { readonly key: BlindIndexKey; readonly childId: string; readonly identity: Identity },
): Promise<void> {
  const [number, name] = indexesOf(key, identity)
  for (const [kind, index] of [
    ['CITIZEN_ID', number],
    ['NAME', name],
  ] as const) {
    await registry.query(
      `insert into registry.identifier (child_id, kind, blind_index, valid_from, valid_to, recorded_at)
       values ($1, $2, $3, '2018-01-01', '2024-05-01', '2024-05-01')`,
      [childId, kind, index],
    )
  }
}
