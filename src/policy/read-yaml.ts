// One YAML document in, plain data or its faults out, each with the file, the path and the fix.
import type { ErrorObject } from 'ajv'
import { parseDocument } from 'yaml'
import { type Fault, type FaultAt, inFile } from './fault.ts'
import { nearest } from './nearest.ts'

export type Reading<T> =
  | { readonly value: T; readonly faults: [] }
  | { readonly value: null; readonly faults: readonly Fault[] }

/** `file` is the name that faults are reported under. Anchors that repeat a document a thousandfold are refused. */
export function parseYaml(text: string, file: string): Reading<unknown> {
  const document = parseDocument(text)
  const faults = document.errors.map((error) => ({
    path: '',
    what: `${error.code} at line ${error.linePos?.[0].line ?? 0}`,
    fix: 'mend the YAML',
  }))
  if (faults.length > 0) return { value: null, faults: inFile(file, faults) }
  try {
    return { value: document.toJS() as unknown, faults: [] }
  } catch {
    return { value: null, faults: [{ file, path: '', what: 'more than 100 aliases', fix: 'write them out' }] }
  }
}

/** What a schema found wrong, one sentence for each place: where, what, and how to mend it. */
export function faultsOf(errors: readonly ErrorObject[], file: string): Fault[] {
  const choices = errors.filter(({ keyword }) => keyword === 'anyOf')
  const single = errors.filter((error) => !choices.some((choice) => choice === error || isWithin(choice, error)))
  const named = single.filter(({ keyword }) => keyword !== 'propertyNames').map(faultOf)
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
  if (nearestForm && nearestForm.length <= 2) return nearestForm.map(faultOf)
  const { description } = choice.parentSchema as { description?: string }
  const fix = description ? `write ${description}` : 'write one of the forms of docs/policies.md'
  return [{ path: pathOf(choice.instancePath), what: 'fits none of the forms it may have', fix }]
}

function isOtherForm(choice: ErrorObject, error: ErrorObject): boolean {
  return error.instancePath === choice.instancePath && ['type', 'const', 'enum'].includes(error.keyword)
}

function faultOf(error: ErrorObject): FaultAt {
  const path = pathOf(error.instancePath)
  const { allowedValues, additionalProperty, missingProperty } = error.params as {
    allowedValues?: readonly unknown[]
    additionalProperty?: string
    missingProperty?: string
  }
  if (allowedValues) {
    const allowed = allowedValues.map(String)
    return { path, what: `must be one of ${allowed.join(', ')}`, fix: adviceAmong(error, allowed) }
  }
  if (additionalProperty !== undefined) {
    return { path, what: `unknown key \`${additionalProperty}\``, fix: unknownKeyFix(error, additionalProperty) }
  }
  if (missingProperty !== undefined) {
    return { path, what: `must have required property '${missingProperty}'`, fix: 'add it' }
  }
  return { path, what: `${error.message}`, fix: 'write it so' }
}

function pathOf(pointer: string): string {
  // RFC 6901: `~1` stands for a slash and `~0` for a tilde.
  const path = pointer.slice(1).replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~')
  return path === '' ? 'document' : path
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
