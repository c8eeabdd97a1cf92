// `hutong keys trade-refs`: an organisation's former references, one a line on the standard input, for its new ones; within
// the days that were set, and on record. Run for the organisation by whoever keeps the keys.
import { createInterface } from 'node:readline'
import type { Command } from 'commander'
import { shanghaiDay, systemClock } from '../clock.ts'
import { openRefTrade } from '../keys/trade-refs.ts'
import { expectOnStaff, keySite, recordAct, withDatabases, withKeys } from './key-site.ts'
import { organisationArgument } from './keys-repseudonymise.ts'

interface TradeOptions {
  readonly organisation: string
  readonly by: string
  readonly purpose?: string
}

const OVER = 3
/** On record and out again, group by group: memory holds one. */
const GROUP = 10_000

export function keysTradeRefsCommand(keys: Command): void {
  keys
    .command('trade-refs')
    .description('read former child references of an organisation, write each with its new one')
    .requiredOption('--organisation <id>', 'the recipient', organisationArgument)
    .requiredOption('--by <person>', 'the member of staff who does it; stands in the journal')
    .option('--purpose <code>', 'for references of named cases, which open for one purpose alone')
    .addHelpText(
      'after',
      `\nA line of the output is the former one, a tab, and the new one; empty for a line that is no reference.` +
        `\nExit codes: 0 done, 1 failed, 2 wrong use, ${OVER} nothing to trade, or no more.`,
    )
    .action(trade)
}

async function trade({ organisation, by, purpose: forPurpose }: TradeOptions): Promise<void> {
  const purpose = forPurpose ?? null
  const site = keySite()
  await withKeys(site, ({ childRef: master, recipients }) =>
    withDatabases(site, async (open) => {
      await expectOnStaff(open, by)
      const given = recipients.get(organisation)
      const today = shanghaiDay(systemClock.now())
      const opened = openRefTrade({ master, organisationId: organisation, purpose, given, today })
      if (!opened || !given) {
        process.stderr.write(`${organisation}: nothing to trade, or the time to trade is over\n`)
        process.exitCode = OVER
        return
      }
      for await (const group of groupsOf(createInterface({ input: process.stdin }))) {
        const facts = { organisation, purpose, generation: given.generation, references: group.length }
        await recordAct(open, { act: 'CHILD_REFS_TRADED', by, facts })
        process.stdout.write(group.map((former) => `${former}\t${opened.newFor(former) ?? ''}\n`).join(''))
      }
    }),
  )
}

async function* groupsOf(lines: AsyncIterable<string>): AsyncGenerator<string[]> {
  let group: string[] = []
  for await (const line of lines) {
    if (line.trim() === '') continue
    group.push(line.trim())
    if (group.length < GROUP) continue
    yield group
    group = []
  }
  if (group.length > 0) yield group
}
