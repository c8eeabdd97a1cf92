// `hutong rules diff`: which children of the city would come out otherwise under another rule pack. Counts only, none below ten.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import type { Change, Comparison } from '../classification/compare.ts'
import { isDay, shanghaiDay, systemClock } from '../clock.ts'
import { hashOfText } from '../document-id.ts'
import { readRulePack } from '../eligibility/rule-pack.ts'
import { progressLine, withJobSite } from './job-site.ts'

interface Options {
  readonly on?: string
}

export function rulesCommand(program: Command): void {
  program
    .command('rules')
    .description('what rule packs find over the whole city')
    .command('diff <file>')
    .description('how many children come out otherwise under the pack of this file than under the one in force')
    .option('--on <day>', 'the day to weigh them on, such as 2026-09-01 (default: today)', someDay)
    .addHelpText('after', "\nWithout DATABASE_URL and officers it works on the demo, with the demo's own officers.")
    .action(diff)
}

function someDay(text: string): string {
  if (isDay(text)) return text
  throw new InvalidArgumentError('expected a day, for example 2026-09-01')
}

async function diff(file: string, { on = shanghaiDay(systemClock.now()) }: Options): Promise<void> {
  const [{ comparePacks }, { CLASSIFYING }, { packFor }] = await Promise.all([
    import('../classification/compare.ts'),
    import('../classification/classify.ts'),
    import('../eligibility/answer-days.ts'),
  ])
  const text = await readFile(file, 'utf8')
  const proposed = readRulePack(text, path.basename(file))
  const say = progressLine()
  const said = await withJobSite({ name: 'hutong rules', departments: CLASSIFYING }, async (site) => {
    const current = packFor(site.packs, on)
    const named = { current: `${current.id} (${current.file}, in force)`, proposed: `${proposed.id} (${file})` }
    // Of one text nothing needs to be read.
    if (current.hash === hashOfText(text)) return lineOfEqual(named)
    const comparison = await comparePacks(
      {
        ...site,
        name: 'rules diff',
        onProgress: ({ children, total, finish }) =>
          say({ done: `${children} of ${total} children weighed`, isFirst: children === 0, finish }),
      },
      { current, proposed, on },
    )
    return linesOf({ on, ...named, comparison })
  })
  process.stdout.write(said)
}

export function lineOfEqual({ current, proposed }: Pick<Said, 'current' | 'proposed'>): string {
  return `${proposed} is the text of ${current}, letter by letter: nothing comes out otherwise\n`
}

interface Said {
  readonly on: string
  readonly current: string
  readonly proposed: string
  readonly comparison: Comparison
}

export function linesOf({ on, current, proposed, comparison }: Said): string {
  const { children, changes, same, notWeighed } = comparison
  const head = `${children} children on ${on}, from ${current} to ${proposed}`
  const left = notWeighed.length === 0 ? '' : `answers not weighed: ${notWeighed.join(', ')}\n`
  if (changes.length === 0) return `${head}: nothing comes out otherwise\n${left}`
  const lines = changes.map(lineOf).join('\n')
  return `${head}\n${lines}\nnothing comes out otherwise of ${same ?? 'all but a few'} children\n${left}`
}

function lineOf({ of, name, from, to, children }: Change): string {
  const what = of === 'ANSWER' ? `answer ${name}` : name
  return `${what.padEnd(28)} ${wordOf(from)} -> ${wordOf(to)}  ${children ?? '1 to 9'}`
}

function wordOf(outcome: Change['from']): string {
  return (outcome ?? 'NO SUCH FINDING').padEnd(7)
}
