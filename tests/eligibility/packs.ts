// The two packs as they stand in policies, and children written down in a line.
import { readFileSync } from 'node:fs'
import { ABSENT_CHILD, type Outcome, type OutcomeKind, type RuleInputs } from '../../src/eligibility/inputs.ts'
import { isOfTodayOnly } from '../../src/eligibility/rule.ts'
import { BENEFITS, type RulePack, readRulePack } from '../../src/eligibility/rule-pack.ts'

export const TODAY = '2026-11-23'

export function packText(name: string): string {
  return readFileSync(new URL(`../../policies/rules/${name}.yaml`, import.meta.url), 'utf8')
}

export const draft: RulePack = readRulePack(packText('hz-draft'), 'hz-draft.yaml')
export const inForce: RulePack = readRulePack(packText('hz-2026-70'), 'hz-2026-70.yaml')

export function outcome(
  kind: OutcomeKind,
  value: string,
  validFrom = '2020-01-01',
  validTo: string | null = null,
): Outcome {
  return { kind, value, validFrom, validTo }
}

/** A child of eight with child insurance and primary school, and these outcomes. */
export function child(outcomes: readonly Outcome[], more: Partial<RuleInputs> = {}): RuleInputs {
  return {
    ...ABSENT_CHILD,
    outcomes,
    adultOn: '2036-05-17',
    insurance: { scheme: 'CHILD', from: '2026-01-01', to: '2027-01-01' },
    checkupYears: [],
    stage: { stage: 'PRIMARY', from: '2024-09-01', to: '2030-07-01' },
    rehabilitation: [],
    accommodations: [],
    entrustedCare: ['NOT_ENTRUSTED'],
    ...more,
  }
}

export const orphan = child([outcome('CATEGORY', 'ORPHAN')])

/** Benefits whose rule is decided, and those of them that any service day may be asked about. */
export const DECIDED = BENEFITS.filter((benefit) => inForce.rules[benefit].undecided === null)
export const DATED = DECIDED.filter((benefit) => !isOfTodayOnly(inForce.rules[benefit]))
