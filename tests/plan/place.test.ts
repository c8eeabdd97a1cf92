// Where a fault stands in the text that the caller sent, found by reading the text once more.
import { type ASTNode, getLocation, parse, visit } from 'graphql'
import { describe, expect, it } from 'vitest'
import { placeOf } from '../../src/plan/place.ts'
import { createDocuments } from '../../src/request/documents.ts'

const TEXT = `# a comment
query Q($ref: ID!, $no: Boolean = true) {
  a: child(ref: $ref) @skip(if: $no) { childRef ...F }
  b: children(filter: { category: ORPHAN }, first: 3) { nodes { childRef } }
}
fragment F on Child { publicSecurity { sex } }`

function partsOf(document: ASTNode): ASTNode[] {
  const parts: ASTNode[] = []
  visit(document, { enter: (part) => void parts.push(part) })
  return parts
}

describe('the place of a part', () => {
  it('is that of the same part in the text, for every part of a document that is kept without places', () => {
    const kept = createDocuments('by the caller').read(TEXT)
    const [whole, ...placed] = partsOf(parse(TEXT))
    const [document, ...parts] = partsOf(kept)
    expect(document).toBe(kept)
    expect(parts.every(({ loc }) => loc === undefined)).toBe(true)
    expect(parts.length).toBe(placed.length)
    expect(parts.length).toBeGreaterThan(40)
    for (const [at, part] of parts.entries()) {
      expect(placeOf(kept, part)).toEqual(getLocation(whole?.loc?.source as never, placed[at]?.loc?.start ?? -1))
    }
  })

  it('is none for no part, a part of another document, and a document that others wrote', () => {
    const kept = createDocuments('by the caller').read('{ __typename }')
    const [, part] = partsOf(parse('{ __typename }'))
    expect(placeOf(kept, undefined)).toBeUndefined()
    expect(placeOf(kept, part)).toBeUndefined()
    const bare = createDocuments('by others').read('{ __typename }')
    expect(placeOf(bare, partsOf(bare)[1])).toBeUndefined()
  })
})
