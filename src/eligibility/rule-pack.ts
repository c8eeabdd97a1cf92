// A rule pack: one instrument's rules as data, with the clause each rests on. A pack with any fault is not read at all;
// the reader names every fault with its place, so that a person can mend the file in one go.
import type { Day } from '../clock.ts'
import { type Cursor, RulePackError } from './cursor.ts'
import { type Expression, partsOf, readExpression, type Vocabulary } from './expression.ts'
import { CHILD_MEASURES, CHILD_VALUES, type Measure, PARENT_MEASURES, PARENT_VALUES } from './facts.ts'
import { type Finding, readFindings } from './finding.ts'
import { INPUT_VALUES } from './inputs.ts'
import { isRising, LOCAL_KEYS, type LocalDecisions, readByCounty, readLocalDecisions } from './local-decisions.ts'
import { readDocument } from './read-document.ts'
import { BENEFITS, type Benefit, type Rule, readRule } from './rule.ts'

export type { Benefit, Rounding, Rule, Tier } from './rule.ts'
export { BENEFITS } from './rule.ts'
export { RulePackError }

/** A school term; both days belong to it. */
export interface Term {
  readonly name: string
  readonly firstDay: Day
  readonly lastDay: Day
}

export interface RulePack extends LocalDecisions {
  readonly id: string
  readonly basis: { readonly instrument: string; readonly status: 'DRAFT' | 'IN_FORCE' }
  /** Null for a draft, which never takes effect. */
  readonly effectiveFrom: Day | null
  /** The city's. */
  readonly terms: readonly Term[]
  /** By county, six digits: what counts there in place of the city's. */
  readonly countyTerms: Readonly<Record<string, readonly Term[]>>
  readonly rules: Readonly<Record<Benefit, Rule>>
  readonly findings: readonly Finding[]
}

const KEYS = [
  'pack',
  'basis',
  'effectiveFrom',
  ...LOCAL_KEYS,
  'terms',
  'countyTerms?',
  'definitions',
  'rules',
  'findings',
]

/** Throws a RulePackError with all faults of the file. */
export function readRulePack(text: string, file: string): RulePack {
  return readDocument(text, file, readPack)
}

function readPack(at: Cursor): RulePack {
  at.fields(...KEYS)
  const local = readLocalDecisions(at)
  const switches = Object.keys(local.switches)
  const definitions = readDefinitions(at.at('definitions'), { inputs: INPUT_VALUES, switches, wider: null })
  const vocabulary = { inputs: INPUT_VALUES, switches, definitions, wider: null }
  return {
    id: at.at('pack').text(),
    ...readForce(at),
    ...local,
    terms: readTerms(at.at('terms')),
    countyTerms: at.has('countyTerms') ? readByCounty(at.at('countyTerms'), readTerms) : {},
    rules: readRules(at.at('rules'), { ...vocabulary, parameters: Object.keys(local.parameters) }),
    findings: readFindingsOf(at, local, definitions),
  }
}

/** Each may name those above it. */
function readDefinitions(at: Cursor, vocabulary: Omit<Vocabulary, 'definitions'>): Map<string, Expression> {
  const definitions = new Map<string, Expression>()
  for (const name of at.keys()) definitions.set(name, readExpression(at.at(name), { ...vocabulary, definitions }))
  return definitions
}

function readFindingsOf(at: Cursor, local: LocalDecisions, ofRules: ReadonlyMap<string, Expression>): Finding[] {
  const place = at.at('findings').fields('parentDefinitions', 'definitions', 'list')
  const { parent, child } = widerVocabularies(local)
  const parentDefinitions = readDefinitions(place.at('parentDefinitions'), parent)
  const ofChild = { ...child, wider: { ...child.wider, parent: { ...parent, definitions: parentDefinitions } } }
  const definitions = new Map([...ofRules, ...readDefinitions(place.at('definitions'), ofChild)])
  const findings = readFindings(place.at('list'), { ...ofChild, definitions })
  checkAmbiguities(at.at('ambiguities'), local, findings)
  return findings
}

function widerVocabularies({ parameters, areas, switches, countySwitches, ambiguities }: LocalDecisions) {
  const named = {
    switches: Object.keys(switches),
    wider: {
      parameters: Object.keys(parameters),
      areas: Object.keys(areas),
      countySwitches: Object.keys(countySwitches),
      readings: new Map(Object.entries(ambiguities).map(([name, { readings }]) => [name, readings])),
    },
  }
  const measures = (of: Readonly<Record<string, unknown>>): Measure[] => Object.keys(of) as Measure[]
  return {
    parent: {
      ...named,
      inputs: PARENT_VALUES,
      wider: { ...named.wider, measures: measures(PARENT_MEASURES), parent: null },
    },
    child: { ...named, inputs: CHILD_VALUES, wider: { ...named.wider, measures: measures(CHILD_MEASURES) } },
  }
}

/** Which reading of a text these programs ask for by name, whatever the pack. */
const ASKED_FOR = ['A9', 'A13']

// A choice between readings that nothing asks for would look decided and decide nothing.
function checkAmbiguities(at: Cursor, { ambiguities }: LocalDecisions, findings: readonly Finding[]): void {
  const used = new Set([...ASKED_FOR, ...findings.flatMap(({ predicate }) => [...readingsOf(predicate)])])
  for (const [name, { readings }] of Object.entries(ambiguities)) {
    if (readings.length > 1 && !used.has(name)) at.at(name).fault('has several readings and no finding asks for them')
  }
}

function* readingsOf(expression: Expression): Generator<string> {
  if (expression.op === 'reading') yield expression.name
  for (const part of partsOf(expression)) yield* readingsOf(part)
}

function readForce(at: Cursor): Pick<RulePack, 'basis' | 'effectiveFrom'> {
  const basis = at.at('basis').fields('instrument', 'status')
  const status = basis.at('status').oneOf(['DRAFT', 'IN_FORCE'])
  const effectiveFrom = at.at('effectiveFrom').dayOrNull()
  const { value } = basis.at('status')
  if ((value === 'DRAFT' && effectiveFrom !== null) || (value === 'IN_FORCE' && effectiveFrom === null)) {
    at.at('effectiveFrom').fault('must be a day for an instrument in force and empty for a draft')
  }
  return { basis: { instrument: basis.at('instrument').text(), status }, effectiveFrom }
}

function readTerms(at: Cursor): Term[] {
  const terms = at.items().map((item) => {
    item.fields('name', 'firstDay', 'lastDay')
    return { name: item.at('name').text(), firstDay: item.at('firstDay').day(), lastDay: item.at('lastDay').day() }
  })
  if (!isRising(terms.flatMap(({ firstDay, lastDay }) => [firstDay, lastDay]))) at.fault('must not overlap, in order')
  return terms
}

function readRules(at: Cursor, vocabulary: Parameters<typeof readRule>[1]): RulePack['rules'] {
  const rules = at.items().map((item) => readRule(item, vocabulary))
  for (const benefit of BENEFITS) {
    const count = rules.filter((rule) => rule.benefit === benefit).length
    if (count !== 1) at.fault(`must hold one rule for ${benefit}, holds ${count}`)
  }
  return Object.fromEntries(rules.map((rule) => [rule.benefit, rule])) as Record<Benefit, Rule>
}
