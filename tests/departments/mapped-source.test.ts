// A service of its own making (other names, other codes, days in one piece, failures told with status 200), read by a
// mapping: what it was asked for is written down, and what it sends is understood or refused.
import { createHash, createHmac, createSecretKey } from 'node:crypto'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { FixedClock } from '../../src/clock.ts'
import { bearer, signed } from '../../src/departments/adapters/credentials.ts'
import { type Credentials, createHttpClient } from '../../src/departments/adapters/http-client.ts'
import { createMappedSource } from '../../src/departments/adapters/mapped-source.ts'
import { readMapping } from '../../src/departments/adapters/mapping.ts'
import { openServiceSource, type ServiceSource } from '../../src/departments/adapters/open-service.ts'
import type { DepartmentService } from '../../src/departments/adapters/sources.ts'
import { ORDINARY_BOUNDS } from '../../src/departments/bounds.ts'
import { departmentOf } from '../../src/departments/departments.ts'
import { guardSource } from '../../src/departments/guarded-source.ts'
import { MissingCell, rowFor } from '../../src/departments/missing-cell.ts'
import { compileRead, compileRuleInputs } from '../../src/departments/read-statement.ts'
import { createReader, type TreatedRows } from '../../src/departments/reader.ts'
import { maskNamed } from '../../src/masking/masks.ts'
import type { Condition } from '../../src/policy/policy.ts'
import { paceHere } from './counter-here.ts'

const NOW = '2026-11-23T10:00:00+08:00'
const [ONE, TWO] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'] as const

const INSURANCE = `
department: YBJ
request:
  method: POST
  path: /api/v2/cover/query
  headers: { x-app: hutong }
  body: { ids: "{keys}", fields: "{fields}" }
response:
  succeeded: { at: /code, is: [0] }
  rows: /data/list
  key: ybid
  asOf: /data/updatedAt
  schema:
    type: object
    required: [code, data]
    properties:
      data:
        type: object
        required: [updatedAt, list]
        properties: { updatedAt: { type: string }, list: { type: array, maxItems: 200, items: { type: object } } }
columns:
  scheme: { field: xzlx, codes: { "390": CHILD, "310": EMPLOYEE } }
  cover_from: { field: ksrq, day: YYYYMMDD }
  cover_to: { field: jsrq, day: YYYYMMDD }
  premium_state: { field: jfzt, codes: { "1": PAID_BY_STATE, "2": DUE } }
  premium_paid_on: { field: jfrq, day: YYYY/MM/DD }
  medical_aid_tag: jzbs
`

const BOUND = { today: '2026-11-23', holding: new Map() }

async function written(text: string): Promise<string> {
  const file = path.join(await mkdtemp(path.join(tmpdir(), 'hutong-mapping-')), 'insurance.yaml')
  await writeFile(file, text)
  return file
}

interface Seen {
  readonly method: string
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

let server: Server
let url: string
let seen: Seen[] = []
let answer: unknown

beforeAll(async () => {
  server = createServer(async (incoming, outgoing) => {
    let body = ''
    for await (const chunk of incoming) body += String(chunk)
    seen.push({ method: incoming.method ?? '', url: incoming.url ?? '', headers: incoming.headers, body })
    outgoing.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => new Promise((resolve) => server.close(resolve)))
beforeEach(() => {
  seen = []
})

function read(text: string, code: 'YBJ' | 'GAJ' | 'CLH' = 'YBJ') {
  const reading = readMapping(text, 'service.yaml', departmentOf(code))
  if (reading.value === null) throw new Error(JSON.stringify(reading.faults))
  return reading.value
}

function readerOf(text: string, code: 'YBJ' | 'GAJ' | 'CLH' = 'YBJ', credentials: Credentials = bearer('s3cret')) {
  const client = createHttpClient({ url, maxResponseBytes: 100_000, credentials })
  const clock = new FixedClock(NOW)
  const failures: unknown[] = []
  const checked = read(text, code)
  const bounds = { ...ORDINARY_BOUNDS, ...(checked.asksOne ? { batch: 1 } : {}) }
  const reader = createReader({
    department: departmentOf(code),
    source: guardSource(createMappedSource(client, checked), {
      bounds,
      clock,
      pace: paceHere(bounds, clock),
    }),
    lane: 'DESK',
    openerFor: () => () => {
      throw new Error('nothing here is sealed')
    },
    clock,
    today: () => '2026-11-23',
    onFailure: (_code, cause) => failures.push(cause),
  })
  return { reader, failures, close: () => client.close() }
}

const COVER = compileRuleInputs(departmentOf('YBJ'), ['insurance'])

function cells(rows: TreatedRows, key: string) {
  const row = rowFor(rows, 'YBJ', key)
  return row instanceof MissingCell ? row : Object.fromEntries(row ?? [])
}

const listed = (...list: object[]) => ({ code: 0, data: { updatedAt: '2026-11-23T00:00:00+08:00', list } })

describe('a service with a mapping', () => {
  it('is asked for all keys at once, for the granted fields in its own words and for no other', async () => {
    answer = listed({ ybid: ONE, xzlx: '390', ksrq: '20260101', jsrq: '20270101', jfzt: '2', secret: '欠费' })
    const { reader, close } = readerOf(INSURANCE)
    const rows = await reader.read(COVER, [ONE, TWO])
    await close()
    expect(seen).toMatchObject([{ method: 'POST', url: '/api/v2/cover/query', headers: { 'x-app': 'hutong' } }])
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({ ids: [ONE, TWO], fields: ['xzlx', 'ksrq', 'jsrq'] })
    expect(cells(rows, ONE)).toEqual({
      'insurance.scheme': 'CHILD',
      'insurance.cover_from': '2026-01-01',
      'insurance.cover_to': '2027-01-01',
    })
    expect(cells(rows, TWO)).toEqual({})
  })

  it.each<[string, unknown]>([
    ['says with status 200 that it failed', { code: 500, data: null }],
    ['breaks its schema', { code: 0, data: { list: [] } }],
    ['answers about another child', listed({ ybid: TWO, xzlx: '390' })],
    ['answers twice about one child', listed({ ybid: ONE }, { ybid: ONE })],
    ['sends a row without its key', listed({ xzlx: '390' })],
  ])('makes its department UNAVAILABLE when it %s, and quotes nothing', async (_what, sent) => {
    answer = sent
    const { reader, failures, close } = readerOf(INSURANCE)
    expect(await reader.read(COVER, [ONE])).toEqual({ state: 'UNAVAILABLE', reason: 'SOURCE_OUT' })
    await close()
    expect(String(failures[0])).not.toMatch(/999|20260231|500/)
  })

  it.each<[string, object]>([
    ['a code that nobody agreed on', { xzlx: '999' }],
    ['a day that does not exist', { ksrq: '20260231' }],
    ['a day in another form', { ksrq: '2026-01-01' }],
    ['an object in the place of a code', { xzlx: { code: '390' } }],
  ])('loses the row with %s and no other, and quotes nothing', async (_what, sent) => {
    answer = listed({ ybid: ONE, ...sent }, { ybid: TWO, xzlx: '390' })
    const { reader, failures, close } = readerOf(INSURANCE)
    const rows = await reader.read(COVER, [ONE, TWO])
    await close()
    expect(cells(rows, ONE)).toEqual(new MissingCell('UNAVAILABLE', 'YBJ'))
    expect(cells(rows, TWO)).toMatchObject({ 'insurance.scheme': 'CHILD' })
    expect(failures.map(String)).toEqual(['AnswerFault: SOURCE_UNAVAILABLE: the source sent a cell of another form'])
  })

  it('has its cells masked as the plan says before they go on, compared ones too', async () => {
    const mapping = `
department: CLH
request: { method: GET, path: "/holders/{key}" }
response:
  rows: /holder
  key: id
  asOf: /loaded
  schema: { type: object, required: [loaded, holder] }
columns:
  kind: { field: lb, codes: { "5": INTELLECTUAL } }
  grade: dj
  valid_to: { field: yxq, day: YYYY-MM-DD }
  programme_codes: { field: xm, each: code }
  programme_states: { field: xm, each: state }
  device_codes: { field: fj, each: code }
  device_states: { field: fj, each: state }
`
    answer = {
      loaded: '2026-11-23T00:00:00+08:00',
      holder: { id: ONE, lb: '5', dj: 2, yxq: '2028-05-06', xm: [{ code: 'REHAB_FUNDED', state: 'APPROVED' }] },
    }
    const { reader, close } = readerOf(mapping, 'CLH')
    const statement = compileRead(
      departmentOf('CLH'),
      [
        { coordinate: 'Disability.disabilityKind', mask: maskNamed('flag') ?? null },
        { coordinate: 'Disability.severe', mask: null },
        { coordinate: 'Disability.certValidTo', mask: maskNamed('month') ?? null },
        { coordinate: 'FundingState.programme', mask: null },
      ],
      maskNamed,
    )
    const rows = await reader.read(statement, [ONE])
    await close()
    expect(seen).toMatchObject([{ method: 'GET', url: `/holders/${ONE}`, body: '' }])
    expect(cells(rows, ONE)).toEqual({
      'Disability.disabilityKind': true,
      'Disability.severe': true,
      'Disability.certValidTo': '2028-05-31',
      'FundingState.programme': ['REHAB_FUNDED'],
    })
  })

  it('is asked record by record where its request names one key', async () => {
    const mapping = INSURANCE.replace('{ ids: "{keys}", fields: "{fields}" }', '{ id: "{key}" }')
    answer = listed()
    const { reader, close } = readerOf(mapping)
    await reader.read(COVER, [ONE, TWO])
    await close()
    expect(seen.map(({ body }) => JSON.parse(body))).toEqual([{ id: ONE }, { id: TWO }])
  })

  it('is not asked for a field under a condition where the condition does not hold', async () => {
    answer = listed()
    const { reader, close } = readerOf(INSURANCE)
    const condition: Condition = 'residence-in-own-division'
    const statement = compileRead(
      departmentOf('YBJ'),
      [
        { coordinate: 'Cover.scheme', mask: null },
        { coordinate: 'Cover.from', mask: null, rows: [{ where: condition, otherwise: 'withheld' }] },
      ],
      maskNamed,
    )
    await reader.read(statement, [ONE, TWO], new Map([[condition, [TWO]]]))
    await close()
    const bodies = seen.map(({ body }) => JSON.parse(body)).sort((a, b) => a.ids[0].localeCompare(b.ids[0]))
    expect(bodies).toEqual([
      { ids: [ONE], fields: ['xzlx'] },
      { ids: [TWO], fields: ['xzlx', 'ksrq'] },
    ])
  })
})

describe('a signed request', () => {
  it.each([
    ['HMAC-SHA-256', 'sha256'],
    ['HMAC-SM3', 'sm3'],
  ] as const)('by %s covers method, path, moment, nonce and body', async (algorithm, hash) => {
    answer = listed()
    const key = createSecretKey(Buffer.from('the bureau gave this key to the gateway'))
    const credentials = signed({ keyId: 'hutong-1', key, algorithm, clock: new FixedClock(NOW), nonce: () => 'once' })
    const { reader, close } = readerOf(INSURANCE, 'YBJ', credentials)
    await reader.read(COVER, [ONE])
    await close()
    const [{ headers, body } = { headers: {}, body: '' }] = seen
    const digest = createHash(hash).update(body).digest('base64url')
    const lines = ['POST', '/api/v2/cover/query', String(Date.parse(NOW)), 'once', digest].join('\n')
    expect(headers).toMatchObject({
      'x-key-id': 'hutong-1',
      'x-timestamp': String(Date.parse(NOW)),
      'x-nonce': 'once',
      'x-signature': createHmac(hash, key).update(lines).digest('base64url'),
    })
  })
})

describe('a mapping at fault', () => {
  it('is told of all of its faults at once, each with file, place and fix', () => {
    const text = INSURANCE.replace('department: YBJ', 'department: CLH')
      .replace('"{keys}"', '"keys"')
      .replace('{ field: ksrq, day: YYYYMMDD }', 'ksrq')
      .replace('medical_aid_tag: jzbs', 'medical_aid: jzbs')
    const { faults } = readMapping(text, 'insurance.yaml', departmentOf('YBJ'))
    expect(faults.map(({ file, path, what }) => `${file}: ${path}: ${what}`)).toEqual([
      'insurance.yaml: department: is not YBJ',
      'insurance.yaml: request: must name either `{key}` or `{keys}`',
      'insurance.yaml: columns.cover_from: is a day',
      'insurance.yaml: columns.medical_aid: YBJ has no such column',
      'insurance.yaml: columns: lacks medical_aid_tag, which the schema reads',
    ])
  })

  it.each([
    ['a misspelt key', INSURANCE.replace('succeeded:', 'suceeded:'), 'unknown key `suceeded`'],
    [
      'a schema that is none',
      INSURANCE.replace('type: object\n    required: [code', 'type: objekt\n    required: [code'),
      'is no JSON Schema',
    ],
    ['broken YAML', `${INSURANCE}\n  : [`, 'is never closed'],
  ])('with %s is refused', (_what, text, said) => {
    const { value, faults } = readMapping(text, 'insurance.yaml', departmentOf('YBJ'))
    expect(value).toBeNull()
    expect(faults.map(({ what }) => what).join()).toContain(said)
  })
})

describe('a service opened by its settings', () => {
  const token = 'the bureau gave this secret to the gateway'

  async function opened(settings: Partial<DepartmentService>) {
    const service = { url, token, clock: new FixedClock(NOW), ...settings }
    return openServiceSource(departmentOf('YBJ'), service)
  }

  const ask = (source: ServiceSource['source']) =>
    source.fetch(COVER, [ONE], { ...BOUND, signal: new AbortController().signal })

  it('shows its secret, and has the form that was made for the gateway', async () => {
    answer = { asOf: NOW, rows: [[ONE, 'CHILD', '2026-01-01', null]] }
    const { source, bounds, close } = await opened({})
    expect((await ask(source)).rows).toEqual([[ONE, 'CHILD', '2026-01-01', null]])
    await close()
    expect(bounds).toEqual({ batch: 200 })
    expect(seen).toMatchObject([{ url: '/records', headers: { authorization: `Bearer ${token}` } }])
  })

  it('signs by its secret, shows it to nobody, and is asked as its mapping says', async () => {
    answer = listed({ ybid: ONE, xzlx: '310' })
    const mappingFile = await written(INSURANCE)
    const { source, close } = await opened({ mappingFile, signature: { keyId: 'hutong-1', algorithm: 'HMAC-SM3' } })
    expect((await ask(source)).rows).toEqual([[ONE, 'EMPLOYEE', null, null]])
    await close()
    expect(seen).toMatchObject([{ url: '/api/v2/cover/query', headers: { 'x-key-id': 'hutong-1' } }])
    expect(JSON.stringify(seen)).not.toContain(token)
  })

  it('is not opened with a mapping at fault, and every fault is said', async () => {
    const mappingFile = await written(INSURANCE.replace('department: YBJ', 'department: CLH').replace('jzbs', '""'))
    await expect(opened({ mappingFile })).rejects.toThrow(/the mapping of a service is at fault\n.*medical_aid_tag/)
  })
})
