// One YAML document in, plain data or its faults out, each with the file, the path and the fix.
import type { ErrorObject } from 'ajv'
import { parseDocument, type YAMLParseError } from 'yaml'
import { type Fault, type FaultAt, inFile } from './fault.ts'
import { adviceFor, nearest } from './nearest.ts'
import { syntaxFaults } from './syntax-fault.ts'

export type Reading<T> =
  | { readonly value: T; readonly faults: [] }
  | { readonly value: null; readonly faults: readonly Fault[] }

/** What a text says, at fault or not; null where it is no YAML. */
export interface ParsedYaml {
  readonly value: unknown
  readonly faults: readonly Fault[]
}

/**
 * `file` is the name that faults are reported under. Anchors that repeat a document a thousandfold are refused. A key that stands
 * twice further in is a fault and hides no other: the rest is there to be looked at, with the last of the two.
 */
export function parseYaml(text: string, file: string): ParsedYaml {
  const document = parseDocument(text)
  const faults = inFile(file, syntaxFaults(text, document))
  if (!document.errors.every((error) => isTwiceFurtherIn(text, error))) return { value: null, faults }
  try {
    return { value: document.toJS() as unknown, faults }
  } catch {
    // The parser knows two faults of what it takes for sound: an anchor used too often, and one that is nowhere.
    const what = 'more than 100 aliases, or one of nothing that stands before it'
    return { value: null, faults: [{ file, path: '', what, fix: 'write them out' }] }
  }
}

// A key of the document itself that stands twice leaves out half of what was meant, and what lacks would be told of it.
function isTwiceFurtherIn(text: string, { code, pos: [at] }: YAMLParseError): boolean {
  return code === 'DUPLICATE_KEY' && text.charAt(at - 1) !== '\n'
}

/** A day of the calendar; a reader of it adds the format to its Ajv, as it may for any standard one. */
export const DAY_SCHEMA = { type: 'string', format: 'date' } as const

export type Json = Readonly<Record<string, unknown>>

/** True for a map: keys with values, no list. */
export function isMap(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What stands under the keys of a map, and nothing for what is none. */
export function mapOf(value: unknown): Json {
  return isMap(value) ? value : {}
}

/** Whether a schema found nothing wrong at a place, a JSON pointer, and below it. */
export function soundBy(errors: readonly ErrorObject[]): (pointer: string) => boolean {
  return (pointer) => !errors.some(({ instancePath: at }) => at === pointer || at.startsWith(`${pointer}/`))
}

/** What a schema found wrong, one sentence for each place: where, what, and how to mend it. */
export function faultsOf(errors: readonly ErrorObject[], file: string): Fault[] {
  const choices = errors.filter(({ keyword }) => keyword === 'anyOf')
  const single = errors.filter((error) => !choices.some((choice) => choice === error || isWithin(choice, error)))
  const named = single.filter(isFault).map(faultOf)
  const chosen = choices.flatMap((choice) =>
    choiceFaults(
      choice,
      errors.filter((error) => isWithin(choice, error)),
    ),
  )
  return inFile(file, [...named, ...chosen])
}

function isWithin(choice: ErrorObject, error: ErrorObject): boolean {
  const isBelow = error.instancePath === choice.instancePath || error.instancePath.startsWith(`${choice.instancePath}/`)
  return isBelow && error.schemaPath.startsWith(`${choice.schemaPath}/`)
}

// A place that fits none of several forms fails each of them. Told is what is wrong with the form that it comes nearest
// to; where it comes near none, which forms there are.
function choiceFaults(choice: ErrorObject, within: readonly ErrorObject[]): FaultAt[] {
  const forms = Map.groupBy(within, ({ schemaPath }) => schemaPath.slice(choice.schemaPath.length + 1).split('/', 1)[0])
  const near = [...forms.values()].filter((faults) => !faults.some((error) => isOtherForm(choice, error)))
  const [nearestForm] = near.sort((a, b) => a.length - b.length)
  const [meant, ...alike] = near.filter((faults) => !faults.some((error) => lacksKeys(choice, error)))
  const told = meant && alike.length === 0 ? meant : nearestForm && nearestForm.length <= 2 ? nearestForm : null
  if (told) return told.filter(isFault).map(faultOf)
  const { description = 'one of the forms of docs/policies.md' } = choice.parentSchema as { description?: string }
  const what = `${wordBefore(choice.data)}fits none of the forms it may have`
  const words = within.flatMap(({ params }) => (typeof params.allowedValue === 'string' ? [params.allowedValue] : []))
  const fix = adviceFor(String(choice.data), words, `write ${description}`)
  return [{ path: pathOf(choice.instancePath), what, fix }]
}

// A form whose keys are there, and no others, is the one that was meant.
function lacksKeys(choice: ErrorObject, error: ErrorObject): boolean {
  return error.instancePath === choice.instancePath && ['required', 'additionalProperties'].includes(error.keyword)
}

// What is wrong with a key is said of the key; that there is something wrong with one says nothing.
function isFault({ keyword }: ErrorObject): boolean {
  return keyword !== 'propertyNames'
}

function isOtherForm(choice: ErrorObject, error: ErrorObject): boolean {
  return error.instancePath === choice.instancePath && ['type', 'const', 'enum'].includes(error.keyword)
}

function faultOf(error: ErrorObject): FaultAt {
  const path = keyPathOf(error)
  const { allowedValues, additionalProperty, missingProperty } = error.params as {
    allowedValues?: readonly unknown[]
    additionalProperty?: string
    missingProperty?: string
  }
  if (allowedValues) {
    const allowed = allowedValues.map(String)
    return {
      path,
      what: `must be one of ${allowed.join(', ')}${notWord(error.data)}`,
      fix: adviceAmong(error, allowed),
    }
  }
  if (additionalProperty !== undefined) {
    return { path, what: `unknown key \`${additionalProperty}\``, fix: unknownKeyFix(error, additionalProperty) }
  }
  if (missingProperty !== undefined) {
    return { path, what: `lacks \`${missingProperty}\``, fix: 'add it' }
  }
  return { path, ...formFault(error) }
}

// What a form is in words, where the schema says it; a pattern is no word to whoever writes a policy.
function formFault({ keyword, data, parentSchema, message, params }: ErrorObject): Omit<FaultAt, 'path'> {
  const { format, description } = parentSchema as { format?: string; description?: string }
  if (keyword === 'format' && DAY_FORM.test(String(data))) {
    return { what: `no such day \`${data}\``, fix: 'write a day of the calendar, YYYY-MM-DD' }
  }
  if (format === 'date') return { what: 'must be a day', fix: 'write YYYY-MM-DD' }
  if (keyword === 'pattern' && description !== undefined) {
    return { what: `must be ${description}${notWord(data)}`, fix: 'write it so' }
  }
  const bound = BOUNDS[keyword]
  if (bound) return { what: bound(Number((params as { limit?: number }).limit)), fix: 'write it so' }
  return { what: `${message}`, fix: 'write it so' }
}

const plural = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`
const BOUNDS: Readonly<Record<string, (limit: number) => string>> = {
  minLength: (limit) => `must have ${plural(limit, 'character')} at least`,
  maxLength: (limit) => `must have ${plural(limit, 'character')} at most`,
  minItems: (limit) => `must hold ${plural(limit, 'entry').replace('entrys', 'entries')} at least`,
  minProperties: (limit) => `must hold ${plural(limit, 'entry').replace('entrys', 'entries')} at least`,
  minimum: (limit) => `must be ${limit} at least`,
  maximum: (limit) => `must be ${limit} at most`,
}

const DAY_FORM = /^\d{4}-\d{2}-\d{2}$/

// What was written is quoted where it looks like a word of policies: a name, an address or a number of a person does not.
function wordIn(data: unknown): string | null {
  return typeof data === 'string' && /^[A-Za-z][\w-]{0,39}$/.test(data) && !/\d{4}/.test(data) ? data : null
}

function notWord(data: unknown): string {
  const word = wordIn(data)
  return word === null ? '' : `, not \`${word}\``
}

function wordBefore(data: unknown): string {
  const word = wordIn(data)
  return word === null ? '' : `\`${word}\` `
}

function pathOf(pointer: string): string {
  // RFC 6901: `~1` stands for a slash and `~0` for a tilde.
  const path = pointer.slice(1).replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~')
  return path === '' ? 'document' : path
}

// A fault of a key has that key for its place, where it looks like a word of policies.
function keyPathOf({ instancePath, propertyName }: ErrorObject): string {
  const path = pathOf(instancePath)
  const isWord =
    propertyName !== undefined && /^[A-Za-z][\w .():-]{0,80}$/.test(propertyName) && !/\d{4}/.test(propertyName)
  return isWord ? (path === 'document' ? propertyName : `${path}.${propertyName}`) : path
}

function adviceAmong(error: ErrorObject, allowed: readonly string[]): string {
  const near = typeof error.data === 'string' ? nearest(error.data, allowed) : null
  return near === null ? 'write one of these' : `did you mean \`${near}\`?`
}

function unknownKeyFix(error: ErrorObject, key: string): string {
  const { properties } = error.parentSchema as { properties: object }
  const near = nearest(key, Object.keys(properties))
  return near === null ? 'remove it' : `write \`${near}\` or remove it`
}
