// Case files beside the policies: what a role is asked for a purpose, what must be decided, and what the journal must hold
// of it. Data, so that an officer can read and write them; a wrong word in one is a fault, never a case that passes.
import { Ajv } from 'ajv'
import { isDay } from '../clock.ts'
import { ERROR_CODES } from '../errors.ts'
import { USE_KINDS } from '../policy/decision.ts'
import { type Fault, type FaultAt, inFile } from '../policy/fault.ts'
import { adviceFor } from '../policy/nearest.ts'
import { CONDITIONS } from '../policy/policy.ts'
import { DAY_SCHEMA, faultsOf, mapOf, parseYaml, soundBy } from '../policy/read-yaml.ts'
import type { LegibleVocabulary } from '../policy/vocabulary.ts'
import type { Catalogue } from '../schema.ts'
import type { Holding } from './treatment.ts'

export interface CaseCaller {
  readonly role: string
  readonly purpose: string
}

interface Described {
  readonly description: string
  readonly caller: CaseCaller
  readonly today: string | null
}

/** Single uses, each with the decision wanted: `select PublicSecurity.sex` → `reveal`. */
export interface UsesCase extends Described {
  readonly kind: 'uses'
  readonly uses: Readonly<Record<string, string>>
  /** The child asked about, where the decision depends on it. */
  readonly child: Holding | null
}

/** A whole operation: answered with this journal entry, or not answered because of this. */
export interface OperationCase extends Described {
  readonly kind: 'operation'
  readonly operation: string
  readonly variables: Readonly<Record<string, unknown>>
  readonly outcome: string
  /** The first refusal, for an operation that is refused. */
  readonly because: string | null
  readonly entry: WantedEntry | null
}

/** The part of the intent that role, purpose, document and variables determine. */
export interface WantedEntry {
  readonly policyIds: readonly string[]
  /** Coordinate → treatment, complete. */
  readonly fields: Readonly<Record<string, string>>
  /** `input SubjectInput.citizenId`, complete. */
  readonly uses: readonly string[]
  readonly notifyGuardian?: boolean
}

export type PolicyCase = UsesCase | OperationCase

export interface CaseFile {
  readonly file: string
  readonly cases: readonly PolicyCase[]
}

const text = { type: 'string', minLength: 1 } as const
export const USE_PATTERN = `^(${USE_KINDS.join('|')}) \\S+$`

const USE_WORDS = 'a use and a coordinate, `select PublicSecurity.sex`'

const caller = {
  type: 'object',
  description: 'Who asks, for what. A decision rests on nothing else of a caller.',
  additionalProperties: false,
  required: ['role', 'purpose'],
  properties: { role: text, purpose: text },
} as const

const described = {
  description: {
    type: 'string',
    minLength: 10,
    description: 'In plain words: what is asked, and what must come of it',
  },
  caller,
  today: { ...DAY_SCHEMA, description: 'The day of the question, for policies that end' },
} as const

const wantedEntry = {
  type: 'object',
  description: 'What the journal must hold of it before anything leaves',
  additionalProperties: false,
  required: ['policyIds', 'fields', 'uses'],
  properties: {
    policyIds: { type: 'array', items: text, minItems: 1 },
    fields: { type: 'object', description: 'Every field with its treatment', additionalProperties: text },
    uses: { type: 'array', items: { type: 'string', pattern: USE_PATTERN, description: USE_WORDS } },
    notifyGuardian: { type: 'boolean' },
  },
} as const

const usesCase = {
  type: 'object',
  additionalProperties: false,
  required: ['description', 'uses'],
  properties: {
    ...described,
    uses: {
      type: 'object',
      description: 'Use → decision: `select PublicSecurity.sex: reveal`',
      minProperties: 1,
      propertyNames: { pattern: USE_PATTERN, description: USE_WORDS },
      additionalProperties: text,
    },
    child: {
      type: 'object',
      description: 'Which conditions hold of the child asked about; the decision is then the one for this child',
      minProperties: 1,
      propertyNames: { enum: CONDITIONS },
      additionalProperties: { type: 'boolean' },
    },
  },
} as const

const operationCase = {
  type: 'object',
  additionalProperties: false,
  required: ['description', 'operation', 'outcome'],
  properties: {
    ...described,
    operation: { ...text, description: 'A GraphQL document with one operation' },
    variables: { type: 'object' },
    outcome: { enum: ['answered', ...ERROR_CODES] },
    because: { ...text, description: 'The first use, value or name that is refused' },
    entry: wantedEntry,
  },
} as const

/** The JSON Schema of a case file. */
export const CASE_FILE_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['cases'],
  properties: {
    caller: { ...caller, description: 'Who asks in every case that does not say otherwise' },
    cases: {
      type: 'array',
      minItems: 1,
      items: {
        description: '{ description, uses } or { description, operation, outcome }',
        anyOf: [usesCase, operationCase],
      },
    },
  },
} as const

const validate = new Ajv({ allErrors: true, verbose: true }).addFormat('date', isDay).compile(CASE_FILE_SCHEMA)

interface Written {
  readonly caller?: CaseCaller
  readonly cases: readonly (Partial<Omit<UsesCase & OperationCase, 'kind'>> & { readonly description: string })[]
}

/** What the words of a case are looked up in. */
export interface CaseWords {
  readonly catalogue: Catalogue
  /** As far as it can be read. */
  readonly vocabulary: Pick<LegibleVocabulary, 'roles' | 'purposes'>
}

export function readCaseFiles(
  texts: ReadonlyMap<string, string>,
  words: CaseWords,
): { readonly files: readonly CaseFile[]; readonly faults: readonly Fault[] } {
  const read = [...texts].map(([file, content]) => readCaseFile(file, content, words))
  return {
    files: read.flatMap(({ cases, file }) => (cases ? [{ file, cases }] : [])),
    faults: read.flatMap(({ faults }) => faults),
  }
}

function readCaseFile(file: string, content: string, words: CaseWords) {
  const parsed = parseYaml(content, file)
  if (parsed.value === null && parsed.faults.length > 0) return { file, cases: null, faults: parsed.faults }
  const errors = validate(parsed.value) ? [] : (validate.errors ?? [])
  const cases = readableCases(parsed.value, soundBy(errors))
  const meant = inFile(
    file,
    cases.flatMap(({ each, at }) => [...caseFaults(each, `cases.${at}`, words)]),
  )
  const isWhole = errors.length === 0 && parsed.faults.length === 0
  const faults = [...parsed.faults, ...faultsOf(errors, file), ...meant]
  return { file, cases: isWhole ? cases.map(({ each }) => each) : null, faults }
}

interface ReadCase {
  readonly each: PolicyCase
  /** Its place in the file. */
  readonly at: number
}

// A case at fault hides nothing of the others; who asks in a case that does not say is not known where the top is at fault.
function readableCases(document: unknown, isSound: (pointer: string) => boolean): ReadCase[] {
  const { cases, caller: shared } = mapOf(document) as Partial<Written>
  const isKnown = isSound('/caller')
  return (Array.isArray(cases) ? (cases as Written['cases']) : []).flatMap((written, at) => {
    const isReadable = isSound(`/cases/${at}`) && (isKnown || written.caller !== undefined)
    return isReadable ? [{ each: caseOf(written, shared), at }] : []
  })
}

const NOBODY: CaseCaller = { role: '', purpose: '' }

function caseOf(written: Written['cases'][number], caller: CaseCaller = NOBODY): PolicyCase {
  const shared = { description: written.description, caller: written.caller ?? caller, today: written.today ?? null }
  if (written.uses)
    return { ...shared, kind: 'uses', uses: written.uses as UsesCase['uses'], child: written.child ?? null }
  return {
    ...shared,
    kind: 'operation',
    operation: written.operation ?? '',
    variables: written.variables ?? {},
    outcome: written.outcome ?? '',
    because: written.because ?? null,
    entry: written.entry ?? null,
  }
}

function* caseFaults(each: PolicyCase, path: string, words: CaseWords): Generator<FaultAt> {
  yield* callerFaults(each.caller, path, words)
  if (each.kind === 'operation') yield* wantFaults(each, path)
  else {
    for (const use of Object.keys(each.uses)) {
      const coordinate = use.slice(use.indexOf(' ') + 1)
      if (words.catalogue.has(coordinate)) continue
      const fix = adviceFor(coordinate, words.catalogue.keys(), 'mend it, or ask for it by an operation')
      yield { path: `${path}.uses`, what: `no such coordinate \`${coordinate}\` in the schema`, fix }
    }
  }
}

function* callerFaults({ role, purpose }: CaseCaller, path: string, words: CaseWords): Generator<FaultAt> {
  if (role === '') yield { path, what: 'nobody asks', fix: 'name a caller here or at the top of the file' }
  else {
    const { roles, purposes } = words.vocabulary
    const mend = 'mend the name'
    if (roles && !roles[role])
      yield { path, what: `no role \`${role}\` in roles.yaml`, fix: adviceFor(role, Object.keys(roles), mend) }
    if (purposes && !purposes[purpose]) yield { path, what: `no purpose \`${purpose}\` in purposes.yaml`, fix: mend }
  }
}

// A case that is answered says what is journalled, and one that is refused says why: else it would pass by accident.
function* wantFaults({ outcome, because, entry }: OperationCase, path: string): Generator<FaultAt> {
  if (outcome === 'answered' && !entry) yield { path, what: 'says nothing of the journal', fix: 'add `entry`' }
  if (outcome !== 'answered' && entry) yield { path, what: 'a refusal reads nothing', fix: 'remove `entry`' }
  if (outcome === 'REFUSED' && !because) yield { path, what: 'says not what is refused', fix: 'add `because`' }
  if (outcome !== 'REFUSED' && because) yield { path, what: '`because` belongs to REFUSED', fix: 'remove it' }
}
