// The name of a document in requests and registrations: `sha256:` and the SHA-256 of its exact text in UTF-8, as the
// appendix on persisted documents of GraphQL over HTTP has it. One blank more is another document.
import { createHash } from 'node:crypto'

const PREFIX = 'sha256:'
const DOCUMENT_ID = /^sha256:[0-9a-f]{64}$/

/** Lower-case hexadecimal digits, without the prefix. */
export function hashOfText(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}

export function documentIdOf(hash: string): string {
  return `${PREFIX}${hash}`
}

/** The hash that a document id names; null for every other spelling. */
export function hashNamedBy(documentId: string): string | null {
  return DOCUMENT_ID.test(documentId) ? documentId.slice(PREFIX.length) : null
}
