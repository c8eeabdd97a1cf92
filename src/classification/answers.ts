// What hospitals and schools would be answered of one child under a pack, on the cells that a job is granted: the benefit, its tier and items.
import { addMonths, type Day, isDay } from '../clock.ts'
import { evaluate } from '../eligibility/evaluate.ts'
import {
  ABSENT_CHILD,
  type InputName,
  OUTCOME_KINDS,
  type OutcomeKind,
  type RuleInputs,
} from '../eligibility/inputs.ts'
import { inputsOfRule } from '../eligibility/rule.ts'
import { BENEFITS, type Benefit, type RulePack } from '../eligibility/rule-pack.ts'
import type { Cells } from '../registry/findings/facts.ts'

const OUTCOME_CELLS: Readonly<Record<OutcomeKind, string>> = {
  CATEGORY: 'CivilAffairs.categories',
  HOUSEHOLD_AID: 'CivilAffairs.householdAidClass',
  BASIC_ALLOWANCE: 'CivilAffairs.basicAllowance',
  CARE_SETTING: 'CivilAffairs.careSetting',
}

/** The inputs that these cells tell. */
const TOLD: ReadonlySet<InputName> = new Set([...OUTCOME_KINDS, 'INSURANCE', 'STAGE', 'ENTRUSTED_CARE'])

/** The benefits whose rule looks at these inputs alone in every one of the packs; the others are weighed of nobody. */
export function benefitsWeighed(packs: readonly RulePack[]): Benefit[] {
  return BENEFITS.filter((benefit) =>
    packs.every(({ rules }) => inputsOfRule(rules[benefit]).every((input) => TOLD.has(input))),
  )
}

/** In words, as if the pack were in force on the day. What the departments hold today is taken to hold on it. */
export function answerUnder(pack: RulePack, benefit: Benefit, inputs: RuleInputs, day: Day): string {
  const { status, tier, items = [] } = evaluate({ ...pack, effectiveFrom: day }, benefit, inputs, day, day)
  return [status, ...(tier === null ? [] : [tier]), ...items].join(' ')
}

/** The rule inputs of one child; UNKNOWN where a department tells nothing. */
export function inputsFrom(cells: Cells): RuleInputs {
  const born = cells('PublicSecurity.birthDate')
  return {
    ...ABSENT_CHILD,
    outcomes: outcomesIn(cells),
    adultOn: typeof born === 'string' && isDay(born) ? addMonths(born, ADULT_MONTHS) : null,
    insurance: whole(cells, ['Cover.scheme', 'Cover.from', 'Cover.to'], ([scheme, from, to]) =>
      scheme === null || from === null ? null : { scheme: String(scheme), from: String(from), to: textOrNull(to) },
    ),
    stage: whole(cells, ['Education.stage'], ([stage]) =>
      stage === null ? null : { stage: String(stage), from: EVER, to: null },
    ),
    entrustedCare: whole(cells, ['Community.entrustedCare'], ([is]) =>
      is === null ? null : [is === true ? 'ENTRUSTED' : 'NOT_ENTRUSTED'],
    ),
  }
}

const ADULT_MONTHS = 18 * 12
/** Before any day of service. */
const EVER: Day = '0001-01-01'

function outcomesIn(cells: Cells): RuleInputs['outcomes'] {
  return whole(cells, Object.values(OUTCOME_CELLS), (told) =>
    OUTCOME_KINDS.flatMap((kind, at) =>
      [told[at] ?? []].flat().map((value) => ({ kind, value: String(value), validFrom: EVER, validTo: null })),
    ),
  )
}

function whole<Value>(
  cells: Cells,
  coordinates: readonly string[],
  read: (told: readonly unknown[]) => Value,
): Value | 'UNKNOWN' {
  const told = coordinates.map((coordinate) => cells(coordinate))
  return told.includes(undefined) ? 'UNKNOWN' : read(told)
}

function textOrNull(cell: unknown): string | null {
  return cell === null ? null : String(cell)
}
