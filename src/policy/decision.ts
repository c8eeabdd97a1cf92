// The words of a decision: what happens to one use of one coordinate, and how an input counts as a use.
import type { Classification } from '../catalogue/item.ts'
import type { RowRule } from './policy.ts'

/** What happens to one use of one coordinate, by which policy and why. `rows`: the conditions under which it happens. */
export type Decision =
  | { readonly effect: 'reveal'; readonly policies: readonly string[]; readonly rows?: readonly RowRule[] }
  | {
      readonly effect: 'mask'
      readonly mask: string
      readonly policies: readonly string[]
      readonly rows?: readonly RowRule[]
    }
  | { readonly effect: 'refuse'; readonly policies: readonly string[]; readonly reason: string }

export const USE_KINDS = ['select', 'input', 'filter', 'sort', 'group'] as const
export type UseKind = (typeof USE_KINDS)[number]

/** How an input is used, and which coordinate's grant decides it; null for what is not about a person. */
export function useOf(
  coordinate: string,
  classification: Classification,
): { kind: UseKind; coordinate: string } | null {
  if (classification.uses) return { kind: classification.uses.kind, coordinate: classification.uses.of }
  return classification.item === 'STRUCTURE' ? null : { kind: 'input', coordinate }
}
