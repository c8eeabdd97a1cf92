// One YAML document in, plain data or its faults out, each with the file, the path and the fix.
import type { ErrorObject } from 'ajv'
import { parseDocument } from 'yaml'

export type Reading<T> =
  | { readonly value: T; readonly faults: [] }
  | { readonly value: null; readonly faults: readonly string[] }

/** `file` is the name that faults are reported under. Anchors that repeat a document a thousandfold are refused. */
export function parseYaml(text: string, file: string): Reading<unknown> {
  const document = parseDocument(text, { uniqueKeys: true })
  const faults = document.errors.map(
    (error) => `${file}: ${error.code} at line ${error.linePos?.[0].line ?? 0}; mend the YAML`,
  )
  if (faults.length > 0) return { value: null, faults }
  try {
    return { value: document.toJS({ maxAliasCount: 100 }) as unknown, faults: [] }
  } catch {
    return { value: null, faults: [`${file}: more than 100 aliases; write them out`] }
  }
}

/** What a schema found wrong, as a sentence: where, what, and how to mend it. */
export function faultOf(error: ErrorObject): string {
  const path = error.instancePath.slice(1).replaceAll('/', '.') || 'document'
  const { allowedValues, additionalProperty, missingProperty } = error.params as {
    allowedValues?: unknown
    additionalProperty?: string
    missingProperty?: string
  }
  if (Array.isArray(allowedValues)) return `${path}: must be one of ${allowedValues.join(', ')}`
  if (additionalProperty) return `${path}: unknown key \`${additionalProperty}\`; remove it`
  if (missingProperty) return `${path}: must have required property '${missingProperty}'; add it`
  return `${path}: ${error.message ?? 'is wrong'}`
}
