// `hutong policy check`: says every fault of the policies, their words, rule packs and cases at once, before any of them
// becomes active; and warns of what is no fault but may be a mistake.
import type { Command } from 'commander'
import { shanghaiDay, systemClock } from '../clock.ts'
import { sentenceOf } from '../policy/fault.ts'
import { readSettings } from '../settings.ts'
import type { Checked } from '../workbench/check.ts'
import { counted } from './counted.ts'

const FAULTY = 3

interface Options {
  readonly json?: boolean
  readonly today?: string
  readonly warnings: boolean
}

export function policyCheckCommand(policy: Command): void {
  policy
    .command('check')
    .description('check every policy, word, rule pack and case against the schema and the masks')
    .argument('[folder]', 'the folder of policies (default: HUTONG_POLICIES, or the one here)')
    .option('--json', 'print what was found as JSON')
    .option('--today <day>', 'the day from which ends are counted (default: today)')
    .option('--no-warnings', 'say nothing of what is no fault')
    .addHelpText('after', `\nExit codes: 0 no fault, 1 could not be read, ${FAULTY} faults found`)
    .action(async (folder: string | undefined, options: Options) => {
      const { checkFiles } = await import('../workbench/check.ts')
      const { gatewayParts } = await import('../workbench/desk.ts')
      const { readPolicyFiles } = await import('../workbench/policy-files.ts')
      const files = await readPolicyFiles(folder ?? readSettings().policiesFolder)
      const checked = checkFiles(files, gatewayParts(), options.today ?? shanghaiDay(systemClock.now()))
      if (options.json) process.stdout.write(`${JSON.stringify(checked, null, 2)}\n`)
      else say(checked, options)
      if (checked.faults.length > 0) process.exitCode = FAULTY
    })
}

function say(checked: Checked, { warnings }: Options): void {
  for (const fault of checked.faults) process.stderr.write(`${sentenceOf(fault)}\n`)
  if (warnings) for (const warning of checked.warnings) process.stderr.write(`warning: ${sentenceOf(warning)}\n`)
  const { policies, words, rulePacks, cases } = checked
  const read = [
    counted(policies, 'policy', 'policies'),
    counted(words, 'document of words', 'documents of words'),
    counted(rulePacks, 'rule pack'),
    counted(cases, 'case'),
  ].join(', ')
  const warned = warnings && checked.warnings.length > 0 ? `, ${counted(checked.warnings.length, 'warning')}` : ''
  process.stdout.write(`${read}: ${counted(checked.faults.length, 'fault')}${warned}\n`)
}
