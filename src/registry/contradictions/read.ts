// `Child.contradictions`: computed from the very cells that it is derived from, each read as it is granted to this caller.
import { contradictions } from '../../departments/edge-reads.ts'
import { missingAmong, type Witness } from '../../departments/join-rows.ts'
import { CONTRADICTABLE, departmentsKnowing } from '../../departments/joined.ts'
import type { ShapeField } from '../../plan/shape.ts'

export const CONTRADICTIONS = { field: 'Child.contradictions', restOn: CONTRADICTABLE } as const

/** Undefined where nobody asks. While one who knows is out, nobody can say that there is none. */
export function contradictionsShown(
  fields: readonly ShapeField[],
  read: ReadonlySet<string>,
  witness: Witness,
): unknown {
  if (!fields.some(({ coordinate }) => coordinate === CONTRADICTIONS.field)) return undefined
  const missing = missingAmong(witness, departmentsKnowing(CONTRADICTABLE))
  if (missing) return missing
  return contradictions(read, witness).map(({ field, entry, statements }) => ({
    field,
    entry,
    statements: statements.map(({ source, value }) => ({ source, value: String(value) })),
  }))
}
