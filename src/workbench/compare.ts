// Two folders of policies side by side: who gains, who loses, by which cells and terms, each with a made-up child by whom
// it can be seen. What the difference is, policy/diff.ts says; this file says which way it goes and shows it.
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
  readonly example: ExampleChild | null
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

/** `packs`: by which the examples' answers are given. */
export function compare(
  before: Edition,
  after: Edition,
  { today, packs }: { readonly today: Day; readonly packs: readonly RulePack[] },
): Comparison {
  const { gained, lost, changed, terms } = diffPolicies(before.desk.set, after.desk.set)
  const cells = [...gained, ...changed, ...lost].map((cell) => withDecisions(before.desk, after.desk, cell))
  const examples = cells.length === 0 ? new Map() : examplesFor(cells, { city: demoCity(today), packs })
  return {
    versions: [before.desk.set.version, after.desk.set.version],
    cells: inOrder(
      cells.map((cell, at) => {
        const { was, is, grant: _grant, ...change } = cell
        return { ...change, direction: directionOf(was, is), example: examples.get(at) ?? null }
      }),
    ),
    terms: inOrder(terms.map((term) => ({ ...term, direction: directionOfTerm(before.desk, after.desk, term) }))),
    packs: packsThatDiffer(before.packs, after.packs),
  }
}

/** True where somebody may come to know more. */
export function isWidening({ cells, terms }: Comparison): boolean {
  return [...cells, ...terms].some(({ direction }) => direction !== 'loss')
}

type Changed = CellChange & ChangedCell

function withDecisions(before: Desk, after: Desk, cell: CellChange): Changed {
  const { role, purpose, kind, coordinate } = cell
  const [then, now] = [before, after].map((desk) => desk.set.grantFor(role, purpose))
  const refused: Decision = { effect: 'refuse', policies: [], reason: 'no policy' }
  return {
    ...cell,
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
