// A text that a spreadsheet would run, as one that it shows (OWASP, CSV injection): what begins with a sign of a formula, in
// whatever width, behind whatever blanks, gets an apostrophe before it. A spreadsheet of another country begins a cell where another separator
// stands, and takes no quote within a cell for one: so what follows a separator begins too.

const RUN = /^(?=[\t\r\n])|(?:^|[,;\t]|\r\n?|\n)(?=[\s"]*[=+\-@\uff1d\uff0b\uff0d\uff20])/gu

export function neutral(text: string): string {
  return text.replace(RUN, "$&'")
}
