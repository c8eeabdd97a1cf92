// Reads one YAML document of a bundle by a cursor: with any fault it is not read at all, and every fault is named.
import { type Document, parseDocument, visit } from 'yaml'
import { Cursor, RulePackError } from './cursor.ts'

/** Throws a RulePackError with all faults of the file. */
export function readDocument<Result>(text: string, file: string, read: (at: Cursor) => Result): Result {
  const faults: string[] = []
  const document = parseDocument(text, { uniqueKeys: true })
  noteSyntax(document, faults)
  const result = faults.length === 0 ? { of: read(new Cursor(document.toJS(), '', faults)) } : undefined
  if (result === undefined || faults.length > 0) throw new RulePackError(faults.map((fault) => `${file}: ${fault}`))
  return result.of
}

// A parser's message quotes the text around the fault; its code and line are enough.
function noteSyntax(document: Document.Parsed, faults: string[]): void {
  for (const error of document.errors) faults.push(`line ${error.linePos?.[0].line ?? '?'}: ${error.code}`)
  visit(document, { Alias: () => void faults.push('(file): an alias hides what stands there; write it out') })
}

/** Those that have no fault, by their paths; the faults of the others are added to `faults`. */
export function readDocuments<Read>(
  files: Iterable<readonly [path: string, text: string]>,
  read: (text: string, path: string) => Read,
  faults: string[],
): Map<string, Read> {
  const all = new Map<string, Read>()
  for (const [path, text] of files) {
    try {
      all.set(path, read(text, path))
    } catch (error) {
      if (!(error instanceof RulePackError)) throw error
      faults.push(...error.faults)
    }
  }
  return all
}
