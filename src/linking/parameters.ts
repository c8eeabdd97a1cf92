// The parameters by which agreement is weighed: for every level of every field, how often it is seen in two records of one
// child (m) and of two children (u). They are data with a version: a link says under which it was made.
import { type ComparedField, FIELDS, LEVELS, type Level } from './agreement.ts'

export interface LevelChances {
  readonly m: number
  readonly u: number
}

export type WeighedLevel<Field extends ComparedField> = Exclude<Level<Field>, 'MISSING'>
export type FieldChances = {
  readonly [Field in ComparedField]: { readonly [Each in WeighedLevel<Field>]: LevelChances }
}

export interface LinkingParameters {
  readonly version: string
  /** Where the figures come from. */
  readonly source: string
  readonly chances: FieldChances
  /** In bits: at or above it two records are one child, below the other they are not, between them a person decides. */
  readonly upperBar: number
  readonly lowerBar: number
}

/**
 * u: of a birth date, one in the 6,570 of eighteen years; of a sex, one in two; of a street, one in 190; of a name, from the
 * commonest names of a city of 2 million children. m: from the faults that domain 7 counts on, rounded down. The upper bar is
 * log2 of 2 million children times 10,000 to one; below the lower one, one child in the city would fit by chance.
 */
export const LINKING_PARAMETERS: LinkingParameters = {
  version: 'FS-2026-1',
  source: 'Fellegi and Sunter 1969; levels after Winkler 1990; figures from domain 7 and the census of 2020',
  chances: {
    name: {
      SAME: { m: 0.95, u: 0.000_02 },
      VARIANT: { m: 0.015, u: 0.000_01 },
      SAME_SOUND: { m: 0.018, u: 0.000_2 },
      ONE_CHARACTER: { m: 0.008, u: 0.002 },
      SURNAME: { m: 0.006, u: 0.03 },
      DIFFERENT: { m: 0.003, u: 0.967_77 },
    },
    birth: {
      SAME: { m: 0.98, u: 0.000_152 },
      DAY_AND_MONTH: { m: 0.006, u: 0.000_06 },
      ONE_DIGIT: { m: 0.011, u: 0.005 },
      DIFFERENT: { m: 0.003, u: 0.994_788 },
    },
    sex: { SAME: { m: 0.996, u: 0.5 }, DIFFERENT: { m: 0.004, u: 0.5 } },
    guardian: { SAME: { m: 0.9, u: 0.000_001 }, DIFFERENT: { m: 0.1, u: 0.999_999 } },
    place: {
      STREET: { m: 0.75, u: 0.008 },
      COUNTY: { m: 0.2, u: 0.09 },
      ELSEWHERE: { m: 0.05, u: 0.902 },
    },
    number: { SAME_BODY: { m: 0.998, u: 0.000_001 }, DIFFERENT: { m: 0.002, u: 0.999_999 } },
  },
  upperBar: 34,
  lowerBar: 20,
}

/** What is wrong with a set of parameters, as sentences; none when it can be used. */
export function faultsOfParameters({ chances, upperBar, lowerBar }: LinkingParameters): string[] {
  const faults = upperBar > lowerBar ? [] : ['the upper bar is not above the lower one']
  for (const field of FIELDS) {
    const levels = LEVELS[field].filter((level) => level !== 'MISSING')
    for (const side of ['m', 'u'] as const) {
      const each = levels.map((level) => chancesAt(chances, field, level)?.[side] ?? Number.NaN)
      if (!each.every((chance) => chance > 0 && chance < 1))
        faults.push(`${field}: a ${side} is no chance between 0 and 1`)
      const sum = each.reduce((total, chance) => total + chance, 0)
      if (!(Math.abs(sum - 1) < 1e-6)) faults.push(`${field}: its ${side} add up to ${sum}, not to 1`)
    }
  }
  return faults
}

/** Undefined for MISSING. */
export function chancesAt(chances: FieldChances, field: ComparedField, level: string): LevelChances | undefined {
  const levels: Readonly<Record<string, LevelChances>> = chances[field]
  return levels[level]
}
