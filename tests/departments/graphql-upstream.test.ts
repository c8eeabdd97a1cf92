// A department that answers GraphQL itself: it is asked for the granted fields and no other, in one query for the whole list, and what it
// calls an error with status 200 is an outage.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { FixedClock } from '../../src/clock.ts'
import { bearer } from '../../src/departments/adapters/credentials.ts'
import { createHttpClient } from '../../src/departments/adapters/http-client.ts'
import { createMappedSource } from '../../src/departments/adapters/mapped-source.ts'
import { readMapping } from '../../src/departments/adapters/mapping.ts'
import { ORDINARY_BOUNDS } from '../../src/departments/bounds.ts'
import { departmentOf } from '../../src/departments/departments.ts'
import { guardSource } from '../../src/departments/guarded-source.ts'
import { MissingCell, rowFor } from '../../src/departments/missing-cell.ts'
import { compileRead } from '../../src/departments/read-statement.ts'
import { createReader } from '../../src/departments/reader.ts'
import { maskNamed } from '../../src/masking/masks.ts'
import { paceHere } from './counter-here.ts'
import { KNOWN } from './graphql-upstream-process.ts'

const NOBODY = '22222222-2222-4222-8222-222222222222'
const CLOSED = '00000000-0000-4000-8000-000000000000'

const MAPPING = `
department: CLH
request:
  method: POST
  path: /
  body:
    query: "query ($ids: [ID!]!) { holders(ids: $ids) { id {selection} } loadedUntil }"
    variables: { ids: "{keys}" }
response:
  failed: /errors
  rows: /data/holders
  key: id
  asOf: /data/loadedUntil
  schema: { type: object, required: [data] }
columns:
  kind: { field: lb, codes: { "5": INTELLECTUAL } }
  grade: dj
  valid_to: { field: yxq, day: YYYY-MM-DD }
  programme_codes: { field: xm, each: code }
  programme_states: { field: xm, each: state }
  device_codes: { field: fj, each: code }
  device_states: { field: fj, each: state }
`

interface Asked {
  readonly query: string
  readonly variables: { readonly ids: readonly string[] }
}

let upstream: ChildProcess
let url: string
let asked: Asked[] = []

beforeAll(async () => {
  upstream = fork(fileURLToPath(new URL('./graphql-upstream-process.ts', import.meta.url)), {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const [started] = (await once(upstream, 'message')) as [{ url: string }]
  url = started.url
  upstream.on('message', (message) => asked.push(message as Asked))
})
afterAll(() => {
  upstream?.disconnect()
})
beforeEach(() => {
  asked = []
})

function mapped(text = MAPPING) {
  const { value, faults } = readMapping(text, 'federation.yaml', departmentOf('CLH'))
  return { value, faults: faults.map(({ path, what }) => `${path} ${what}`) }
}

async function read(coordinates: readonly (readonly [string, string | null])[], keys: readonly string[]) {
  const { value } = mapped()
  if (!value) return expect.unreachable()
  const client = createHttpClient({ url, maxResponseBytes: 100_000, credentials: bearer('s3cret') })
  const clock = new FixedClock('2026-11-23T10:00:00+08:00')
  const failures: unknown[] = []
  const reader = createReader({
    department: departmentOf('CLH'),
    source: guardSource(createMappedSource(client, value), {
      ...{ bounds: ORDINARY_BOUNDS, clock, pace: paceHere(ORDINARY_BOUNDS, clock) },
    }),
    lane: 'DESK',
    openerFor: () => () => expect.unreachable(),
    clock,
    today: () => '2026-11-23',
    onFailure: (_code, cause) => failures.push(cause),
  })
  const leaves = coordinates.map(([coordinate, mask]) => ({
    coordinate,
    mask: mask ? (maskNamed(mask) ?? null) : null,
  }))
  const rows = await reader.read(compileRead(departmentOf('CLH'), leaves, maskNamed), keys)
  await client.close()
  return { rows, failures }
}

function cells(rows: Awaited<ReturnType<typeof read>>['rows'], key: string): unknown {
  const row = rowFor(rows, 'CLH', key)
  return row instanceof MissingCell ? row : row && Object.fromEntries(row)
}

describe('a department’s own GraphQL', () => {
  it('is asked once for the list, for the granted fields and no other', async () => {
    const { rows } = await read(
      [
        ['Disability.severe', null],
        ['Disability.certValidTo', 'month'],
        ['FundingState.programme', null],
        ['FundingState.state', null],
      ],
      [KNOWN, NOBODY],
    )
    expect(asked).toEqual([
      {
        query: 'query ($ids: [ID!]!) { holders(ids: $ids) { id dj yxq xm { code state } } loadedUntil }',
        variables: { ids: [KNOWN, NOBODY] },
      },
    ])
    expect(cells(rows, KNOWN)).toEqual({
      'Disability.severe': true,
      'Disability.certValidTo': '2028-05-31',
      'FundingState.programme': ['REHAB_FUNDED'],
      'FundingState.state': ['APPROVED'],
    })
    expect(cells(rows, NOBODY)).toBeNull()
  })

  it('is out where it says an error with status 200, and its words go nowhere', async () => {
    const { rows, failures } = await read([['Disability.severe', null]], [CLOSED])
    expect(rows).toEqual({ state: 'UNAVAILABLE', reason: 'SOURCE_OUT' })
    expect(failures.map(String)).toEqual(['GatewayError: SOURCE_UNAVAILABLE: the source said that it failed'])
  })

  it.each([
    ['whose query does not parse', 'query ($ids', 'query ($ids: [ID!', 'is no GraphQL'],
    ['whose query changes something', 'query ($ids', 'mutation ($ids', 'is not one query'],
    ['whose field is no name', 'grade: dj', 'grade: "dj } secret {"', 'is no name of GraphQL'],
  ])('is not asked by a mapping %s', (_what, from, to, fault) => {
    const { value, faults } = mapped(MAPPING.replace(from, to))
    expect(value).toBeNull()
    expect(faults.join()).toContain(fault)
  })
})
