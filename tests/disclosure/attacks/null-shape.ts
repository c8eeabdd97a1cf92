// Membership by the shape of null, by somebody who knows every other child of a cell: is there a number, which one, or none? All that the
// method lets out of one cell is used: how likely it is with the target, and how likely without.
import type { CellAggregate } from '../../../src/disclosure/aggregate.ts'
import { EDGE, ROUNDING, THRESHOLD } from '../../../src/disclosure/parameters.ts'
import { CHANCES, DEVIATION, PARTS } from '../../../src/disclosure/perturbation-table.ts'
import { treat } from '../../../src/disclosure/treat.ts'
import type { Ground, Target } from './ground.ts'
import { guessed, type Outcome } from './guesses.ts'

/** How many others there are: around the threshold, where one child more shows most. */
const FEWEST = 9
const KINDS = 16

/** Exact from ten on: with nine others, a number is there or it is not. */
export function plain(ground: Ground): Outcome {
  return membership(
    ground,
    (cell) => (cell.n < THRESHOLD ? null : cell.n),
    (n, value) => Number(value === n || (value === null && n < THRESHOLD)),
  )
}

export function ours(ground: Ground): Outcome {
  return membership(
    ground,
    (cell) => treat(cell, { measure: 'COUNT', column: null, cell: 'A' }, ground.secret),
    chanceOf,
  )
}

/** The method is public: how likely so many children come out so. */
function chanceOf(n: number, value: number | null): number {
  const shown = Math.min(1, Math.max(0, n - THRESHOLD + 1) / EDGE)
  if (value === null) return 1 - shown
  const parts = CHANCES.reduce((sum, chance, at) => {
    const moved = Math.round((n + at - DEVIATION) / ROUNDING) * ROUNDING
    return Math.max(THRESHOLD, moved) === value ? sum + chance : sum
  }, 0)
  return (shown * parts) / PARTS
}

function membership(
  ground: Ground,
  treatment: (cell: CellAggregate) => number | null,
  chance: (n: number, value: number | null) => number,
): Outcome {
  return guessed(
    ground.targets.map((target, at) => {
      const others = FEWEST + (Math.floor(at / 2) % KINDS)
      const cell = cellAround(ground, target, others)
      const value = treatment(cell)
      return {
        score: Math.log((chance(others + 1, value) + 1e-9) / (chance(others, value) + 1e-9)),
        isYes: target.isYes,
      }
    }),
  )
}

/** A set of so many others, and the target or not: that is the question. */
function cellAround({ children, random }: Ground, { child, isYes }: Target, others: number): CellAggregate {
  const members = new Set<number>()
  while (members.size < others) {
    const other = Math.floor(random() * children.keys.length)
    if (other !== child) members.add(other)
  }
  if (isYes) members.add(child)
  const key = [...members].reduce((sum, each) => sum ^ (children.keys[each] as bigint), 0n)
  return { codes: [], n: members.size, key, valued: 0, sum: 0, largest: 0, second: 0, sorted: [] }
}
