// Documents, parsed once: nesting is bounded by counting tokens, and what does not parse is BAD_INPUT without a word of it.
import { type DocumentNode, Kind, parse } from 'graphql'
import { LRUCache } from 'lru-cache'
import { GatewayError } from '../errors.ts'
import { LIMITS } from './limits.ts'

export interface Documents {
  read(text: string): DocumentNode
}

const LARGEST = 1_000

export function createDocuments(): Documents {
  const known = new LRUCache<string, DocumentNode>({ max: LARGEST })
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
