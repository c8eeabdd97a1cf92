// The known word that a mistyped one comes nearest to. For the author of a policy alone: a caller is never told of a name
// that the own view lacks.

/** Null where nothing known is near enough to be meant. */
export function nearest(word: string, known: Iterable<string>): string | null {
  let best: { readonly word: string; readonly distance: number } | null = null
  for (const candidate of known) {
    const distance = distanceOf(word.toLowerCase(), candidate.toLowerCase())
    if (distance > slipsIn(word, candidate) || (best && distance >= best.distance)) continue
    best = { word: candidate, distance }
  }
  return best?.word ?? null
}

// Two letters of five may be wrong. The type in front of a field is long and mostly right: it must not make every other
// field of the type seem near. Counted is the longer of the two, so that a letter left out of a short word is seen, too.
function slipsIn(word: string, candidate: string): number {
  return Math.floor(Math.max(ownPart(word).length, ownPart(candidate).length) * 0.4)
}

function ownPart(word: string): string {
  return word.slice(word.lastIndexOf('.') + 1)
}

/** The nearest word as a question, and what else mends it. */
export function adviceFor(word: string, known: Iterable<string>, otherwise: string): string {
  const near = nearest(word, known)
  return near === null ? otherwise : `did you mean \`${near}\`? else ${otherwise}`
}

// Letters to insert, drop or replace, and neighbours to swap (Damerau and Levenshtein, no letter touched twice). Of the
// table the row in the making and the two before it are kept.
function distanceOf(from: string, to: string): number {
  let [before, row] = [[] as number[], Array.from({ length: to.length + 1 }, (_, at) => at)]
  for (let line = 1; line <= from.length; line += 1) {
    const next = [line]
    for (let at = 1; at <= to.length; at += 1) {
      const replaced = (row[at - 1] as number) + (from[line - 1] === to[at - 1] ? 0 : 1)
      const isSwap = from[line - 1] === to[at - 2] && from[line - 2] === to[at - 1]
      const swapped = isSwap ? (before[at - 2] as number) + 1 : replaced
      next.push(Math.min(replaced, swapped, (row[at] as number) + 1, (next[at - 1] as number) + 1))
    }
    ;[before, row] = [row, next]
  }
  return row[to.length] as number
}
