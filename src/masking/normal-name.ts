// The one normal form of a person's name. Every comparison of names and every blind index of a name goes through it;
// changing it changes every stored index, so the steps below are part of the data format.
import { ASSIGNED_FORMS, INTERPUNCTS, STANDARD_FORMS } from './name-characters.ts'

const INTERPUNCT = '\u00b7'
const INTERPUNCT_RUN = new RegExp(`[${INTERPUNCTS}]+`, 'gu')
// Zero-width characters, soft hyphens, byte-order marks, variation selectors and control characters carry no name.
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}]/gu
// U+2800 is a blank in every font, though Unicode counts it as a symbol.
const BLANK_RUN = /[\p{White_Space}\u2800]+/gu
const BLANK_BESIDE_HAN = /(?<=\p{Script=Han}) | (?=\p{Script=Han})/gu
const EDGES = /^[ \u00b7]|[ \u00b7]$/g

/**
 * Folds, in this order: private-use code points that GB 18030 has since assigned; width and compatibility forms (NFKC);
 * variant characters; upper case; every dot between name parts to U+00B7; blanks. A blank disappears beside Chinese
 * characters, beside an interpunct and at the ends, and is one U+0020 between words of other scripts.
 * Traditional and simplified forms stay apart: 範 and 范 are two surnames. Applying it twice changes nothing.
 */
export function normalName(text: string): string {
  return foldCharacters(text.replace(BLANK_RUN, ' '))
    .replace(BLANK_RUN, ' ')
    .replace(INTERPUNCT_RUN, INTERPUNCT)
    .replace(/ *\u00b7[ \u00b7]*/g, INTERPUNCT)
    .replace(BLANK_BESIDE_HAN, '')
    .replace(EDGES, '')
}

// Removing what is invisible and raising case can each bring about a new composition, hence NFKC on both sides.
function foldCharacters(text: string): string {
  const compatible = replaceEach(text, ASSIGNED_FORMS).normalize('NFKC').replace(INVISIBLE, '').normalize('NFKC')
  return replaceEach(compatible, STANDARD_FORMS).toUpperCase().normalize('NFKC')
}

function replaceEach(text: string, table: ReadonlyMap<string, string>): string {
  let result = ''
  for (const character of text) result += table.get(character) ?? character
  return result
}
