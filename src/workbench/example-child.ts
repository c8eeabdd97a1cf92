// For a changed cell, the first child of the demo's city by whom the change can be seen, and what a caller would see of it
// before and after. The child is made up, and so is the value.
import type { Records } from '../city/registry-rows.ts'
import type { Day } from '../clock.ts'
import { BENEFITS, type Benefit, type RulePack } from '../eligibility/rule-pack.ts'
import { maskNamed } from '../masking/masks.ts'
import type { Grant } from '../policy/compile.ts'
import type { Decision, UseKind } from '../policy/decision.ts'
import type { CellChange } from '../policy/diff.ts'
import { answerOf, cellOf, type DemoCity, holdingOf, isSomebodys } from './demo-city.ts'
import { treatmentFor } from './treatment.ts'

export interface ExampleChild {
  /** Made up. */
  readonly name: string
  readonly index: number
  readonly before: string
  readonly after: string
}

export interface ChangedCell extends Pick<CellChange, 'role' | 'purpose' | 'kind' | 'coordinate'> {
  readonly was: Decision
  readonly is: Decision
  /** The grant after the change, or before it where there is none after. */
  readonly grant: Grant
}

/** Children are looked at until each cell has its example; one that nobody shows among so many gets none. */
const MOST_CHILDREN = 4_000

/** By the place of the cell in the list. Cells that hold nothing of a child by themselves have no example. */
export function examplesFor(
  cells: readonly ChangedCell[],
  { city, packs }: { readonly city: DemoCity; readonly packs: readonly RulePack[] },
): ReadonlyMap<number, ExampleChild> {
  const found = new Map<number, ExampleChild>()
  const waiting = new Map([...cells.entries()].filter(([, cell]) => isOfChildren(cell)))
  let looked = 0
  for (const records of city.children()) {
    if (waiting.size === 0 || looked === MOST_CHILDREN) break
    looked += 1
    for (const [at, cell] of waiting) {
      const example = exampleOf(records, cell, { today: city.today, packs })
      if (!example) continue
      found.set(at, example)
      waiting.delete(at)
    }
  }
  return found
}

function isOfChildren({ grant, kind }: ChangedCell): boolean {
  return grant.relation !== 'none' && kind !== 'input'
}

interface Looking {
  readonly today: Day
  readonly packs: readonly RulePack[]
}

function exampleOf(records: Records, cell: ChangedCell, looking: Looking): ExampleChild | null {
  const { grant, was, is, kind } = cell
  if (!isSomebodys(records, grant.relation)) return null
  const value = valueFor(records, cell, looking)
  if (value === null) return null
  const holds = holdingOf(records, grant.relation)
  const [before, after] = [treatmentFor(was, holds), treatmentFor(is, holds)]
  if (before === after) return null
  const seen = (treatment: string): string => seenOf(value, { treatment, kind, today: looking.today })
  return { name: records.subject.name, index: records.subject.index, before: seen(before), after: seen(after) }
}

function valueFor(records: Records, { coordinate, grant }: ChangedCell, { today, packs }: Looking): string | null {
  const [type, field = ''] = coordinate.split('.', 2)
  if (type !== 'EligibilityAnswer') return cellOf(records, coordinate, today)
  for (const benefit of benefitsOf(grant)) {
    const value = answerOf(records, { packs, benefit, today })[field]
    if (value !== undefined && value !== 'NONE_CONFIRMED') return value
  }
  return null
}

function benefitsOf({ values }: Grant): readonly Benefit[] {
  return BENEFITS.filter((benefit) => values.Benefit === undefined || values.Benefit.includes(benefit))
}

const NOT_USED: Readonly<Record<UseKind, string>> = {
  select: 'refused',
  input: 'may not be sent',
  filter: 'not found by it',
  sort: 'not placed by it',
  group: 'not counted by it',
}

function seenOf(value: string, of: { treatment: string; kind: UseKind; today: Day }): string {
  const { treatment, kind, today } = of
  if (treatment === 'refuse') return NOT_USED[kind]
  if (treatment === 'withheld') return 'null, and the word WITHHELD'
  if (treatment === 'looks-absent') return 'null, as if there were none'
  const left = treatment.startsWith('mask:') ? String(maskNamed(treatment.slice(5))?.apply(value, today) ?? '') : value
  return kind === 'select' ? left : `found by ${left}`
}
