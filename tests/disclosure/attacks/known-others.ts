// A county of one's own making, for whoever knows every child of a cell but one: so many others, all alike, and the target.
import type { Microtable } from '../../../src/disclosure/aggregate.ts'
import { MemoryLedger } from '../../../src/disclosure/ledger.ts'
import { type Ask, asking, type Ground, plainCount, type Target } from './ground.ts'
import { guessed, type Outcome } from './guesses.ts'

export interface Alike {
  readonly codes: Readonly<Record<string, number>>
  readonly value: number
}

/** What the others are, and what the target is of whom yes or no is true. */
export type Kinds = Readonly<Record<'others' | 'yes' | 'no', Alike>>

export interface Known {
  /** The number of the others. */
  readonly others: number
  readonly snapshot: Microtable
  readonly ask: Ask
  /** Exact, in the county alone; null below ten. */
  readonly count: (isMeant: (child: number) => boolean) => number | null
}

/** How many others there are: enough for a number to be there. */
const FEWEST = 60
const DIFFERENT = 16
/** Children of another county, so that the target's is not all there is. */
const ELSEWHERE = 20

/** Guesses about each target from what `scoreOf` makes of its county. */
export function knowingOthers(ground: Ground, kinds: Kinds, scoreOf: (known: Known) => number): Outcome {
  return guessed(
    ground.targets.map(({ isYes }, at) => ({
      score: scoreOf(countyOf(ground, { isYes }, FEWEST + (Math.floor(at / 2) % DIFFERENT), kinds)),
      isYes,
    })),
  )
}

function countyOf(ground: Ground, { isYes }: Pick<Target, 'isYes'>, others: number, kinds: Kinds): Known {
  const { children, random } = ground
  const elsewhere: Alike = { ...kinds.others, codes: { ...kinds.others.codes, county: 1 } }
  const members = [
    ...Array.from({ length: others }, () => kinds.others),
    isYes ? kinds.yes : kinds.no,
    ...Array.from({ length: ELSEWHERE }, () => elsewhere),
  ]
  const snapshot: Microtable = {
    period: children.period,
    keys: BigUint64Array.from(members, () => children.keys[Math.floor(random() * children.keys.length)] as bigint),
    codes: Object.fromEntries(
      Object.keys(children.codes).map((name) => [name, Uint16Array.from(members, ({ codes }) => codes[name] ?? 0)]),
    ),
    values: Object.fromEntries(
      Object.keys(children.values).map((name) => [name, Float64Array.from(members, ({ value }) => value)]),
    ),
  }
  return {
    ...{ others, snapshot },
    ask: asking(snapshot, { ...ground, children: snapshot }, new MemoryLedger()),
    count: (isMeant) => plainCount(snapshot, (child) => snapshot.codes.county?.[child] === 0 && isMeant(child)),
  }
}
