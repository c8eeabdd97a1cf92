// What may be asked for a purpose: a closed, published list of dimensions and value columns. It is public; nothing of it depends
// on any child.

export interface Dimension {
  readonly name: string
  /** Its codes are the whole numbers from 0 to `codes` - 1; each has one cell, also where nobody is in it. */
  readonly codes: number
  /** The coarser dimension that this one divides, and the code there of each code here: a street's county. */
  readonly within?: { readonly dimension: string; readonly codeOf: readonly number[] }
  /** What others must not learn of a child: budgeted by itself, and held back where nearly all of a group share a value. */
  readonly isSensitive?: boolean
  /** Counties. A group that is a part of one is below county level. */
  readonly isCounty?: boolean
}

export interface ValueColumn {
  readonly name: string
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
