// `hutong keys repseudonymise`: new child references for one organisation, for instance after its list of them was lost. The
// former ones open nothing from then on, and may be traded for the new ones until a day.
import { type Command, InvalidArgumentError } from 'commander'
import { addDays, shanghaiDay, systemClock } from '../clock.ts'
import { expectOnStaff, keySite, recordAct, withDatabases, withKeyStore } from './key-site.ts'

interface RenewOptions {
  readonly organisation: string
  readonly by: string
  readonly days: number
}

const MOST_DAYS = 90

export function keysRenewRefsCommand(keys: Command): void {
  keys
    .command('repseudonymise')
    .description('give an organisation new child references; taken up by running gateways within seconds')
    .requiredOption('--organisation <id>', 'the recipient, as the roster names it', organisationArgument)
    .requiredOption('--by <person>', 'the member of staff who decided it; stands in the journal')
    .option('--days <number>', `how long the former ones may be traded, at most ${MOST_DAYS}`, daysArgument, 30)
    .action(renew)
}

async function renew({ organisation, by, days }: RenewOptions): Promise<void> {
  const site = keySite()
  await withKeyStore(site, (store) =>
    withDatabases(site, async (open) => {
      await expectOnStaff(open, by)
      await expectOrganisation(open.pool('REGISTRY'), organisation)
      const before = await store.recipient(organisation)
      const today = shanghaiDay(systemClock.now())
      // References two generations old are unknown: nobody who still trades may lose what they hold.
      if (before && before.formerUntil >= today) {
        throw new Error(`references of ${organisation} are being traded until ${before.formerUntil}`)
      }
      const next = { generation: (before?.generation ?? 0) + 1, formerUntil: addDays(today, days) }
      await recordAct(open, { act: 'CHILD_REFS_RENEWED', by, facts: { organisation, ...next } })
      await store.setRecipient(organisation, next)
      process.stdout.write(
        `${organisation}: new references from now on; former ones may be traded until ${next.formerUntil}:\n` +
          `  hutong keys trade-refs --organisation ${organisation} --by ${by} < former.txt > new.tsv\n`,
      )
    }),
  )
}

async function expectOrganisation(
  registry: { query(text: string, values: readonly string[]): Promise<{ rowCount: number | null }> },
  organisation: string,
): Promise<void> {
  const { rowCount } = await registry.query('select from roster.organisation where id = $1', [organisation])
  if (rowCount !== 1) throw new Error(`the roster has no organisation ${organisation}`)
}

/** No spaces: a recipient may be an organisation with a purpose behind a space. */
export function organisationArgument(text: string): string {
  if (/^[\x21-\x7e]{1,100}$/.test(text)) return text
  throw new InvalidArgumentError('expected the id of an organisation, without spaces')
}

function daysArgument(text: string): number {
  const days = Number(text)
  if (/^\d{1,3}$/.test(text) && days >= 1 && days <= MOST_DAYS) return days
  throw new InvalidArgumentError(`expected days, 1 to ${MOST_DAYS}`)
}
