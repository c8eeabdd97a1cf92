// The known word that a mistyped one comes nearest to. For the author of a policy alone: a caller is never told of a name
// that the own view lacks.

/** Null where nothing known is near enough to be meant. */
export function nearest(word: string, known: Iterable<string>): string | null {
  // The type in front of a field is long and mostly right: it must not make every other field of the type seem near.
  const own = word.slice(word.lastIndexOf('.') + 1)
  let best: { readonly word: string; readonly distance: number } | null = null
  for (const candidate of known) {
    const distance = distanceOf(word.toLowerCase(), candidate.toLowerCase())
    if (distance < (best?.distance ?? Math.floor(own.length * 0.4) + 1)) best = { word: candidate, distance }
  }
  return best?.word ?? null
}

/** The nearest word as a question, and what else mends it. */
export function adviceFor(word: string, known: Iterable<string>, otherwise: string): string {
  const near = nearest(word, known)
  return near === null ? otherwise : `did you mean \`${near}\`? else ${otherwise}`
}

// Letters to insert, drop or replace (Levenshtein). One row of the table at a time.
function distanceOf(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at)
  for (let line = 1; line <= from.length; line += 1) {
    const next = [line]
    for (let at = 1; at <= to.length; at += 1) {
      const replaced = (row[at - 1] as number) + (from[line - 1] === to[at - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[at] as number) + 1, (next[at - 1] as number) + 1))
    }
    row = next
  }
  return row[to.length] as number
}
