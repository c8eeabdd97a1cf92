// The sealed part of a kept answer: a child's rule inputs are as sensitive as the categories themselves (L4).
import type { KeyObject } from 'node:crypto'
import { derivedKeyrings } from '../masking/derived-keyring.ts'
import { openerFor, seal } from '../masking/sealed-cell.ts'
import type { AnswerContent } from './keep.ts'

const PLACE = 'answer.question.content_sealed'

export function sealContent(key: KeyObject, id: string, content: AnswerContent): Buffer {
  return seal(ringOf(key), PLACE, id, JSON.stringify(content))
}

/** Throws for a cell that does not authenticate. */
export function openContent(key: KeyObject, id: string, cell: Buffer): AnswerContent {
  return JSON.parse(String(openerFor(ringOf(key), PLACE, undefined, '')(cell, id))) as AnswerContent
}

// A kept answer lasts a year, the key of the journal's pseudonyms as long as the journal.
const ringOf = derivedKeyrings('hutong/kept-answers/1')
