// Equal sets: all of a county, and those of it who are not ill, in two tables. Where nobody is ill the two are one set of children, and a
// deviation that followed the set alone would show it.
import { codeOf, type Ground } from './ground.ts'
import type { Outcome } from './guesses.ts'
import { type Kinds, knowingOthers } from './known-others.ts'

const WELL = { illness: 0 }
const KINDS: Kinds = {
  others: { codes: WELL, value: 0 },
  yes: { codes: { illness: 1 }, value: 0 },
  no: { codes: WELL, value: 0 },
}

export function plain(ground: Ground): Outcome {
  return knowingOthers(ground, KINDS, ({ count, snapshot }) => {
    const well = count((child) => codeOf(snapshot, 'illness', child) === WELL.illness)
    return Number(count(() => true) !== well)
  })
}

export function ours(ground: Ground): Outcome {
  return knowingOthers(ground, KINDS, ({ ask }) => {
    const all = ask({ measure: 'COUNT', groups: ['county'] })?.at(0)
    const well = ask({ measure: 'COUNT', groups: ['county', 'illness'] })?.at(0, WELL)
    return Number(all !== well)
  })
}
