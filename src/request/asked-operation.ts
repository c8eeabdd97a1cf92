// What a body asks: the text of one document, sent whole or named by its id, with its variables. Whether an
// organisation outside the city may ask it is settled here, before a single token of it is read.
import { hashNamedBy, hashOfText } from '../document-id.ts'
import { GatewayError } from '../errors.ts'
import type { Identified } from '../identity/identify.ts'

/** What is registered for whom, handed in. */
export interface Registrations {
  /** True for a caller who may ask what is registered and nothing else. */
  binds(identified: Identified): boolean
  /** The text that this caller may ask today under the hash; null for every other, whatever the ground. */
  documentFor(identified: Identified, hash: string): string | null
}

export interface AskedOperation {
  readonly text: string
  /** It stands in the register for this caller: it takes the short way, past the GraphQL server. */
  readonly isRegistered: boolean
  readonly variables: Readonly<Record<string, unknown>>
  readonly operationName: string | null
}

export interface Question {
  readonly identified: Identified
  /** Parsed JSON. */
  readonly body: Readonly<Record<string, unknown>>
}

/** Throws BAD_INPUT for a body of the wrong form, REFUSED for what must be registered for this caller and is not. */
export function askedOperation({ identified, body }: Question, registrations: Registrations): AskedOperation {
  const { query, documentId, variables, operationName } = readBody(body)
  const rest = { variables, operationName }
  const isFree = documentId === null && !registrations.binds(identified)
  if (isFree) return { ...rest, text: query, isRegistered: false }
  const text = registrations.documentFor(identified, documentId ?? hashOfText(query))
  if (text === null) throw new GatewayError('REFUSED', 'no operation registered for this caller and purpose today')
  return { ...rest, text, isRegistered: true }
}

interface ReadBody {
  readonly query: string
  /** The hash that it names. */
  readonly documentId: string | null
  readonly variables: Readonly<Record<string, unknown>>
  readonly operationName: string | null
}

// Extensions are checked and then ignored.
function readBody({ query, documentId, variables, operationName, extensions }: Question['body']): ReadBody {
  if (!isRecordOrAbsent(variables))
    throw new GatewayError('BAD_INPUT', 'variables are an object', { hint: 'BODY_MEMBERS' })
  if (!isRecordOrAbsent(extensions))
    throw new GatewayError('BAD_INPUT', 'extensions are an object', { hint: 'BODY_MEMBERS' })
  // An empty name is none (GraphQL over HTTP), by both doors.
  const name = operationName === '' ? null : (operationName ?? null)
  if (name !== null && typeof name !== 'string')
    throw new GatewayError('BAD_INPUT', 'the operation name is a string', { hint: 'BODY_MEMBERS' })
  return { ...readDocument(query ?? null, documentId ?? null), variables: variables ?? {}, operationName: name }
}

function readDocument(query: unknown, documentId: unknown): Pick<ReadBody, 'query' | 'documentId'> {
  if (documentId === null) {
    if (typeof query !== 'string' || query === '')
      throw new GatewayError('BAD_INPUT', 'a query is missing', { hint: 'BODY_MEMBERS' })
    return { query, documentId }
  }
  const hash = typeof documentId === 'string' ? hashNamedBy(documentId) : null
  if (hash === null)
    throw new GatewayError('BAD_INPUT', 'a document id is sha256: and 64 hexadecimal digits', { hint: 'DOCUMENT_ID' })
  if (query === null) return { query: '', documentId: hash }
  // Which of two documents was meant is a guess, and a guess decides nothing.
  if (typeof query !== 'string' || hashOfText(query) !== hash) {
    throw new GatewayError('BAD_INPUT', 'the query is not the document of the id', { hint: 'DOCUMENT_ID' })
  }
  return { query, documentId: hash }
}

function isRecordOrAbsent(value: unknown): value is Readonly<Record<string, unknown>> | null | undefined {
  return value === undefined || value === null || (typeof value === 'object' && !Array.isArray(value))
}
