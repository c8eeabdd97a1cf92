// An operation as the city writes it down: the exact document in one file, and beside it who may ask it and for what,
// with the document's id. An approval is for that id; a text that changed is another operation and needs its own.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { parseDocument } from 'yaml'
import { documentIdOf, hashOfText } from '../document-id.ts'

/** Who may ask it, and for what. */
export interface Beneficiary {
  readonly organisationKind: string
  readonly purpose: string
  /** Null: every role of people that has a policy for the purpose. */
  readonly role: string | null
}

export interface OperationFile {
  /** Of both files, without their endings. */
  readonly name: string
  readonly document: string
  readonly beneficiaries: readonly Beneficiary[]
}

/** The two texts of an operation; null for one that is missing. */
export interface OperationTexts {
  readonly document: string | null
  readonly description: string | null
}

export interface OperationReading {
  readonly operation: OperationFile | null
  readonly faults: readonly string[]
}

const BENEFICIARY = {
  type: 'object',
  additionalProperties: false,
  required: ['organisationKind', 'purpose'],
  properties: {
    organisationKind: { type: 'string', pattern: '^[A-Z][A-Z_]*$' },
    purpose: { type: 'string', pattern: '^P(0[1-9]|1[0-6])$' },
    role: { type: 'string', pattern: '^[A-Z][A-Z0-9_]*$' },
  },
} as const

const DESCRIPTION = {
  type: 'object',
  additionalProperties: false,
  required: ['operation', 'documentId', 'for'],
  properties: {
    operation: { type: 'string', pattern: '^[a-z][a-z0-9-]*$' },
    documentId: { type: 'string' },
    for: { type: 'array', minItems: 1, uniqueItems: true, items: BENEFICIARY },
  },
} as const

interface Description {
  readonly operation: string
  readonly documentId: string
  readonly for: readonly (Omit<Beneficiary, 'role'> & { readonly role?: string })[]
}

const validate = new Ajv({ allErrors: true }).compile<Description>(DESCRIPTION)

/** `<folder>/<name>.graphql` and `<name>.yaml` by name, sorted. A folder that is not there holds none. */
export async function readOperationFolder(folder: string): Promise<Map<string, OperationTexts>> {
  const files = await readdir(folder).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const names = new Set(files.flatMap((file) => /^(.+)\.(?:graphql|yaml)$/.exec(file)?.[1] ?? []))
  const text = (file: string) => (files.includes(file) ? readFile(join(folder, file), 'utf8') : null)
  const read = [...names].sort().map(async (name): Promise<[string, OperationTexts]> => {
    const [document, description] = await Promise.all([text(`${name}.graphql`), text(`${name}.yaml`)])
    return [name, { document, description }]
  })
  return new Map(await Promise.all(read))
}

/** Every fault at once, each with its file. */
export function readOperation(name: string, { document, description }: OperationTexts): OperationReading {
  if (document === null) return faulty(`${name}.graphql: is missing beside ${name}.yaml`)
  if (description === null) return faulty(`${name}.yaml: is missing beside ${name}.graphql`)
  const parsed = parseDocument(description, { uniqueKeys: true })
  if (parsed.errors.length > 0) return faulty(...parsed.errors.map(({ code }) => `${name}.yaml: ${code}`))
  const value: unknown = parsed.toJS()
  if (!validate(value)) {
    return faulty(
      ...(validate.errors ?? []).map(
        ({ instancePath, message }) => `${name}.yaml: ${instancePath.slice(1)} ${message}`,
      ),
    )
  }
  const faults = [...contradictions(name, document, value)]
  if (faults.length > 0) return faulty(...faults)
  const beneficiaries = value.for.map(({ organisationKind, purpose, role = null }) => ({
    organisationKind,
    purpose,
    role,
  }))
  return { operation: { name, document, beneficiaries }, faults: [] }
}

/** One document is one operation: two files of it would be changed one without the other. */
export function* sameTexts(texts: ReadonlyMap<string, OperationTexts>): Generator<string> {
  const names = new Map<string, string>()
  for (const [name, { document }] of texts) {
    const other = document === null ? undefined : names.get(document)
    if (other) yield `${name}.graphql: is the text of ${other}.graphql; name its beneficiaries there`
    if (document !== null) names.set(document, name)
  }
}

function* contradictions(name: string, document: string, description: Description): Generator<string> {
  if (description.operation !== name) yield `${name}.yaml: operation must be \`${name}\`, the name of the files`
  const id = documentIdOf(hashOfText(document))
  if (description.documentId !== id) {
    yield `${name}.yaml: the text of ${name}.graphql is ${id}; a changed text is another operation and needs its own approval`
  }
}

function faulty(...faults: string[]): OperationReading {
  return { operation: null, faults }
}
