// Where in its text a part of a document stands, for whoever wrote it. Documents are kept without the places of their parts, which
// weigh as much as the parts: the text, which a document holds, is read once more for a fault.
import { type ASTNode, type DocumentNode, getLocation, parse, visit } from 'graphql'
import type { Place } from '../errors.ts'

/** Undefined for a document without a text, and for no part of it. */
export function placeOf(document: DocumentNode, part: ASTNode | undefined): Place | undefined {
  const source = document.loc?.source
  if (!source || !part) return undefined
  const at = partsOf(document).indexOf(part)
  const start = partsOf(parse(source))[at]?.loc?.start
  return start === undefined ? undefined : getLocation(source, start)
}

/** In the order of the text. */
function partsOf(document: DocumentNode): ASTNode[] {
  const parts: ASTNode[] = []
  visit(document, { enter: (part) => void parts.push(part) })
  return parts
}
