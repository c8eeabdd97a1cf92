// What is wrong with a text that is no YAML, one sentence for each cause: line and column, what stands there in words, and
// what mends it. A parser goes on after the first fault and finds a dozen that are none; those are not told. Of the text
// itself a key or a sign may be quoted, never a value.
import { type Document, visit, type YAMLParseError } from 'yaml'
import type { FaultAt } from './fault.ts'

/** A fault before its place is written out: `at` counts the characters before it. */
interface SyntaxFault extends Omit<FaultAt, 'path'> {
  readonly at: number
}

/** In the order of the text; empty for a text that is YAML. */
export function syntaxFaults(text: string, document: Document.Parsed): FaultAt[] {
  const unclosed = unclosedIn(text, document)
  const causes = causesOf(text, document.errors, Math.min(...unclosed))
  return [...unclosed.map((at) => unclosedFault(text, at)), ...tabFaults(causes), ...otherFaults(text, causes)]
    .sort((a, b) => a.at - b.at)
    .map(({ at, ...told }) => ({ path: placeOf(text, at), ...told }))
}

function placeOf(text: string, at: number): string {
  const before = text.slice(0, at).split('\n')
  return `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`
}

const CLOSED_BY: Readonly<Record<string, string>> = { '{': '}', '[': ']', '"': '"', "'": "'" }

// Where a bracket or a quotation mark stands that nothing closes. One that holds another such is closed by what closes that.
function unclosedIn(text: string, document: Document.Parsed): number[] {
  const begun = new Map<number, number>()
  visit(document, {
    Node: (_key, { range }) => {
      // A map begins where its first key does; of what begins at one place the innermost comes last.
      if (range) begun.set(range[0], range[1])
    },
  })
  const open = [...begun].filter(([from, to]) => {
    const closing = CLOSED_BY[text.charAt(from)]
    return closing !== undefined && (to - from < 2 || text.charAt(to - 1) !== closing)
  })
  const holdsAnother = (from: number, to: number): boolean => open.some(([inner]) => inner > from && inner < to)
  return open.filter(([from, to]) => !holdsAnother(from, to)).map(([from]) => from)
}

function unclosedFault(text: string, at: number): SyntaxFault {
  const sign = text.charAt(at)
  const fix = `write \`${CLOSED_BY[sign]}\` where it ends`
  return { at, what: `\`${sign}\` is never closed${named(text, keyStart(text, at), ' in the line of ')}`, fix }
}

// Keys that stand twice, up to the first fault of syntax; that one; and behind it only what is surely a cause of its own.
function causesOf(text: string, errors: readonly YAMLParseError[], unclosed: number): YAMLParseError[] {
  const broken = errors.find(({ code }) => code !== 'DUPLICATE_KEY')
  const end = Math.min(unclosed, broken?.pos[0] ?? text.length)
  return errors.filter((error) => {
    if (error.code === 'TAB_AS_INDENT' || lacksColon(text, error)) return true
    return error.pos[0] < end || (error === broken && error.pos[0] < unclosed)
  })
}

function lacksColon(text: string, { code, pos }: YAMLParseError): boolean {
  return code === 'MULTILINE_IMPLICIT_KEY' && !/:(\s|$)/.test(lineAt(text, pos[0]))
}

// A file that is set in by tabs has one in nearly every line: the first stands for all.
function tabFaults(causes: readonly YAMLParseError[]): SyntaxFault[] {
  const [first, ...more] = causes.filter(({ code }) => code === 'TAB_AS_INDENT').map(({ pos }) => pos[0])
  if (first === undefined) return []
  const others = more.length === 0 ? '' : `, and in ${more.length} more below`
  return [{ at: first, what: `a tab stands before the first word of the line${others}`, fix: 'write blanks for it' }]
}

function otherFaults(text: string, causes: readonly YAMLParseError[]): SyntaxFault[] {
  return causes.filter(({ code }) => code !== 'TAB_AS_INDENT').map((error) => faultOf(text, error))
}

function faultOf(text: string, { code, pos: [at], message }: YAMLParseError): SyntaxFault {
  switch (code) {
    case 'DUPLICATE_KEY':
      return { at, what: `one key stands here twice${named(text, at, ': ')}`, fix: 'keep one of the two' }
    case 'MULTIPLE_DOCS':
      return { at, what: 'a second document begins here', fix: 'write it to a file of its own' }
    case 'BLOCK_AS_IMPLICIT_KEY':
      return secondColon(text, at)
    case 'MULTILINE_IMPLICIT_KEY':
      return missingColon(text, at)
    case 'BAD_SCALAR_START':
      return { at, what: `no value may begin with \`${text.charAt(at)}\``, fix: 'put it in quotation marks' }
    case 'BLOCK_IN_FLOW':
      return missingComma(text, at)
    case 'UNEXPECTED_TOKEN':
      return { at, what: 'what stands here closes nothing and goes on with nothing', fix: 'remove it' }
    default:
      return faultInWords(text, at, message)
  }
}

// The parser has one code for several things that are missing.
function faultInWords(text: string, at: number, message: string): SyntaxFault {
  if (message.startsWith('Implicit map keys')) return missingColon(text, at)
  if (message.startsWith('Missing ,')) return missingComma(text, at)
  const closing = /end with a ([\]}])/.exec(message)?.[1]
  if (closing !== undefined) return { at, what: `\`${closing}\` is missing`, fix: 'write it where the brackets end' }
  if (message.includes('same column')) {
    return { at, what: 'the line does not begin under the lines that it belongs to', fix: 'set it in as they are' }
  }
  return { at, what: 'cannot be read as YAML', fix: 'compare the line with one that can' }
}

const FULL_WIDTH: Readonly<Record<string, string>> = { '：': '`: `, a colon and a blank', '，': '`, `, a comma' }

function fullWidth(text: string, at: number, sign: string): SyntaxFault | null {
  const begins = text.lastIndexOf('\n', at) + 1
  const found = lineAt(text, at).indexOf(sign)
  return found < 0 ? null : { at: begins + found, what: `\`${sign}\` means nothing`, fix: `write ${FULL_WIDTH[sign]}` }
}

function missingColon(text: string, at: number): SyntaxFault {
  const fix = 'write `key: value`, with a colon and a blank between them'
  const what = `no colon and blank${named(text, at, ' behind ')}`
  return fullWidth(text, at, '：') ?? { at, what, fix }
}

function missingComma(text: string, at: number): SyntaxFault {
  const fix = 'write `,` between what the brackets hold'
  return fullWidth(text, at, '，') ?? { at, what: 'a comma is missing in the brackets', fix }
}

// Two colons in a line, or a line that is set in further than the one above whose value it then goes on with.
function secondColon(text: string, at: number): SyntaxFault {
  const ends = lineEnd(text, at)
  if (/:(\s|$)/.test(text.slice(at, ends))) {
    return { at, what: 'a second colon stands in the line', fix: 'put the value in quotation marks, or begin a line' }
  }
  const next = /\n[ ]*(?=[^\s#])/.exec(text.slice(ends))
  const deeper = next ? ends + next.index + next[0].length : at
  return { at: deeper, what: 'the line is set in further than the one above', fix: 'begin both in the same column' }
}

function lineAt(text: string, at: number): string {
  return text.slice(text.lastIndexOf('\n', at) + 1, lineEnd(text, at))
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end
}

// The key that begins there, behind a word that leads to it; nothing where it may be something else than a key.
function named(text: string, at: number, lead: string): string {
  const rest = text.slice(at, lineEnd(text, at))
  const word = /^["']?(.+?)["']?:(?:\s|$)/.exec(rest)?.[1] ?? /^[^\s:：]*/u.exec(rest)?.[0] ?? ''
  return /^[A-Za-z][\w. ():-]*$/.test(word) && !/\d{4}/.test(word) ? `${lead}\`${word}\`` : ''
}

/** Where the key of a line begins, behind what sets it in and the dash of a list. */
function keyStart(text: string, at: number): number {
  const begins = text.lastIndexOf('\n', at) + 1
  return begins + (/^[\s-]*/.exec(lineAt(text, at))?.[0].length ?? 0)
}
