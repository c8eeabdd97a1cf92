// Documents, parsed once: nesting is bounded by counting tokens; what does not parse is BAD_INPUT with its place and without a word of it.
import { BREAK, type DocumentNode, GraphQLError, Kind, Location, parse, Source, Token, TokenKind, visit } from 'graphql'
import { LRUCache } from 'lru-cache'
import { GatewayError } from '../errors.ts'
import { LIMITS } from './limits.ts'

export interface Documents {
  read(text: string): DocumentNode
}

const MOST_KEPT = 1_000

/** Of whoever sends its own documents; a registered one was written by others, who alone can mend it, and is kept without its text. */
export function createDocuments(written: 'by the caller' | 'by others'): Documents {
  const known = new LRUCache<string, DocumentNode>({
    max: MOST_KEPT,
    maxSize: LIMITS.keptDocumentCharacters,
    sizeCalculation: (_document, text) => text.length,
  })
  return {
    read(text) {
      const cached = known.get(text)
      if (cached) return cached
      const parsed = parseBounded(text)
      const document = written === 'by the caller' ? { ...parsed, loc: wholeOf(text) } : parsed
      known.set(text, document)
      return document
    },
  }
}

function parseBounded(text: string): DocumentNode {
  // A name that objects take for themselves would be lost, or taken for a value.
  if (text.includes('__proto__')) throw new GatewayError('BAD_INPUT', 'a reserved name', { hint: 'DOCUMENT_SYNTAX' })
  try {
    return parse(text, { noLocation: true, maxTokens: LIMITS.documentTokens })
  } catch (cause) {
    const place = cause instanceof GraphQLError ? cause.locations?.[0] : undefined
    throw new GatewayError('BAD_INPUT', 'the document does not parse', { hint: 'DOCUMENT_SYNTAX', place, cause })
  }
}

// Its own text alone, and no place of a part: `placeOf` reads it again for a fault.
function wholeOf(text: string): Location {
  const start = new Token(TokenKind.SOF, 0, 0, 0, 0)
  return new Location(start, new Token(TokenKind.EOF, text.length, text.length, 0, 0), new Source(text))
}

/** True when the operation asks about the schema and nothing else. */
export function asksSchemaOnly(document: DocumentNode): boolean {
  const names = document.definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION
      ? definition.selectionSet.selections.map((selection) =>
          selection.kind === Kind.FIELD ? selection.name.value : '',
        )
      : [],
  )
  return names.some((name) => name === '__schema' || name === '__type') && names.every((name) => name.startsWith('__'))
}

/** True when a field anywhere in the document is renamed. */
export function holdsAlias(document: DocumentNode): boolean {
  let isFound = false
  visit(document, {
    Field(node) {
      if (!node.alias) return undefined
      isFound = true
      return BREAK
    },
  })
  return isFound
}
