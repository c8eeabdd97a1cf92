// `hutong policy diff`: who gains or loses which cell from one folder of policies to another, gains first.
import type { Command } from 'commander'
import { shanghaiDay, systemClock } from '../clock.ts'
import type { ComparedCell, ComparedTerm, Comparison } from '../workbench/compare.ts'
import type { Direction } from '../workbench/direction.ts'
import type { ExampleChild } from '../workbench/example-child.ts'
import { counted } from './counted.ts'

const WIDENED = 4

interface Options {
  readonly json?: boolean
  readonly today?: string
}

export function policyDiffCommand(policy: Command): void {
  policy
    .command('diff')
    .description(
      'say who gains or loses which cell between two folders of policies, each with a made-up child as an example',
    )
    .argument('<old>', 'the folder before')
    .argument('<new>', 'the folder after')
    .option('--json', 'print the differences as JSON')
    .option('--today <day>', 'the reference day of the made-up city (default: today)')
    .addHelpText(
      'after',
      `\nMarks: + somebody gains, ? cannot be told and counts as a gain, - somebody loses.\nExit codes: 0 nobody gains anything, 1 a folder does not compile or could not be read, ${WIDENED} somebody may gain something`,
    )
    .action(async (before: string, after: string, options: Options) => {
      process.exitCode = await diff([before, after], options)
    })
}

async function diff(folders: readonly [string, string], { json, today }: Options): Promise<number> {
  const { compare, examplesOf, isWidening } = await import('../workbench/compare.ts')
  const { gatewayParts, layOut } = await import('../workbench/desk.ts')
  const { readPolicyFiles } = await import('../workbench/policy-files.ts')
  const { readRulePack } = await import('../eligibility/rule-pack.ts')
  const parts = gatewayParts()
  const [then, now] = await Promise.all(folders.map(readPolicyFiles))
  if (!then || !now) return 1
  const [before, after] = [then, now].map((files) => ({ desk: layOut(files.documents, parts), packs: files.packs }))
  if (!before || !after) return 1
  const packs = [...now.packs].map(([file, text]) => readRulePack(text, file))
  const compared = compare(before, after)
  const day = today ?? shanghaiDay(systemClock.now())
  const examples = examplesOf(compared, { before: before.desk, after: after.desk, today: day, packs })
  const shown = {
    ...compared,
    cells: compared.cells.map((cell, at) => ({ ...cell, example: examples.get(at) ?? null })),
  }
  if (json) process.stdout.write(`${JSON.stringify(shown, null, 2)}\n`)
  else say(shown)
  return isWidening(compared) ? WIDENED : 0
}

type Shown = Omit<Comparison, 'cells'> & { readonly cells: readonly ShownCell[] }
type ShownCell = ComparedCell & { readonly example: ExampleChild | null }

const MARKS: Readonly<Record<Direction, string>> = { gain: '+', unclear: '?', loss: '-' }

function say({ versions, cells, terms, packs }: Shown): void {
  const lines = [
    `${versions[0].slice(0, 12)} → ${versions[1].slice(0, 12)}`,
    ...cells.flatMap(cellLines),
    ...terms.map(termLine),
    ...packs.map((file) => `? ${file} differs: answers may change although no cell does`),
    `${tallied('cells', cells)}; ${tallied('terms', terms)}; ${counted(packs.length, 'rule pack differs', 'rule packs differ')}`,
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

function cellLines({ role, purpose, kind, coordinate, before, after, direction, example }: ShownCell): string[] {
  const line = `${MARKS[direction]} ${role} ${purpose} ${kind} ${coordinate}: ${before} → ${after}`
  if (!example) return [line]
  return [line, `    e.g. ${example.name}, child ${example.index} of the demo: ${example.before} → ${example.after}`]
}

function termLine({ role, purpose, term, before, after, direction }: ComparedTerm): string {
  return `${MARKS[direction]} ${role} ${purpose} ${term}: ${before ?? 'nothing'} → ${after ?? 'nothing'}`
}

function tallied(name: string, changes: readonly { readonly direction: Direction }[]): string {
  const count = (direction: Direction): number => changes.filter((each) => each.direction === direction).length
  return `${name}: ${count('gain')} gained, ${count('unclear')} unclear, ${count('loss')} lost`
}
