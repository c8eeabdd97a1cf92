// `hutong keys rotate DEPARTMENT`: one more key, first for opening, then for sealing. Between the two every gateway takes
// it up, so that no cell is ever under a key that a gateway lacks.
import { setTimeout } from 'node:timers/promises'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { addDays, type Day, isDay, shanghaiDay, systemClock } from '../clock.ts'
import type { KeyStore } from '../keys/key-store.ts'
import type { KeyDepartment } from '../masking/key-file.ts'
import type { CipherAlgorithm } from '../masking/keyring.ts'
import {
  departmentArgument,
  expectOnStaff,
  keySite,
  type OpenDatabases,
  recordAct,
  withDatabases,
  withKeyStore,
} from './key-site.ts'

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

async function rotate(code: KeyDepartment, options: RotateOptions): Promise<void> {
  const site = keySite()
  await withKeyStore(site, (store) =>
    withDatabases(site, async (open) => {
      await expectOnStaff(open, options.by)
      await rotateIn(store, code, { ...options, open })
    }),
  )
}

interface Rotation extends RotateOptions {
  readonly open: OpenDatabases
}

async function rotateIn(store: KeyStore, code: KeyDepartment, rotation: Rotation): Promise<void> {
  const { wait, only, by, open } = rotation
  const { current, ids } = await store.ring(code)
  const id = only === 'use' ? Math.max(...ids) : await addKey(store, code, rotation)
  if (only === 'add') return say('next, once the file is on every machine: the same command with --only use')
  if (id === current) return say(`${code}: key ${id} is the current one already`)
  if (only !== 'use') {
    say(`waiting ${wait} seconds, until every gateway has it …`)
    await setTimeout(wait * 1_000)
  }
  // First on record: a key that was changed without a trace is worse than an entry for one that was not.
  await recordAct(open, { act: 'KEY_ROTATED', by, facts: { department: code, from: current, to: id } })
  await store.makeCurrent(code, id)
  say(`${code}: key ${id} is current; ${current} opens still. Next: hutong keys reseal ${code}`)
}

async function addKey(store: KeyStore, code: KeyDepartment, { algorithm, notAfter }: Rotation): Promise<number> {
  const until = notAfter ?? addDays(shanghaiDay(systemClock.now()), 365)
  const id = await store.add({ code, ...(algorithm ? { algorithm } : {}), notAfter: until })
  say(`${code}: key ${id} added; it opens, and seals nothing yet`)
  return id
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
