// The rules once more, naive and by hand from the policy's words, sharing no code with the engine: what a test holds the
// engine against. Slow, flat and without data files on purpose.
import type { RuleInputs } from '../../src/eligibility/inputs.ts'
import type { Benefit } from '../../src/eligibility/rule-pack.ts'

type Told = { status: string; tier: string | null; items?: string[] }
type Maybe = boolean | undefined

const NONE: Told = { status: 'NONE_CONFIRMED', tier: null }
const OPEN: Told = { status: 'UNDETERMINED', tier: null }

export function oracle(benefit: Benefit, child: RuleInputs, day: string, today: string): Told {
  if (day < '2026-03-01' || day > today) return OPEN
  if (benefit === 'PUBLIC_SCHOOL_PLACE') return OPEN
  const isOfToday = benefit === 'REHAB_FUNDING' || benefit === 'ACCOMMODATIONS' || benefit === 'CARE_VISITS'
  if (isOfToday && day !== today) return OPEN
  if (isOut(benefit, child)) return OPEN
  const days = child.encounterDays
  if (days !== null && (day < days.from || (days.to !== null && day >= days.to))) return NONE
  if (benefit === 'EDUCATION_AID' && child.isInTransit) return OPEN
  if (child.adultOn === null || day < child.adultOn) return judge(benefit, child, day)
  const before = new Date(Date.parse(child.adultOn) - 86_400_000).toISOString().slice(0, 10)
  const hadNothing = [day, before].every((at) => judge(benefit, child, at).status === 'NONE_CONFIRMED')
  return hadNothing ? NONE : OPEN
}

function isOut(benefit: Benefit, child: RuleInputs): boolean {
  if (benefit === 'REHAB_FUNDING') return child.rehabilitation === 'UNKNOWN'
  if (benefit === 'ACCOMMODATIONS') return child.stage === 'UNKNOWN' || child.accommodations === 'UNKNOWN'
  if (child.outcomes === 'UNKNOWN') return true
  if (benefit === 'CARE_VISITS') return child.entrustedCare === 'UNKNOWN'
  if (benefit === 'EDUCATION_AID') return child.stage === 'UNKNOWN'
  if (benefit === 'CHECKUP' && child.checkupYears === 'UNKNOWN') return true
  return child.insurance === 'UNKNOWN'
}

function judge(benefit: Benefit, child: RuleInputs, day: string): Told {
  if (benefit === 'REHAB_FUNDING') {
    return told(['APPROVED', 'USED'].some((state) => child.rehabilitation?.includes(state)))
  }
  if (benefit === 'ACCOMMODATIONS') return told((child.accommodations ?? []).length > 0)
  const categories = held(child, 'CATEGORY', day)
  const aid = held(child, 'HOUSEHOLD_AID', day)
  const aidClear = !(aid.has('GENERAL') && aid.size > 1)
  const aided = (...values: string[]): Maybe => (aidClear ? values.some((value) => aid.has(value)) : undefined)
  const anyAid = aided('TEKUN', 'DIBAO', 'DIBAO_EDGE', 'RIGID_EXPENSE', 'LOW_INCOME_SUPPORT', 'OTHER')
  const needy: Maybe = categories.size > 0 ? true : anyAid
  const insurance = child.insurance === 'UNKNOWN' ? null : child.insurance
  const insured = insurance !== null && insurance.from <= day && (insurance.to === null || day < insurance.to)

  if (benefit === 'CARE_VISITS') {
    if (needy || child.entrustedCare?.includes('ENTRUSTED')) return told(true)
    return child.entrustedCare?.includes('?') ? OPEN : told(needy)
  }
  if (benefit === 'PREMIUM_SUBSIDY') {
    const allowance = held(child, 'BASIC_ALLOWANCE', day)
    return allowance.size > 1 ? OPEN : told(allowance.has('ACTIVE'))
  }
  if (benefit === 'INSTITUTION_COVER') {
    const care = held(child, 'CARE_SETTING', day)
    if (!insured) return NONE
    return care.size > 1 ? OPEN : told(care.has('INSTITUTION'))
  }
  if (benefit === 'CHECKUP') return insured && insurance?.scheme === 'CHILD' ? told(needy) : NONE
  if (benefit === 'MEDICAL_AID') {
    if (categories.has('ORPHAN')) return { status: 'CONFIRMED', tier: 'T70' }
    if (!aidClear) return OPEN
    if (aid.has('TEKUN') || aid.has('DIBAO')) return { status: 'CONFIRMED', tier: 'T70' }
    return needy ? { status: 'CONFIRMED', tier: 'OTHER' } : NONE
  }
  const aidTold = educationAid(child, day, categories, aid)
  const isGiven = aidTold.status === 'CONFIRMED' && child.aidElsewhere !== null && child.aidElsewhere === termOf(day)
  return isGiven ? { status: 'ALREADY_GRANTED', tier: null } : aidTold
}

function termOf(day: string): string | undefined {
  if (day >= '2026-03-02' && day <= '2026-07-05') return '2025-2026-2'
  if (day >= '2026-09-01' && day <= '2027-01-31') return '2026-2027-1'
  return undefined
}

function educationAid(child: RuleInputs, day: string, categories: Set<string>, aid: Set<string>): Told {
  const aidClear = !(aid.has('GENERAL') && aid.size > 1)
  const named =
    categories.has('ORPHAN') ||
    categories.has('DE_FACTO_UNSUPPORTED') ||
    (aidClear && (aid.has('TEKUN') || aid.has('DIBAO') || aid.has('DIBAO_EDGE')))
  if (!named) {
    // Everyone else rests on a local decision that nobody has taken.
    const nothing = categories.size === 0 && (aid.size === 0 || (aid.size === 1 && aid.has('GENERAL')))
    return nothing ? NONE : OPEN
  }
  const stage = child.stage === 'UNKNOWN' ? null : child.stage
  if (stage === null || day < stage.from || (stage.to !== null && day >= stage.to)) return OPEN
  if (stage.stage === 'PRESCHOOL') return { status: 'CONFIRMED', tier: null, items: ['FEE_REDUCTION'] }
  if (stage.stage === 'PRIMARY' || stage.stage === 'JUNIOR')
    return { status: 'CONFIRMED', tier: null, items: ['BOARDING_FREE', 'MEALS'] }
  if (stage.stage === 'SENIOR' || stage.stage === 'VOCATIONAL')
    return { status: 'CONFIRMED', tier: null, items: ['TUITION_FREE', 'GRANT'] }
  if (stage.stage === 'HIGHER') return { status: 'CONFIRMED', tier: null, items: ['GRANT_OR_LOAN'] }
  return OPEN
}

function told(truth: Maybe): Told {
  if (truth === undefined) return OPEN
  return truth ? { status: 'CONFIRMED', tier: null } : NONE
}

function held(child: RuleInputs, kind: string, day: string): Set<string> {
  const found = new Set<string>()
  if (child.outcomes === 'UNKNOWN') return found
  for (const fact of child.outcomes) {
    if (fact.kind === kind && fact.validFrom <= day && (fact.validTo === null || day < fact.validTo))
      found.add(fact.value)
  }
  return found
}
