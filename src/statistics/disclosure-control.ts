// What of a table of counts may be published: the threshold of ten, and for each count held back a second one, so that a
// published total does not give the first away. Pure. Empty and small look the same.
// (Cell suppression with complements: Eurostat, Handbook on Statistical Disclosure Control, 4.2; threshold: domain N01.)

export const THRESHOLD = 10
export const METHOD = 'k10-complement'

/** Cells that add up to a published total: one column of a table. */
export interface Count {
  readonly position: number
  readonly value: number
}

/** The positions to hold back among cells whose total is published. Zero is as small as one. */
export function heldBack(cells: readonly Count[], total: number): Set<number> {
  const held = new Set(cells.filter((cell) => cell.value < THRESHOLD).map((cell) => cell.position))
  // A total below the threshold is held back itself, and then says nothing of its parts.
  if (total < THRESHOLD) return held
  const open = cells
    .filter((cell) => !held.has(cell.position))
    .sort((a, b) => a.value - b.value || a.position - b.position)
  // What total and published cells leave over must be spread over two cells at least, and hold ten children or more.
  while (held.size > 0 && open.length > 0 && (held.size < 2 || sumOf(cells, held) < THRESHOLD)) {
    const next = open.shift()
    if (next) held.add(next.position)
  }
  return held
}

function sumOf(cells: readonly Count[], positions: ReadonlySet<number>): number {
  return cells.reduce((sum, cell) => (positions.has(cell.position) ? sum + cell.value : sum), 0)
}
