// `hutong keys rotate DEPARTMENT`: one more key, first for opening, then for sealing. Between the two every gateway takes
// it up, so that no cell is ever under a key that a gateway lacks.
import { setTimeout } from 'node:timers/promises'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { addDays, type Day, isDay, shanghaiDay, systemClock } from '../clock.ts'
import type { KeyDepartment } from '../masking/key-file.ts'
import type { CipherAlgorithm } from '../masking/keyring.ts'
import { departmentArgument, keySite, recordAct, withDatabases, withKeyStore } from './key-site.ts'

interface RotateOptions {
  readonly algorithm?: CipherAlgorithm
  readonly notAfter?: Day
  readonly wait: number
  readonly only?: 'add' | 'use'
  readonly by: string
}

/** Gateways look every two seconds. */
const LEAST_WAIT_SECONDS = 5

export function keysRotateCommand(keys: Command): void {
  keys
    .command('rotate')
    .description('add a key to a department and make it current, while gateways serve; old keys open as before')
    .argument('<department>', 'its code', departmentArgument)
    .addOption(
      new Option('--algorithm <name>', "default: the current key's").choices(['AES-256-GCM', 'SM4-CTR-HMAC-SM3']),
    )
    .requiredOption('--by <person>', 'the member of staff who decided it; stands in the journal')
    .option('--not-after <day>', 'by when another should follow (default: in a year)', dayArgument)
    .option('--wait <seconds>', `between adding and using, ${LEAST_WAIT_SECONDS} or more`, waitArgument, 10)
    .addOption(
      new Option(
        '--only <step>',
        'one step alone, where the file must be carried to several machines in between: add, or use the newest',
      ).choices(['add', 'use']),
    )
    .action(rotate)
}

async function rotate(code: KeyDepartment, { algorithm, notAfter, wait, only, by }: RotateOptions): Promise<void> {
  const site = keySite()
  await withKeyStore(site, async (store) => {
    const before = await store.ring(code)
    const until = notAfter ?? addDays(shanghaiDay(systemClock.now()), 365)
    const id =
      only === 'use'
        ? Math.max(...before.ids)
        : await store.add({ code, ...(algorithm ? { algorithm } : {}), notAfter: until })
    if (only !== 'use') say(`${code}: key ${id} added; it opens, and seals nothing yet`)
    if (only === 'add') return say('next, once the file is on every machine: the same command with --only use')
    if (id === before.current) return say(`${code}: key ${id} is the current one already`)
    if (only !== 'use') {
      say(`waiting ${wait} seconds, until every gateway has it …`)
      await setTimeout(wait * 1_000)
    }
    await withDatabases(site, async (open) => {
      // First on record: a key that was changed without a trace is worse than an entry for one that was not.
      const facts = { department: code, from: before.current, to: id }
      await recordAct(open, { act: 'KEY_ROTATED', by, facts })
      await store.makeCurrent(code, id)
    })
    say(`${code}: key ${id} is current; ${before.current} opens still. Next: hutong keys reseal ${code}`)
  })
}

function dayArgument(text: string): Day {
  if (isDay(text)) return text
  throw new InvalidArgumentError('expected a day, YYYY-MM-DD')
}

function waitArgument(text: string): number {
  const seconds = Number(text)
  if (/^\d{1,4}$/.test(text) && seconds >= LEAST_WAIT_SECONDS) return seconds
  throw new InvalidArgumentError(`expected whole seconds, ${LEAST_WAIT_SECONDS} or more`)
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
