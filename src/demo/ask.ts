// Asks the demo's questions by a real GraphQL client and shows each answer beside the journal entries that it left.
import { setTimeout as delay } from 'node:timers/promises'
import { ClientError, GraphQLClient } from 'graphql-request'
import type { Pool } from 'pg'
import { lastEntries, type StoredEntry } from '../audit/stored-entries.ts'
import { describeEntry } from '../commands/journal-show.ts'
import { fetchToken } from '../commands/token.ts'
import type { OpenGateway } from '../parts.ts'
import { ASKING_AGAIN, confirmed, patiently, TOO_SLOW } from './patience.ts'
import { type AnswerData, DEMO_QUESTIONS, type DemoQuestion, sentText } from './questions.ts'

export interface AskParts {
  readonly gatewayUrl: string
  readonly issuer: string
  readonly gateway: OpenGateway
  /** The gateway's own chain in the journal, and a pool that may read it. */
  readonly processId: string
  readonly journal: Pool
  readonly write: (text: string) => void
  /** One line for whoever waits, beside what is written. */
  readonly warn: (line: string) => void
}

/** Asks every question; false if an answer is not as expected or left no entry. */
export async function askQuestions(parts: AskParts): Promise<boolean> {
  const failed: string[] = []
  let isTooSlow = false
  for (const question of DEMO_QUESTIONS) {
    parts.write(heading(question))
    const { answer, entries } = await answerAndEntries(parts, question)
    const { isExpected, text } = answer
    isTooSlow ||= answer.isTooSlow
    parts.write(text)
    parts.write(`\n${entries.length} journal entries:\n${entries.map(shownEntry).join('\n')}\n`)
    if (!isExpected || !isRecorded(entries)) failed.push(question.id)
  }
  const count = DEMO_QUESTIONS.length
  if (failed.length === 0) parts.write(`All ${count} answers are as expected, and each is in the journal.\n`)
  else parts.write(`${failed.length} of ${count} answers are not as expected: ${failed.join(', ')}\n`)
  if (isTooSlow) parts.warn(TOO_SLOW)
  return failed.length === 0
}

interface Answer {
  readonly isExpected: boolean
  /** The gateway could not confirm in time what it goes by. */
  readonly isTooSlow: boolean
  readonly text: string
}

// What a try that came too early left in the journal is not the answer's.
async function answerAndEntries(
  parts: AskParts,
  question: DemoQuestion,
): Promise<{ answer: Answer; entries: StoredEntry[] }> {
  const newest = async () => (await entriesAfter(parts, 0)).at(-1)?.sequence ?? 0
  let seen = await newest()
  const answer = await patiently(() => answerTo(parts, question), {
    isTooSlow: (each) => each.isTooSlow,
    async again() {
      parts.warn(ASKING_AGAIN)
      // What cannot be read now shows in the next answer.
      await confirmed(parts.gateway.rooms).catch(() => undefined)
      seen = await newest()
    },
  })
  return { answer, entries: await entriesAfter(parts, seen) }
}

function heading({ id, asks, as, purpose, caseNumber, query, variables }: DemoQuestion): string {
  const heads = `as ${as}, X-Purpose: ${purpose}${caseNumber === undefined ? '' : `, X-Case: ${caseNumber}`}`
  return `\n=== ${id}  ${asks}\n${heads}\n\n${indented(query)}\n${indented(JSON.stringify(variables))}\n`
}

async function answerTo({ gatewayUrl, issuer }: AskParts, question: DemoQuestion): Promise<Answer> {
  const headers = {
    authorization: `Bearer ${await fetchToken(issuer, question.as)}`,
    'x-purpose': question.purpose,
    ...(question.caseNumber === undefined ? {} : { 'x-case': question.caseNumber }),
  }
  const client = new GraphQLClient(`${gatewayUrl}/graphql`, { headers })
  try {
    const data = await client.request<AnswerData>(sentText(question), question.variables)
    const isExpected = question.isExpected(data)
    const verdict = `${isExpected ? 'as expected' : 'NOT as expected'}: ${question.expects}`
    return { isExpected, isTooSlow: false, text: `\nanswer (${verdict})\n${shortened(data)}\n` }
  } catch (error) {
    if (!(error instanceof ClientError)) throw error
    const { status, errors } = error.response
    const text = `\nanswer (NOT as expected: ${question.expects})\n${shortened({ status, errors })}\n`
    return { isExpected: false, isTooSlow: status === 503, text }
  }
}

// The outcome is written after the reply; it has to be waited for.
async function entriesAfter({ gateway, journal, processId }: AskParts, sequence: number): Promise<StoredEntry[]> {
  while (gateway.journal.health().pending > 0) await delay(POLL_MS)
  const last = await lastEntries(journal, MOST_ENTRIES)
  return last.filter((entry) => entry.process === processId && entry.sequence > sequence).reverse()
}

const MOST_ENTRIES = 50
const POLL_MS = 10

function isRecorded(entries: readonly StoredEntry[]): boolean {
  return entries.map(({ kind }) => kind).join(' ') === 'INTENT OUTCOME'
}

const WIDTH = 180
const MOST_LINES = 24

function shownEntry(entry: StoredEntry): string {
  const lines = describeEntry(entry).trimEnd().split('\n')
  return lines.map((line) => `  ${line.length > WIDTH ? `${line.slice(0, WIDTH)} …` : line}`).join('\n')
}

/** Small objects and lists stand on one line, long answers end in an ellipsis. */
function shortened(data: unknown): string {
  const lines = pretty(data, '').split('\n')
  const shown = lines.slice(0, MOST_LINES)
  if (lines.length > MOST_LINES) shown.push(`… ${lines.length - MOST_LINES} more lines`)
  return indented(shown.join('\n'))
}

function pretty(value: unknown, indent: string): string {
  const flat = JSON.stringify(value) ?? 'null'
  if (typeof value !== 'object' || value === null || indent.length + flat.length <= WIDTH) return flat
  const inner = `${indent}  `
  if (Array.isArray(value)) {
    return `[\n${value.map((item) => `${inner}${pretty(item, inner)}`).join(',\n')}\n${indent}]`
  }
  const members = Object.entries(value).map(([name, member]) => `${inner}${name}: ${pretty(member, inner)}`)
  return `{\n${members.join(',\n')}\n${indent}}`
}

function indented(text: string): string {
  return text.replace(/^/gm, '  ')
}
