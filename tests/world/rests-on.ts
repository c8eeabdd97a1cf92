// What of an answer rests on a department: its own edge, and the cells of others' edges of which it knows as well, for without
// it nobody can answer for them.
import { type DepartmentCode, departmentOf } from '../../src/departments/departments.ts'

export type Path = readonly (string | number)[]
type Child = Readonly<Record<string, unknown>>

/** Paths of an answer `{ child }` that asks for every one of these cells. */
export function restingOn(code: DepartmentCode, child: Child): Path[] {
  const own = ['child', departmentOf(code).edge]
  const links = (child.publicSecurity as { parentLinks?: readonly unknown[] | null } | null)?.parentLinks ?? []
  const statuses = links.map((_, at) => ['child', 'publicSecurity', 'parentLinks', at, 'vitalStatus'])
  const kept = ['child', 'justice', 'parentSituations']
  if (code === 'GAJ') return [own, kept]
  if (code === 'MZJ') {
    return [own, ['child', 'publicSecurity', 'lostContactFinding'], ['child', 'insurance', 'medAidTier']]
  }
  if (code === 'SWJ') return [own, ['child', 'insurance', 'premiumSubsidy', 'paidOn']]
  return code === 'FYJ' ? [own, ...statuses, kept] : [own]
}

/** The answer with null at these paths. */
export function without(child: Child, paths: readonly Path[]): unknown {
  return withCells(
    child,
    paths.map((path) => [path, null]),
  )
}

/** The answer with these values at these paths; an edge that was null is an object once a cell of it is missing. */
export function withCells(child: Child, cells: readonly (readonly [Path, unknown])[]): unknown {
  const answer: Record<string | number, unknown> = structuredClone({ child })
  for (const [path, value] of cells) {
    let at = answer
    for (const key of path.slice(0, -1)) {
      at[key] ??= {}
      at = at[key] as Record<string | number, unknown>
    }
    at[path.at(-1) ?? ''] = value
  }
  return answer.child
}
