// `hutong policy test`: runs the cases beside the policies against them, without a database.
import type { Command } from 'commander'
import { shanghaiDay, systemClock } from '../clock.ts'
import { sentenceOf } from '../policy/fault.ts'
import { readSettings } from '../settings.ts'
import type { CaseResult } from '../workbench/run-cases.ts'
import { counted } from './counted.ts'

const FAULTY = 3
const FAILED = 4

export function policyTestCommand(policy: Command): void {
  policy
    .command('test')
    .description('run the cases beside the policies (tests/*.yaml of the folder)')
    .argument('[folder]', 'the folder of policies (default: HUTONG_POLICIES, or the one here)')
    .option('--today <day>', 'the day of every question that names none (default: today)')
    .option('--verbose', 'name the cases that pass, too')
    .addHelpText(
      'after',
      `\nExit codes: 0 all pass, 1 could not be read, ${FAULTY} the policies or a case file have faults, ${FAILED} a case failed`,
    )
    .action(async (folder: string | undefined, options: { today?: string; verbose?: boolean }) => {
      process.exitCode = await test(folder ?? readSettings().policiesFolder, options)
    })
}

async function test(folder: string, options: { today?: string; verbose?: boolean }): Promise<number> {
  const { checkFiles } = await import('../workbench/check.ts')
  const { gatewayParts, layOut } = await import('../workbench/desk.ts')
  const { readPolicyFiles } = await import('../workbench/policy-files.ts')
  const { readCaseFiles } = await import('../workbench/case-file.ts')
  const { runCases } = await import('../workbench/run-cases.ts')
  const files = await readPolicyFiles(folder)
  const parts = gatewayParts()
  const today = options.today ?? shanghaiDay(systemClock.now())
  const { faults } = checkFiles(files, parts, today)
  for (const fault of faults) process.stderr.write(`${sentenceOf(fault)}\n`)
  if (faults.length > 0) return FAULTY
  const desk = layOut(files.documents, parts)
  const results = runCases(desk, readCaseFiles(files.cases, desk).files, today)
  return say(results, options.verbose === true)
}

function say(results: readonly CaseResult[], isVerbose: boolean): number {
  const failed = results.filter(({ differences }) => differences.length > 0)
  for (const { file, description, differences } of isVerbose ? results : failed) {
    process.stdout.write(`${differences.length > 0 ? 'FAILED' : 'passed'} ${file}: ${description}\n`)
    for (const difference of differences) process.stdout.write(`       ${difference}\n`)
  }
  process.stdout.write(
    `${counted(results.length, 'case')}: ${results.length - failed.length} passed, ${failed.length} failed\n`,
  )
  return failed.length > 0 ? FAILED : 0
}
