// The street or township of a division code; what an adjudicator needs to hand a case on.
import { divisionDigits } from './division-digits.ts'

export const divisionNine = divisionDigits('division-nine', 9)
