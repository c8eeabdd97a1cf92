// `hutong policy matrix`: who may see and use what, as a page to print and a file for a spreadsheet.
import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { shanghaiDay, systemClock } from '../clock.ts'
import { readSettings } from '../settings.ts'

interface Options {
  readonly html?: string
  readonly csv?: string
  readonly bom?: boolean
  readonly today?: string
}

export function policyMatrixCommand(policy: Command): void {
  policy
    .command('matrix')
    .description('write role × purpose × field × use as a page (A4 and screen) or as CSV')
    .argument('[folder]', 'the folder of policies (default: HUTONG_POLICIES, or the one here)')
    .option('--html <file>', 'a self-contained page')
    .option('--csv <file>', 'a file for a spreadsheet, UTF-8')
    .option('--bom', 'put a byte order mark in front of the CSV, for Excel')
    .option('--today <day>', 'the day that stands on the page; policies that have ended are left out (default: today)')
    .addHelpText(
      'after',
      '\nExit codes: 0 written, 1 the policies do not compile or a file could not be written, 2 neither --html nor --csv',
    )
    .action(async (folder: string | undefined, options: Options, command: Command) => {
      if (!options.html && !options.csv) command.error('name a file: --html or --csv', { exitCode: 2 })
      await write(folder ?? readSettings().policiesFolder, options)
    })
}

async function write(folder: string, { html, csv, bom = false, today }: Options): Promise<void> {
  const { gatewayParts, layOut } = await import('../workbench/desk.ts')
  const { matrixOf } = await import('../workbench/matrix.ts')
  const { matrixCsv } = await import('../workbench/matrix-csv.ts')
  const { matrixHtml } = await import('../workbench/matrix-html.ts')
  const { readPolicyFiles } = await import('../workbench/policy-files.ts')
  const desk = layOut((await readPolicyFiles(folder)).documents, gatewayParts())
  const matrix = matrixOf(desk, today ?? shanghaiDay(systemClock.now()))
  const texts = new Map<string, string>()
  if (html) texts.set(html, matrixHtml(matrix))
  if (csv) texts.set(csv, matrixCsv(matrix, { forExcel: bom }))
  for (const [file, text] of texts) {
    await writeFile(file, text)
    process.stdout.write(`${file}\n`)
  }
}
