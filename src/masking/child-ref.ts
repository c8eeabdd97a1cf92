// The pseudonym under which a child leaves the gateway: another one for each organisation, so that two recipients cannot
// join what they hold. One AES block under the organisation's own key turns the child's id into it and back; nothing is
// stored, and a made-up reference costs what a true one does: it becomes an id that no child has.
import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'
import type { Day } from '../clock.ts'
import { invariant } from '../errors.ts'
import { isUuid } from '../uuid.ts'
import { type ListOrder, listOrderFor } from './list-order.ts'

export interface ChildRefs {
  /** The order of this recipient's lists. */
  readonly order: ListOrder
  refOf(childId: string): string
  /** Null only for text that is no reference at all. Another organisation's reference gives an id that matches nothing. */
  childIdOf(ref: string): string | null
}

/** Where an organisation was given new references: how often, and until when the former ones may be traded for them. */
export interface RefGeneration {
  /** From 1; an organisation that never had new ones is at 0. */
  readonly generation: number
  /** The last day of the trade. */
  readonly formerUntil: Day
}

const PREFIX = 'c1.'
const REF = /^c1\.[A-Za-z0-9_-]{22}$/

/** Deriving the key is the dear part: keep the result per organisation. */
export function childRefsFor(master: KeyObject, organisationId: string, generation = 0): ChildRefs {
  const name =
    generation === 0 ? `hutong/child-ref/1|${organisationId}` : `hutong/child-ref/2|${generation}|${organisationId}`
  const key = createSecretKey(Buffer.from(hkdfSync('sha256', master, '', name, 32)))
  // Whole blocks without padding: each update is complete in itself, so one pair serves every call.
  const cipher = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false)
  const decipher = createDecipheriv('aes-256-ecb', key, null).setAutoPadding(false)
  return {
    order: listOrderFor(master, organisationId),
    refOf(childId) {
      invariant(isUuid(childId), 'a child id is a lower-case UUID')
      const block = Buffer.from(childId.replaceAll('-', ''), 'hex')
      return PREFIX + cipher.update(block).toString('base64url')
    },
    childIdOf(ref) {
      const block = blockOf(ref)
      return block ? uuidOf(decipher.update(block)) : null
    },
  }
}

function blockOf(ref: string): Buffer | null {
  if (!REF.test(ref)) return null
  const text = ref.slice(PREFIX.length)
  const block = Buffer.from(text, 'base64url')
  // 22 characters carry four bits more than 16 bytes do; a second spelling would pass deny lists and limits by.
  return block.toString('base64url') === text ? block : null
}

function uuidOf(block: Buffer): string {
  const hex = block.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
