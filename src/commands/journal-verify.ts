// `hutong journal verify`: checks the stored journal and says by its exit code what is wrong with it.
import { readFile, writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import type { Pool } from 'pg'
import { storedEntries } from '../audit/stored-entries.ts'
import { type ChainHead, type FindingCause, type JournalReport, verifyJournal } from '../audit/verify.ts'

/** Exit codes, worst first where several apply. */
export const VERIFY_EXIT = {
  whole: 0,
  unreadable: 2,
  altered: 3,
  missing: 4,
  unanswered: 5,
} as const

const WORDS: Readonly<Record<FindingCause, string>> = {
  ALTERED: 'was altered after it was written',
  BROKEN_LINK: 'does not follow from the entry before it',
  DUPLICATE: 'stands there twice or out of order',
  MISSING_START: 'is missing: the chain has lost its start',
  MISSING_BETWEEN: 'is missing',
  MISSING_END: 'is missing: the kept head was never reached',
  OTHER_HISTORY: 'is not the entry whose head was kept',
  STRAY_OUTCOME: 'is an outcome without an open intent',
}

const MISSING: readonly FindingCause[] = ['MISSING_START', 'MISSING_BETWEEN', 'MISSING_END']

interface VerifyArguments {
  readonly against?: string
  readonly saveHeads?: string
}

/** The `journal` group that this and its sibling commands hang under. */
export function journalCommand(program: Command): Command {
  const known = program.commands.find((command) => command.name() === 'journal')
  return known ?? program.command('journal').description('look at the record of who saw what')
}

export function journalVerifyCommand(program: Command, connect: () => Promise<Pool>): void {
  journalCommand(program)
    .command('verify')
    .description('check every entry and chain of the journal')
    .option('--against <file>', 'heads kept from an earlier run: shows cut-off ends and re-written chains')
    .option('--save-heads <file>', 'write the heads of all chains, to be kept away from the database')
    .addHelpText(
      'after',
      '\nExit codes: 0 whole, 2 could not be read, 3 altered, 4 entries missing, 5 intents without outcome',
    )
    .action(async (given: VerifyArguments) => {
      process.exitCode = await verify(given, connect)
    })
}

async function verify(given: VerifyArguments, connect: () => Promise<Pool>): Promise<number> {
  let report: JournalReport
  try {
    const knownHeads = given.against === undefined ? [] : parseHeads(await readFile(given.against, 'utf8'))
    report = await readAndVerify(knownHeads, connect)
  } catch (error) {
    process.stderr.write(
      `The journal could not be checked: ${error instanceof Error ? error.message : 'unknown fault'}\n`,
    )
    return VERIFY_EXIT.unreadable
  }
  process.stdout.write(describeReport(report))
  const exitCode = exitCodeOf(report)
  // Heads of a journal that is already damaged would make the damage look right next time.
  if (given.saveHeads !== undefined && (exitCode === VERIFY_EXIT.whole || exitCode === VERIFY_EXIT.unanswered)) {
    await writeFile(given.saveHeads, `${JSON.stringify(report.heads, null, 2)}\n`)
    process.stdout.write(`Heads of ${report.heads.length} chains written to ${given.saveHeads}\n`)
  }
  return exitCode
}

async function readAndVerify(knownHeads: readonly ChainHead[], connect: () => Promise<Pool>): Promise<JournalReport> {
  const pool = await connect()
  try {
    const onProgress = (entries: number) => {
      if (process.stderr.isTTY) process.stderr.write(`\r${entries} entries checked`)
    }
    const report = await verifyJournal(storedEntries(pool), { knownHeads, onProgress })
    if (process.stderr.isTTY) process.stderr.write('\r')
    return report
  } finally {
    await pool.end()
  }
}

export function exitCodeOf(report: JournalReport): number {
  const causes = report.causes
  if (causes.some((cause) => !MISSING.includes(cause))) return VERIFY_EXIT.altered
  if (causes.length > 0) return VERIFY_EXIT.missing
  return report.unanswered.count > 0 ? VERIFY_EXIT.unanswered : VERIFY_EXIT.whole
}

export function describeReport(report: JournalReport): string {
  const { entries, heads, findings, findingCount, unanswered } = report
  const lines = findings.map((finding) => `${finding.process} ${finding.sequence} ${WORDS[finding.cause]}`)
  if (findingCount > findings.length) lines.push(`… and ${findingCount - findings.length} more findings`)
  lines.push(...unanswered.examples.map((id) => `intent ${id} has no outcome: its answer may have been released`))
  if (unanswered.count > unanswered.examples.length) lines.push(`… ${unanswered.count} such intents in all`)
  const verdict = findingCount === 0 ? 'every entry and link holds' : `${findingCount} findings`
  lines.push(`${entries} entries in ${heads.length} ${heads.length === 1 ? 'chain' : 'chains'}: ${verdict}`)
  return `${lines.join('\n')}\n`
}

function parseHeads(text: string): readonly ChainHead[] {
  const parsed: unknown = JSON.parse(text)
  if (Array.isArray(parsed) && parsed.every(isHead)) return parsed
  throw new Error('the file of heads is not one that --save-heads wrote')
}

function isHead(value: unknown): value is ChainHead {
  if (typeof value !== 'object' || value === null) return false
  const { process, sequence, chainHash } = value as Partial<Record<keyof ChainHead, unknown>>
  const isHash = typeof chainHash === 'string' && /^[0-9a-f]{64}$/.test(chainHash)
  return typeof process === 'string' && Number.isSafeInteger(sequence) && isHash
}
