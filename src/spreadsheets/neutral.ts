// A text that a spreadsheet would run, as one that it shows (OWASP, CSV injection): what begins with a sign of a formula, in
// whatever width, behind whatever blanks, gets an apostrophe before it.

const FORMULA = /^(?:[\t\r\n]|\s*[=+\-@\uff1d\uff0b\uff0d\uff20])/u

export function neutral(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text
}
