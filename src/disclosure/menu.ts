// What may be asked for a purpose: a closed, published list of dimensions and value columns. It is public; nothing of it depends
// on any child.

export interface Dimension {
  readonly name: string
  /** Its codes are the whole numbers from 0 to `codes` - 1; each has one cell, also where nobody is in it. */
  readonly codes: number
  /** The county that each code here is a part of: it is below county level. */
  readonly within?: { readonly dimension: string; readonly codeOf: readonly number[] }
  /** What others must not learn of a child: budgeted by itself, and held back where nearly all of a group share a value. */
  readonly isSensitive?: boolean
  /** Not asked below county level, where nearly every group would be held back. */
  readonly isCountyAtMost?: boolean
  /** A child may have several of its codes, and stands in the cell of each. Not asked below county level either. */
  readonly isMany?: boolean
  /** Asked of the city alone and crossed with nothing. */
  readonly isCityOnly?: boolean
  /** What some of its codes say in words of another dimension. */
  readonly meanings?: readonly Meaning[]
}

/** Children of these codes have one of those of another dimension, as everybody knows who knows the words. */
export interface Meaning {
  readonly codes: readonly number[]
  readonly dimension: string
  readonly those: readonly number[]
  /** Whether all who have one of those are meant. */
  readonly isWhole: boolean
}

export interface ValueColumn {
  readonly name: string
  /** The largest value, which is public: what is above it counts as it. */
  readonly most: number
  /** The dimension that tells who has a value: a table of the column tells of it too, and is refused and charged as one that crosses it. */
  readonly tells?: Dimension
  /** Published sums and percentiles are multiples of it. */
  readonly step: number
}

export interface Menu {
  readonly purpose: string
  readonly dimensions: readonly Dimension[]
  readonly columns: readonly ValueColumn[]
}

export function dimensionOf(menu: Menu, name: string): Dimension | undefined {
  return menu.dimensions.find((dimension) => dimension.name === name)
}

/** Whether knowing `fine` is knowing `coarse`. */
export function isWithin(fine: Dimension, coarse: string): boolean {
  return fine.within?.dimension === coarse
}

/** A street is; the children of one age of a county are not, and their count is moved like any other. */
export function isBelowCounty(dimensions: readonly Dimension[]): boolean {
  return dimensions.some(({ within }) => within)
}
