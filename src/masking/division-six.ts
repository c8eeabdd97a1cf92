// The county of a division code; what statistics may group by.
import { divisionDigits } from './division-digits.ts'

export const divisionSix = divisionDigits('division-six', 6)
