// `Child.contradictions`: computed from the very cells that it is derived from, each read as it is granted to this caller.
import { contradictions } from '../../departments/edge-reads.ts'
import { missingAmong, type Witness } from '../../departments/join-rows.ts'
import { CONTRADICTABLE, departmentsKnowing } from '../../departments/joined.ts'
import type { GrantedLeaf, RootPlan } from '../../plan/plan.ts'
import { everyField, type ShapeField } from '../../plan/shape.ts'
import type { Grant } from '../../policy/compile.ts'

const FIELD = 'Child.contradictions'

const extended = new WeakMap<RootPlan, readonly GrantedLeaf[]>()

/** The leaves of the plan, with those that contradictions are looked for in where they are asked for. */
export function leavesWithContradictable(plan: RootPlan, grant: Grant): readonly GrantedLeaf[] {
  const known = extended.get(plan)
  if (known) return known
  const isAsked = [...everyField(plan.field.fields)].some(({ coordinate }) => coordinate === FIELD)
  const leaves = isAsked ? [...plan.leaves, ...contradictable(plan, grant)] : plan.leaves
  extended.set(plan, leaves)
  return leaves
}

// What is not granted is not read, and nothing is said of it.
function contradictable(plan: RootPlan, grant: Grant): GrantedLeaf[] {
  const planned = new Set(plan.leaves.map(({ coordinate }) => coordinate))
  return CONTRADICTABLE.filter((coordinate) => !planned.has(coordinate)).flatMap((coordinate) => {
    const decision = grant.decide('select', coordinate)
    if (decision.effect === 'refuse') return []
    return [{ coordinate, mask: decision.effect === 'mask' ? decision.mask : null, rows: decision.rows ?? [] }]
  })
}

/** Undefined where nobody asks. While one who knows is out, nobody can say that there is none. */
export function contradictionsShown(
  fields: readonly ShapeField[],
  read: ReadonlySet<string>,
  witness: Witness,
): unknown {
  if (!fields.some(({ coordinate }) => coordinate === FIELD)) return undefined
  const missing = missingAmong(witness, departmentsKnowing(CONTRADICTABLE))
  if (missing) return missing
  return contradictions(read, witness).map(({ field, entry, statements }) => ({
    field,
    entry,
    statements: statements.map(({ source, value }) => ({ source, value: String(value) })),
  }))
}
