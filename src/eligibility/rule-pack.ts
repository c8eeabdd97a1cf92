// A rule pack: one instrument's rules as data, with the clause each rests on. A pack with any fault is not read at all;
// the reader names every fault with its place, so that a person can mend the file in one go.
import { type Document, parseDocument, visit } from 'yaml'
import type { Day } from '../clock.ts'
import { Cursor, RulePackError } from './cursor.ts'
import { type Expression, readExpression, type Vocabulary } from './expression.ts'
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

export interface RulePack {
  readonly id: string
  readonly basis: { readonly instrument: string; readonly status: 'DRAFT' | 'IN_FORCE' }
  /** Null for a draft, which never takes effect. */
  readonly effectiveFrom: Day | null
  readonly parameters: Readonly<Record<string, readonly { readonly from: Day | null; readonly value: number }[]>>
  /** Local decisions; null = not yet decided. */
  readonly switches: Readonly<Record<string, boolean | null>>
  readonly terms: readonly Term[]
  readonly rules: Readonly<Record<Benefit, Rule>>
}

const KEYS = ['pack', 'basis', 'effectiveFrom', 'parameters', 'switches', 'terms', 'definitions', 'rules']

/** Throws a RulePackError with all faults of the file. */
export function readRulePack(text: string, file: string): RulePack {
  const faults: string[] = []
  const document = parseDocument(text, { uniqueKeys: true })
  noteSyntax(document, faults)
  const pack = faults.length === 0 ? readPack(new Cursor(document.toJS(), '', faults)) : undefined
  if (pack === undefined || faults.length > 0) throw new RulePackError(faults.map((fault) => `${file}: ${fault}`))
  return pack
}

/** The value of a dated parameter on a day; null where none is decided. */
export function parameterOn(pack: RulePack, name: string, day: Day): number | null {
  const begun = (pack.parameters[name] ?? []).filter(({ from }) => from === null || from <= day)
  return begun.at(-1)?.value ?? null
}

// A parser's message quotes the text around the fault; its code and line are enough.
function noteSyntax(document: Document.Parsed, faults: string[]): void {
  for (const error of document.errors) faults.push(`line ${error.linePos?.[0].line ?? '?'}: ${error.code}`)
  visit(document, { Alias: () => void faults.push('(file): an alias hides what stands there; write it out') })
}

function readPack(at: Cursor): RulePack {
  at.fields(...KEYS)
  const switches = Object.fromEntries(each(at.at('switches'), (place) => place.flagOrEmpty()))
  const parameters = Object.fromEntries(each(at.at('parameters'), readParameter))
  const vocabulary = { switches: Object.keys(switches), definitions: new Map<string, Expression>() }
  for (const name of at.at('definitions').keys()) {
    vocabulary.definitions.set(name, readExpression(at.at('definitions').at(name), vocabulary))
  }
  return {
    id: at.at('pack').text(),
    ...readForce(at),
    parameters,
    switches,
    terms: readTerms(at.at('terms')),
    rules: readRules(at.at('rules'), { ...vocabulary, parameters: Object.keys(parameters) }),
  }
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

function readParameter(at: Cursor): RulePack['parameters'][string] {
  const values = at.items().map((item) => {
    item.fields('from', 'value')
    return { from: item.at('from').dayOrNull(), value: item.at('value').amount() }
  })
  if (!isRising(values.map(({ from }) => from ?? ''))) at.fault('must be in order of its days')
  return values
}

function readTerms(at: Cursor): Term[] {
  const terms = at.items().map((item) => {
    item.fields('name', 'firstDay', 'lastDay')
    return { name: item.at('name').text(), firstDay: item.at('firstDay').day(), lastDay: item.at('lastDay').day() }
  })
  if (!isRising(terms.flatMap(({ firstDay, lastDay }) => [firstDay, lastDay]))) at.fault('must not overlap, in order')
  return terms
}

function readRules(at: Cursor, vocabulary: Vocabulary & { parameters: readonly string[] }): RulePack['rules'] {
  const rules = at.items().map((item) => readRule(item, vocabulary))
  for (const benefit of BENEFITS) {
    const count = rules.filter((rule) => rule.benefit === benefit).length
    if (count !== 1) at.fault(`must hold one rule for ${benefit}, holds ${count}`)
  }
  return Object.fromEntries(rules.map((rule) => [rule.benefit, rule])) as Record<Benefit, Rule>
}

function each<T>(at: Cursor, read: (place: Cursor) => T): [string, T][] {
  return at.keys().map((key) => [key, read(at.at(key))])
}

function isRising(days: readonly string[]): boolean {
  return days.every((day, index) => index === 0 || (days[index - 1] ?? '') < day)
}
