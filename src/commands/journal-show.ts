// `hutong journal show`: the newest entries in a form that a person reads.
import { type Command, InvalidArgumentError } from 'commander'
import type { Pool } from 'pg'
import { lastEntries, type StoredEntry } from '../audit/stored-entries.ts'
import { journalCommand } from './journal-verify.ts'

const MAX_SHOWN = 1_000
const MOST_LISTED = 5

export function journalShowCommand(program: Command, connect: () => Promise<Pool>): void {
  journalCommand(program)
    .command('show')
    .description('show the newest entries of the journal, newest first')
    .option('--last <count>', `how many, at most ${MAX_SHOWN}`, parseCount, 10)
    .option('--full', `of the facts of an act, list all that there are, not the first ${MOST_LISTED}`)
    .action(async ({ last, full }: { last: number; full?: boolean }) => {
      const pool = await connect()
      try {
        const entries = await lastEntries(pool, last)
        process.stdout.write(
          entries.length === 0
            ? 'The journal is empty.\n'
            : entries.map((entry) => describeEntry(entry, full ? Number.POSITIVE_INFINITY : MOST_LISTED)).join('\n'),
        )
      } finally {
        await pool.end()
      }
    })
}

/**
 * One line that says when and what, then one line per member of the body. An act's facts that are lists stand below it,
 * each item on a line, `mostListed` at most and the others counted: the change of a whole set of policies is hundreds.
 */
export function describeEntry(entry: StoredEntry, mostListed: number = MOST_LISTED): string {
  const lines = [`${entry.recordedAt.slice(0, 19)}Z  ${entry.kind}  ${entry.process} ${entry.sequence}`]
  const body: unknown = parseBody(entry.body)
  if (typeof body !== 'object' || body === null) lines.push('    (the body is not readable: run hutong journal verify)')
  else for (const [name, value] of Object.entries(body)) lines.push(...linesOf(name, value, mostListed))
  return `${lines.map(withoutControls).join('\n')}\n`
}

function linesOf(name: string, value: unknown, mostListed: number): string[] {
  const plain = [`    ${name.padEnd(15)} ${describeValue(value)}`]
  if (name !== 'facts' || typeof value !== 'object' || value === null) return plain
  const facts: [string, unknown][] = Object.entries(value)
  if (!facts.some(([, fact]) => Array.isArray(fact))) return plain
  return ['    facts', ...facts.flatMap(([fact, of]) => factLines(fact, of, mostListed))]
}

function factLines(name: string, value: unknown, mostListed: number): string[] {
  const head = `      ${name.padEnd(17)}`
  if (!Array.isArray(value)) return [`${head} ${describeItem(value)}`]
  const shown = value.slice(0, mostListed)
  const isAll = shown.length === value.length
  return [
    `${head} ${value.length}${isAll ? '' : `, the first ${shown.length} of them; all with --full`}`,
    ...shown.map((item) => `        ${describeItem(item)}`),
  ]
}

function parseBody(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

function describeValue(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(describeItem).join(', ')
  return describeItem(value)
}

function describeItem(value: unknown): string {
  if (value === null) return '-'
  // A coordinate with its treatment.
  if (Array.isArray(value)) return value.map(describeItem).join(' = ')
  if (typeof value !== 'object') return String(value)
  return Object.entries(value)
    .map(([name, member]) => `${name} ${describeItem(member)}`)
    .join(' ')
}

// A case number is typed by a caller; shown raw, its control characters would reach the auditor's terminal.
function withoutControls(text: string): string {
  return text.replace(/\p{C}/gu, '?')
}

function parseCount(text: string): number {
  const count = Number(text)
  if (!Number.isInteger(count) || count < 1 || count > MAX_SHOWN) {
    throw new InvalidArgumentError(`a whole number from 1 to ${MAX_SHOWN}`)
  }
  return count
}
