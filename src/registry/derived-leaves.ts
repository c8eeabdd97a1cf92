// Fields of a child that are computed from cells of several departments: where one is asked for, those cells are read, each as it
// is granted to this caller.
import type { GrantedLeaf, RootPlan } from '../plan/plan.ts'
import { everyField } from '../plan/shape.ts'
import type { Grant } from '../policy/compile.ts'
import { CONTRADICTIONS } from './contradictions/read.ts'
import { FINDINGS } from './findings/read.ts'

interface DerivedField {
  readonly field: string
  readonly restOn: readonly string[]
}

const DERIVED: readonly DerivedField[] = [CONTRADICTIONS, FINDINGS]

const extended = new WeakMap<RootPlan, readonly GrantedLeaf[]>()

/** The leaves of the plan, with those that its computed fields rest on. What is not granted is not read, and nothing is said of it. */
export function leavesWithDerived(plan: RootPlan, grant: Grant): readonly GrantedLeaf[] {
  const known = extended.get(plan)
  if (known) return known
  const asked = new Set([...everyField(plan.field.fields)].map(({ coordinate }) => coordinate))
  const restOn = new Set(DERIVED.filter(({ field }) => asked.has(field)).flatMap((derived) => derived.restOn))
  for (const { coordinate } of plan.leaves) restOn.delete(coordinate)
  const leaves =
    restOn.size === 0 ? plan.leaves : [...plan.leaves, ...[...restOn].flatMap((leaf) => granted(leaf, grant))]
  extended.set(plan, leaves)
  return leaves
}

function granted(coordinate: string, grant: Grant): GrantedLeaf[] {
  const decision = grant.decide('select', coordinate)
  if (decision.effect === 'refuse') return []
  return [{ coordinate, mask: decision.effect === 'mask' ? decision.mask : null, rows: decision.rows ?? [] }]
}
