// The register of algorithms: for each W-rule that runs, who owns it, what it reads, on what it rests, which assessment of its impact was
// made, what a person is told of it, and which person decides (PIPL 24, 55). Signed with the policies.
import type { Cursor } from '../eligibility/cursor.ts'
import { readDocument } from '../eligibility/read-document.ts'
import type { RulePack } from '../eligibility/rule-pack.ts'
import type { PolicySet } from '../policy/compile.ts'
import { isLeaf, LIST_LEAVES, RULES, type Rule, WORK_RULES, type WorkListName, type WorkRule } from './rules.ts'

interface Basis {
  readonly instrument: string
  readonly article: string
  readonly status: string
}

export interface InBothLanguages {
  readonly zh: string
  readonly en: string
}

export interface Algorithm {
  readonly rule: WorkRule
  /** The code of the department that answers for it. */
  readonly owner: string
  readonly inputs: readonly string[]
  readonly basis: readonly Basis[]
  readonly impactAssessment: string
  readonly explanation: InBothLanguages
  /** What no source tells, so that the rule does not look at it; null where nothing is missing. */
  readonly unknown: InBothLanguages | null
  /** The role of whoever decides: nobody else reads or decides its tasks. */
  readonly decider: string
  readonly expiresAfterDays: number
  /** Counties that have decided what the text leaves to them, by six digits. */
  readonly counties: readonly string[]
}

const KEYS = [
  ...['rule', 'owner', 'inputs', 'basis', 'impactAssessment', 'explanation', 'unknown?', 'decider'],
  ...['expiresAfterDays', 'counties?'],
]
const MOST_DAYS = 365

/** Throws a RulePackError with all faults of the file. */
export function readAlgorithm(text: string, file: string): Algorithm {
  return readDocument(text, file, (at) => {
    at.fields(...KEYS)
    return {
      rule: at.at('rule').oneOf(WORK_RULES),
      owner: at.at('owner').text(),
      inputs: at
        .at('inputs')
        .items()
        .map((input) => input.text()),
      basis: at.at('basis').items().map(readBasis),
      impactAssessment: readAssessment(at.at('impactAssessment')),
      explanation: readWords(at.at('explanation')),
      unknown: at.has('unknown') ? readWords(at.at('unknown')) : null,
      decider: at.at('decider').text(),
      expiresAfterDays: readDays(at.at('expiresAfterDays')),
      counties: at.has('counties') ? at.at('counties').items().map(readCounty) : [],
    }
  })
}

function readBasis(at: Cursor): Basis {
  at.fields('instrument', 'article', 'status')
  const status = at.at('status').oneOf(['DRAFT', 'IN_FORCE'])
  return { instrument: at.at('instrument').text(), article: at.at('article').text(), status }
}

function readWords(at: Cursor): InBothLanguages {
  at.fields('zh', 'en')
  return { zh: at.at('zh').text(), en: at.at('en').text() }
}

function readAssessment(at: Cursor): string {
  const id = at.text()
  if (!/^PIA-\d{4}-\d{3}$/.test(id)) at.fault('must be the number of an assessment, as PIA-2026-001')
  return id
}

function readDays(at: Cursor): number {
  const days = at.amount()
  if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS) at.fault(`must be 1 to ${MOST_DAYS} days`)
  return days
}

function readCounty(at: Cursor): string {
  const county = at.text()
  if (!/^\d{6}$/.test(county)) at.fault('must be the six digits of a county')
  return county
}

interface Against {
  readonly packs: readonly RulePack[]
  /** True where somebody with the role may read the list and decide what stands in it. */
  mayDecide(role: string, list: WorkListName): boolean
}

/** Faults of entries by their files: what a rule is said to read must be what it reads, under every pack that takes effect. */
export function checkAlgorithms(
  algorithms: ReadonlyMap<string, Algorithm>,
  { packs, mayDecide }: Against,
): readonly string[] {
  const inForce = packs.filter(({ effectiveFrom }) => effectiveFrom !== null)
  const seen = new Set<WorkRule>()
  return [...algorithms].flatMap(([file, { rule, inputs, decider }]) => {
    const { reads, list } = ruleOf(rule)
    const faults = inForce.flatMap((pack) => inputFaults(inputs, reads(pack)))
    const beyond = inputs.filter((input) => isLeaf(input) && !LIST_LEAVES[list].includes(input))
    faults.push(...beyond.map((input) => `inputs: \`${input}\` is none that a task of ${list} may rest on`))
    if (seen.has(rule)) faults.push(`rule: ${rule} is in the register already`)
    seen.add(rule)
    if (!mayDecide(decider, list)) faults.push(`decider: \`${decider}\` may not decide what stands in ${list}`)
    return [...new Set(faults)].map((fault) => `${file}: ${fault}`)
  })
}

/** By the policies: one of the role's lets it do both. */
export function decidersIn(policies: PolicySet): Against['mayDecide'] {
  return (role, list) =>
    policies
      .grants()
      .some(
        (grant) =>
          grant.role === role &&
          [`Query.${list}`, 'Mutation.decideTask'].every((field) => grant.decide('select', field).effect === 'reveal'),
      )
}

function inputFaults(named: readonly string[], read: readonly string[]): string[] {
  const missing = read.filter((input) => !named.includes(input)).map((input) => `inputs: the rule reads \`${input}\``)
  const idle = named
    .filter((input) => !read.includes(input))
    .map((input) => `inputs: the rule does not read \`${input}\``)
  return [...missing, ...idle]
}

export function ruleOf(rule: WorkRule): Rule {
  const found = RULES.find((each) => each.rule === rule)
  if (!found) throw new Error(`no rule ${rule}`)
  return found
}
