// Every example of the README and the docs, as it stands there, is understood by a running gateway: some account of the demo may ask it.
import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { parse, validate } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import { DEMO_ACCOUNTS, DEMO_LOGINS, type DemoAccount } from '../../src/demo/accounts.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { openTown, type Town } from '../world/town.ts'

interface Example {
  readonly where: string
  readonly text: string
}

const FILES = ['README.md', 'README.zh-CN.md', ...readdirSync('docs').map((name) => `docs/${name}`)]
const EXAMPLES = FILES.filter((file) => file.endsWith('.md')).flatMap((file) => examplesOf(file))

function examplesOf(file: string): Example[] {
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines.flatMap((line, at) => {
    const where = `${file}:${at + 1}`
    const sent = /"query":("(?:[^"\\]|\\.)*")/.exec(line)?.[1]
    if (sent !== undefined) return [{ where, text: JSON.parse(sent) as string }]
    return /^ {4,}((query|mutation)( \w+)? ?[({]|\{ \w+ *[({])/.test(line) ? [{ where, text: blockAt(lines, at) }] : []
  })
}

/** From this line to the one on which its brackets are closed. */
function blockAt(lines: readonly string[], start: number): string {
  let text = ''
  for (const line of lines.slice(start)) {
    text += `${line}\n`
    if (text.split('{').length === text.split('}').length) return text
  }
  return text
}

/** What the examples leave to the reader: made up, and of the right form. */
const VARIABLES: Readonly<Record<string, unknown>> = {
  ...{ key: randomUUID(), reason: '该儿童已随祖父母迁入我县居住，需由我县接续办理困境儿童认定' },
  ...{
    subject: { citizenId: CAST.stay.citizenId, fullName: CAST.stay.name },
    from: '2026-11-22',
    to: '2026-11-23',
    on: '2026-11-23',
  },
  ...{ pupils: [{ citizenId: CAST.stay.citizenId, fullName: CAST.stay.name }], filter: {}, child: {} },
  ...{ rule: 'W01', first: 20, after: null, task: randomUUID(), answer: randomUUID(), assessment: randomUUID() },
  encounters: [
    { encounter: 'ZY-2026-001', from: '2026-11-20', citizenId: CAST.stay.citizenId, fullName: CAST.stay.name },
  ],
  report: { situation: 'INJURED_OR_MALTREATED', words: '手臂有多处新旧淤青，询问时不肯说明原因', inDanger: false },
}

let registry: OwnRegistry
let town: Town
beforeAll(async () => {
  registry = await openOwnRegistry('documented')
  town = await openTown({ databaseUrl: registry.databaseUrl })
})
afterAll(async () => {
  await town?.close()
  await registry?.drop()
})

interface Asker {
  readonly account: DemoAccount
  readonly purpose: string
}

/** What a hospital or a school sends: it is refused any other text. */
const REGISTERED = readdirSync('policies/operations')
  .filter((name) => name.endsWith('.graphql'))
  .map((name) => readFileSync(`policies/operations/${name}`, 'utf8'))

const sendsAnything = ({ account }: Asker): boolean => !/^(HOSP|SCH)_/.test(account.role)

function askersOf(text: string): Asker[] {
  const document = parse(text)
  const { policies } = town.gateway.rooms
  return DEMO_ACCOUNTS.flatMap((account) => account.purposes.map((purpose) => ({ account, purpose }))).filter(
    ({ account, purpose }) => {
      const view = policies.grantFor(account.role, purpose)?.view
      return view?.getQueryType() && validate(view, document).length === 0
    },
  )
}

function variablesOf(text: string, { account }: Asker): Record<string, unknown> {
  const [operation] = parse(text).definitions
  const names = operation?.kind === 'OperationDefinition' ? (operation.variableDefinitions ?? []) : []
  return Object.fromEntries(
    names.map(({ variable: { name } }) => {
      if (name.value === 'ref') return ['ref', town.gateway.rooms.childRefs(account.organisationId).refOf(randomUUID())]
      if (!Object.hasOwn(VARIABLES, name.value)) throw new Error(`no value for $${name.value}`)
      return [name.value, VARIABLES[name.value]]
    }),
  )
}

describe('the table of accounts', () => {
  it.each([
    ['asking.md', ', '],
    ['asking.zh-CN.md', '、'],
  ])('has every one with its role and its purposes: %s', (file, comma) => {
    const rows = readFileSync(`docs/${file}`, 'utf8').split('\n')
    const accounts = DEMO_LOGINS.map(
      ({ key, role, purposes }) => `| \`${key}\` | \`${role}\` | ${purposes.join(comma)} |`,
    )
    for (const account of accounts)
      expect(
        rows.some((row) => row.startsWith(account)),
        account,
      ).toBe(true)
  })
})

describe('an example of the docs', () => {
  it('is found where there are some', () => {
    expect(EXAMPLES.length).toBeGreaterThan(30)
  })

  it.each([
    '{ children { nodes { shoeSize } } }',
    '{ children(first: "two") { nodes { childRef } } }',
  ])('is not understood where a name or a value is wrong: %s', (text) => expect(askersOf(text)).toEqual([]))

  it.each(EXAMPLES)('is understood: $where', async ({ text }) => {
    // Three dots stand for a number that the reader has.
    const query = text.replaceAll('"…"', `"${randomUUID()}"`)
    const askers = askersOf(query)
    const asker = askers.find(sendsAnything) ?? askers[0]
    if (!asker) return expect.unreachable(`no account may ask ${query}`)
    if (!sendsAnything(asker)) expect(REGISTERED).toContain(query.trim())
    const { account, purpose } = asker
    const { status, body } = await town.ask({
      ...{ as: account.key, purpose, query, variables: variablesOf(query, asker), isRegistered: true },
      ...(purpose === 'P01' || purpose === 'P05' ? { case: purpose === 'P01' ? 'E-2026-0001' : 'B-2026-0001' } : {}),
    })
    const { code } = body.errors?.[0]?.extensions ?? {}
    // An act on a made-up child is refused, a report needs a spool, and this registry has no tables; what is asked is understood.
    const isAct = query.trim().startsWith('mutation')
    const others = isAct ? ['REFUSED', 'REPORT_NOT_KEPT'] : ['CASE_REQUIRED', 'SOURCE_UNAVAILABLE']
    expect([undefined, ...others], `${status} ${query}`).toContain(code)
  })
})
