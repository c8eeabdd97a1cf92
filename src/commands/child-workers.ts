// `hutong child-workers`: civil affairs' file of the register of child workers into its own database, row by row; who is no longer in it has gone.
import { type Command, InvalidArgumentError } from 'commander'
import { guideText } from '../intake/guide.ts'
import type { Receipt } from '../intake/workers/bring.ts'
import { guideToPosts } from '../intake/workers/post.ts'
import { counted } from './counted.ts'
import { lineOf, time } from './import.ts'
import { withRegisterSite } from './intake-site.ts'

interface Options {
  readonly taken?: Date
  readonly check?: true
  readonly columns?: true
  readonly ending?: number
}

export function childWorkersCommand(program: Command): void {
  program
    .command('child-workers')
    .description('bring civil affairs’ register of child supervisors and child directors, the whole of it')
    .argument('[file]', 'a .csv in UTF-8 or GB18030, an .xlsx or an .xls')
    .option('--taken <time>', 'when civil affairs made the file', time)
    .option('--check', 'write nothing; say what would happen')
    .option('--columns', 'bring nothing; say which columns and codes the file may hold')
    .option(
      '--ending <count>',
      'how many posts may end for not being in the file, where they are more than a few',
      count,
    )
    .addHelpText(
      'after',
      '\nExit codes: 0 brought, or nothing new; 1 the file is refused and nothing was written, or rows of it are bad and were left out.',
    )
    .action(bring)
}

function count(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('expected a number of posts')
}

async function bring(path: string | undefined, options: Options, command: Command): Promise<void> {
  const { taken, check, columns, ending } = options
  if (columns) {
    for (const line of guideToPosts()) process.stdout.write(guideText(line))
    return
  }
  if (path === undefined) return command.error('a file is needed; --columns says what it may hold')
  if (taken === undefined) return command.error('--taken is needed: who is no longer in the file has gone on that day')
  const { bringRegister, ManyWouldEnd } = await import('../intake/workers/bring.ts')
  try {
    const isCheck = check === true
    const receipt = await withRegisterSite((site) =>
      bringRegister({ ...site, path, taken, isCheck, ending: ending ?? null }),
    )
    process.stdout.write(`${linesOf(receipt, isCheck).join('\n')}\n`)
    if (receipt.faulty > 0) process.exitCode = 1
  } catch (error) {
    if (!(error instanceof ManyWouldEnd)) throw error
    const told = `${counted(error.count, 'post')} would end, more than a few: nothing was written`
    throw new Error(`${told}. If the file is the whole register, bring it with --ending ${error.count}`)
  }
}

/** Each fault, and the receipt under them. */
export function linesOf({ faults, ...receipt }: Receipt, isCheck: boolean): string[] {
  const { rows, faulty, added, changed, ended, same, namesAll } = receipt
  const bad = faulty === 0 ? '' : `, ${faulty} bad and left out, whose workers stay as they were`
  const nobody = namesAll ? '' : '; a bad row names nobody, so that nobody ended'
  const counts = `${counted(rows, 'row')}: ${added} new, ${changed} changed, ${ended} ended, ${same} the same${bad}${nobody}`
  return [...faults.map(lineOf), isCheck ? `${counts}; nothing was written, as asked` : counts]
}
