// Former references of one organisation for its new ones. A reference of anybody else, or one made up, becomes a reference
// that opens nothing, at the same work and with no look at any child: the trade tells nothing that was not known.
import type { KeyObject } from 'node:crypto'
import type { Day } from '../clock.ts'
import { type ChildRefs, childRefsFor, type RefGeneration } from '../masking/child-ref.ts'

export interface RefTrade {
  /** Null for a text that is no reference. */
  newFor(former: string): string | null
}

export interface TradeWish {
  readonly master: KeyObject
  readonly organisationId: string
  /** For references that open in one work alone: its purpose. */
  readonly purpose: string | null
  readonly given: RefGeneration | undefined
  readonly today: Day
}

/** Null when the organisation has no new references, or its time to trade is over. */
export function openRefTrade({ master, organisationId, purpose, given, today }: TradeWish): RefTrade | null {
  if (!given || today > given.formerUntil) return null
  const recipient = purpose === null ? organisationId : `${organisationId} ${purpose}`
  const of = (generation: number): ChildRefs => childRefsFor(master, recipient, generation)
  const [former, young] = [of(given.generation - 1), of(given.generation)]
  return {
    newFor(ref) {
      const childId = former.childIdOf(ref)
      return childId === null ? null : young.refOf(childId)
    },
  }
}
