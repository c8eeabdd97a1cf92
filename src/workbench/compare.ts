// Two folders of policies side by side: who gains, who loses, by which cells and terms, and a made-up child by whom each
// can be seen. What the difference is, policy/diff.ts says; this file says which way it goes and shows it.
import type { Day } from '../clock.ts'
import type { RulePack } from '../eligibility/rule-pack.ts'
import type { Grant } from '../policy/compile.ts'
import type { Decision } from '../policy/decision.ts'
import { type CellChange, diffPolicies, type TermChange } from '../policy/diff.ts'
import { demoCity } from './demo-city.ts'
import type { Desk } from './desk.ts'
import { type Direction, directionOf, termDirection } from './direction.ts'
import { type ChangedCell, type ExampleChild, examplesFor } from './example-child.ts'

export interface ComparedCell extends CellChange {
  readonly direction: Direction
}

export interface ComparedTerm extends TermChange {
  readonly direction: Direction
}

export interface Comparison {
  readonly versions: readonly [before: string, after: string]
  /** Gains first, then what is unclear, then losses. */
  readonly cells: readonly ComparedCell[]
  readonly terms: readonly ComparedTerm[]
  /** Rule packs whose text differs: an answer's grounds change although no cell does. */
  readonly packs: readonly string[]
}

/** One folder, compiled. */
export interface Edition {
  readonly desk: Desk
  readonly packs: ReadonlyMap<string, string>
}

export function compare(before: Edition, after: Edition): Comparison {
  const { gained, lost, changed, terms } = diffPolicies(before.desk.set, after.desk.set)
  return {
    versions: [before.desk.set.version, after.desk.set.version],
    cells: inOrder(
      [...gained, ...changed, ...lost].map((cell) => {
        const { was, is } = decisionsOf(before.desk, after.desk, cell)
        return { ...cell, direction: directionOf(was, is) }
      }),
    ),
    terms: inOrder(terms.map((term) => ({ ...term, direction: directionOfTerm(before.desk, after.desk, term) }))),
    packs: packsThatDiffer(before.packs, after.packs),
  }
}

/** True where somebody may come to know more; what another rule answers cannot be told from its text. */
export function isWidening({ cells, terms, packs }: Comparison): boolean {
  return packs.length > 0 || [...cells, ...terms].some(({ direction }) => direction !== 'loss')
}

/** One child of the demo's city for each cell of the comparison, by its place there; answers are given by `packs`. */
export function examplesOf(
  { cells }: Comparison,
  of: { readonly before: Desk; readonly after: Desk; readonly today: Day; readonly packs: readonly RulePack[] },
): ReadonlyMap<number, ExampleChild> {
  if (cells.length === 0) return new Map()
  const changed = cells.map((cell) => ({ ...cell, ...decisionsOf(of.before, of.after, cell) }))
  return examplesFor(changed, { city: demoCity(of.today), packs: of.packs })
}

function decisionsOf(before: Desk, after: Desk, cell: CellChange): Pick<ChangedCell, 'was' | 'is' | 'grant'> {
  const { role, purpose, kind, coordinate } = cell
  const [then, now] = [before.set.grantFor(role, purpose), after.set.grantFor(role, purpose)]
  const refused: Decision = { effect: 'refuse', policies: [], reason: 'no policy' }
  return {
    was: then?.decide(kind, coordinate) ?? refused,
    is: now?.decide(kind, coordinate) ?? refused,
    grant: (now ?? then) as Grant,
  }
}

// The terms of a policy that is new or gone say nothing beside its cells.
function directionOfTerm(before: Desk, after: Desk, term: TermChange): Direction {
  const { role, purpose } = term
  if (!before.set.grantFor(role, purpose)) return 'gain'
  return after.set.grantFor(role, purpose) ? termDirection(term) : 'loss'
}

const ORDER: readonly Direction[] = ['gain', 'unclear', 'loss']

function inOrder<T extends { readonly direction: Direction }>(changes: readonly T[]): T[] {
  return changes.toSorted((a, b) => ORDER.indexOf(a.direction) - ORDER.indexOf(b.direction))
}

function packsThatDiffer(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  const names = new Set([...before.keys(), ...after.keys()])
  return [...names].filter((name) => before.get(name) !== after.get(name)).sort()
}
