// Documents, parsed once: nesting is bounded by counting tokens; what does not parse is BAD_INPUT without a word of it.
import { BREAK, type DocumentNode, Kind, parse, visit } from 'graphql'
import { LRUCache } from 'lru-cache'
import { GatewayError } from '../errors.ts'
import { LIMITS } from './limits.ts'

export interface Documents {
  read(text: string): DocumentNode
}

const MOST_KEPT = 1_000

export function createDocuments(): Documents {
  const known = new LRUCache<string, DocumentNode>({
    max: MOST_KEPT,
    maxSize: LIMITS.keptDocumentCharacters,
    sizeCalculation: (_document, text) => text.length,
  })
  return {
    read(text) {
      const cached = known.get(text)
      if (cached) return cached
      const document = parseBounded(text)
      known.set(text, document)
      return document
    },
  }
}

function parseBounded(text: string): DocumentNode {
  // A name that objects take for themselves would be lost, or taken for a value.
  if (text.includes('__proto__')) throw new GatewayError('BAD_INPUT', 'a reserved name')
  try {
    return parse(text, { noLocation: true, maxTokens: LIMITS.documentTokens })
  } catch (cause) {
    throw new GatewayError('BAD_INPUT', 'the document does not parse', { cause })
  }
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
