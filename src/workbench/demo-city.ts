// The demo's city in memory: the same children as the demo loads into its databases, with what each department and the
// registry hold of them, one by one and only as far as they are asked for.
import { type City, createCity } from '../city/city.ts'
import { type Records, recordsOf } from '../city/registry-rows.ts'
import { type Cell, type Row, ToIndex, ToSeal } from '../city/row.ts'
import { type Day, startOfDay } from '../clock.ts'
import type { Reading } from '../departments/department.ts'
import { DEPARTMENTS } from '../departments/departments.ts'
import { packFor } from '../eligibility/answer-days.ts'
import { evaluate } from '../eligibility/evaluate.ts'
import { ABSENT_CHILD, type Outcome, type RuleInputs } from '../eligibility/inputs.ts'
import type { Benefit, RulePack } from '../eligibility/rule-pack.ts'
import { maskNamed } from '../masking/masks.ts'
import type { Condition, Relation } from '../policy/policy.ts'
import type { Holding } from './treatment.ts'

// As `hutong demo` builds it when nothing else is said.
const DEMO = { seed: 'hutong', children: 20_000, weights: 'raised' } as const

export interface DemoCity {
  readonly today: Day
  children(): Generator<Records>
}

export function demoCity(today: Day): DemoCity {
  const city: City = createCity({ ...DEMO, referenceDay: today })
  const context = { referenceDay: today, loadedAt: startOfDay(today) }
  return {
    today,
    *children() {
      for (const subject of city.children()) yield recordsOf(city, subject, context)
    },
  }
}

/** True where some caller stands in the relation to the child today. */
export function isSomebodys({ subject, ...records }: Records, relation: Relation): boolean {
  switch (relation) {
    case 'open-encounter':
      return records.encounters.some(({ valid_to }) => valid_to === null)
    case 'own-roll':
      return records.enrolments.some(({ valid_to }) => valid_to === null)
    case 'hukou-division':
    case 'competent-division':
      return subject.hukou.startsWith('3301')
    case 'residence-division':
      return subject.residence.startsWith('3301')
    case 'named-case':
      return records.caseChildren.length > 0
    // Nobody of the made-up city has consented; those with an account may.
    case 'consenting-adult':
    case 'self':
      return records.kinships.some(({ kind }) => kind === 'SELF')
    case 'child-of':
      return records.kinships.some(({ kind }) => kind === 'GUARDIAN')
    case 'emergency-grant':
      return true
    case 'none':
      return false
  }
}

/** Which conditions hold between the child and the nearest caller of the relation: the one of its own division. */
export function holdingOf({ subject, protections }: Records, relation: Relation): Required<Holding> {
  const division = relation === 'residence-division' ? subject.residence : subject.hukou.slice(0, 6)
  const holds: Record<Condition, boolean> = {
    'residence-in-own-division': subject.residence.startsWith(division),
    'hukou-in-own-division': subject.hukou.startsWith(division),
    'address-not-protected': protections.length === 0,
  }
  return holds
}

/** The raw value of a department's leaf; null where the department has none, or the leaf is no department's. */
export function cellOf({ departments }: Records, coordinate: string, today: Day): string | null {
  for (const { code, reads } of DEPARTMENTS) {
    const reading = reads[coordinate]
    const row = departments[code as keyof typeof departments]
    if (reading && row) return readingOf(reading, row, today)
  }
  return null
}

function readingOf(reading: Reading, row: Row, today: Day): string | null {
  const value = plain(row[reading.column.name])
  if (value === null) return null
  if (reading.kind === 'atMost') return String(Number(value) <= reading.bound)
  if (reading.kind === 'column' && reading.as) return String(maskNamed(reading.as)?.apply(value, today) ?? '')
  // A reading that asks whether the column holds one code.
  if ('code' in reading) return String(value === (reading as { readonly code: string }).code)
  return value
}

function plain(cell: Cell | undefined): string | null {
  if (cell === undefined || cell === null) return null
  if (cell instanceof ToSeal || cell instanceof ToIndex) return cell.text
  if (Array.isArray(cell)) return cell.length === 0 ? null : cell.join(' ')
  return cell instanceof Date ? cell.toISOString() : String(cell)
}

/** What one benefit's answer says of the child today, by field of EligibilityAnswer; nothing where it says nothing. */
export function answerOf(
  records: Records,
  { packs, benefit, today }: { readonly packs: readonly RulePack[]; readonly benefit: Benefit; readonly today: Day },
): Readonly<Record<string, string>> {
  const answer = evaluate(packFor(packs, today), benefit, inputsOf(records), today, today)
  const name = answer.status === 'CONFIRMED' ? cellOf(records, 'PublicSecurity.displayName', today) : null
  const shown = { ...answer, displayName: name }
  return Object.fromEntries(
    Object.entries(shown).flatMap(([field, value]) =>
      value === null || value === undefined || INTERNAL.has(field)
        ? []
        : [[field, typeof value === 'object' ? JSON.stringify(value) : String(value)]],
    ),
  )
}

// What an answer knows of itself beside what it shows.
const INTERNAL: ReadonlySet<string> = new Set(['reason', 'rule'])

function inputsOf({ subject, departments, outcomes }: Records): RuleInputs {
  return {
    ...ABSENT_CHILD,
    outcomes: outcomes.filter((row) => row.superseded_at === null).map(outcomeOf),
    adultOn: subject.adultOn,
    insurance: departments.YBJ && {
      scheme: String(departments.YBJ.scheme),
      from: String(departments.YBJ.cover_from),
      to: plain(departments.YBJ.cover_to),
    },
    checkupYears: departments.WJW && (departments.WJW.checkup_years as readonly number[]),
    stage: departments.JYJ && {
      stage: String(departments.JYJ.stage),
      from: String(departments.JYJ.stage_from),
      to: plain(departments.JYJ.stage_to),
    },
  }
}

function outcomeOf(row: Row): Outcome {
  return {
    kind: String(row.kind) as Outcome['kind'],
    value: String(row.value),
    validFrom: String(row.valid_from),
    validTo: plain(row.valid_to),
  }
}
