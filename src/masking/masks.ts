// The closed list of masks. A new mask is one file, one line here and one test; a name that is not here is refused.
import { ageBand } from './age-band.ts'
import { divisionNine } from './division-nine.ts'
import { divisionSix } from './division-six.ts'
import { flag } from './flag.ts'
import { lastFour } from './last-four.ts'
import { lastTwo } from './last-two.ts'
import type { Mask } from './mask.ts'
import { month } from './month.ts'
import { name } from './name.ts'
import { oneAndOne } from './one-and-one.ts'
import { redact } from './redact.ts'
import { sixMonths } from './six-months.ts'
import { street } from './street.ts'
import { surnameUnknown } from './surname-unknown.ts'

export const MASKS: ReadonlyMap<string, Mask> = new Map(
  [
    ageBand,
    divisionNine,
    divisionSix,
    flag,
    lastFour,
    lastTwo,
    month,
    name,
    oneAndOne,
    redact,
    sixMonths,
    street,
    surnameUnknown,
  ].map((mask) => [mask.name, mask]),
)

export function maskNamed(name: string): Mask | undefined {
  return MASKS.get(name)
}
