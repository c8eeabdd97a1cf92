// The name beside an answer of a child whose number or name changed during a stay: as it was when the stay began, and as it was sent.
// Public security is asked all the same, and says whether a name is there; the new one shows to nobody.
import { maskNamed } from '../masking/masks.ts'
import type { RelatedChild } from '../registry/relations.ts'
import type { InputsRead, NameTreatment } from './read-inputs.ts'

interface Asked {
  readonly related: readonly (RelatedChild | null)[]
  /** The one subject of an encounter's question, as it was sent. */
  readonly asked: unknown
  /** Null when the name is not selected. */
  readonly name: NameTreatment | null
}

export function namesOfThen(names: InputsRead['names'], { related, asked, name }: Asked): InputsRead['names'] {
  if (names === null || !related.some((child) => child?.isRenamed)) return names
  const { fullName } = asked as { readonly fullName: string }
  const mask = maskNamed(name?.mask ?? '')
  const shown = mask ? mask.apply(fullName.trim(), '') : fullName.trim()
  return {
    ...names,
    at: names.at.map((cell, at) => (related[at]?.isRenamed && typeof cell === 'string' ? shown : cell)),
  }
}
