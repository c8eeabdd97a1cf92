// Lists where a department is read at a service that hands cells over and tests none: the same children in the same order as
// where it is read by SQL, no cell but those that are used, and no list at all where the service is out.
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { getTableName } from 'drizzle-orm'
import type { Pool } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../src/clock.ts'
import { readerOf } from '../../src/database/databases.ts'
import { openServiceSource, type ServiceSource } from '../../src/departments/adapters/open-service.ts'
import { departmentOf } from '../../src/departments/departments.ts'
import type { Source } from '../../src/departments/reader.ts'
import { openTown, type Town } from '../world/town.ts'

const SECRET = 'the-bureau-gave-this-secret-to-the-gateway'
const LIST = /* GraphQL */ `
  query List($filter: ChildFilter, $orderBy: ChildOrder, $first: Int, $after: String) {
    children(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      nodes { childRef }
      pageInfo { hasNextPage endCursor }
    }
  }`

const OTHERS = [
  ...[
    'citizen_id_sealed',
    'name_sealed',
    'ethnicity',
    'hukou_division',
    'hukou_address_sealed',
    'residence_address_sealed',
  ],
  ...['parent_relations', 'parent_vital_statuses', 'parents_untraceable', 'lost_contact_finding'],
  ...['kept_away', 'kept_away_relations'],
]

// Of a role that may not sort: it has no such type.
const UNORDERED = LIST.replace('$orderBy: ChildOrder, ', '').replace('orderBy: $orderBy, ', '')

// In words of the police's own: another name for each column, days without hyphens, a digit for the sex.
const MAPPING = `
department: GAJ
request: { method: POST, path: /lookup, body: { ids: "{keys}", fields: "{fields}" } }
response: { rows: /rows, key: id, asOf: /asOf, schema: { type: object, required: [rows] } }
columns:
  sex: { field: xb, codes: { "1": MALE, "2": FEMALE } }
  birth_date: { field: csrq, day: YYYYMMDD }
  residence_division: hjd
  residence_since: { field: jzrq, day: YYYYMMDD }
${OTHERS.map((column) => `  ${column}: ${column}`).join('\n')}
`

interface Asked {
  readonly columns: readonly string[]
  readonly keys: number
}

let folder: string
let bySql: Town
let atServices: Town
let server: Server
let isOut = false
let asked: Asked[] = []
let opened: ServiceSource[] = []

beforeAll(async () => {
  bySql = await openTown()
  folder = await mkdtemp(path.join(tmpdir(), 'hutong-list-at-service-'))
  await writeFile(path.join(folder, 'police.yaml'), MAPPING)
  const pools = { GAJ: bySql.pool('GAJ', readerOf('GAJ')), MZJ: bySql.pool('MZJ', readerOf('MZJ')) }
  server = createServer((incoming, outgoing) => {
    void answerOf(incoming, pools).then((answer) => {
      outgoing.writeHead(answer === null ? 503 : 200, { 'content-type': 'application/json' })
      outgoing.end(JSON.stringify(answer ?? {}))
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const service = { url, token: SECRET, clock: systemClock }
  const [police, bureau] = await Promise.all([
    openServiceSource(departmentOf('GAJ'), { ...service, mappingFile: path.join(folder, 'police.yaml') }),
    openServiceSource(departmentOf('MZJ'), service),
  ])
  opened = [police, bureau]
  const sources: Readonly<Record<string, Source>> = { GAJ: police.source, MZJ: bureau.source }
  atServices = await openTown({
    wrapSource: (code, real) => sources[code] ?? real,
    bounds: { GAJ: { batch: police.bounds.batch }, MZJ: { batch: bureau.bounds.batch } } as never,
  })
}, 120_000)
afterAll(async () => {
  await Promise.all(opened.map((each) => each.close()))
  await atServices.close()
  server.close()
  await rm(folder, { recursive: true })
  await bySql.close()
})
beforeEach(() => {
  isOut = false
  asked = []
})

/** What a service of the bureau's own says: in the gateway's form, or in the police's words. Null while it is out. */
async function answerOf(
  incoming: IncomingMessage,
  pools: Readonly<Record<'GAJ' | 'MZJ', Pool>>,
): Promise<object | null> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  const question = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, readonly string[]>
  if (isOut || incoming.headers.authorization !== `Bearer ${SECRET}`) return null
  const asOf = bySql.clock.now().toISOString()
  if (incoming.url === '/lookup') {
    const { ids = [], fields = [] } = question
    asked.push({ columns: fields, keys: ids.length })
    const rows = await rowsOf(pools.GAJ, 'GAJ', { columns: ['sex', 'birth_date', 'residence_division'], keys: ids })
    const named = rows.map(([id, sex, born, hjd]) => ({
      id,
      xb: sex === null ? null : sex === 'MALE' ? '1' : '2',
      csrq: born === null ? null : String(born).replaceAll('-', ''),
      hjd,
    }))
    return {
      asOf,
      rows: named.map((row) =>
        Object.fromEntries(Object.entries(row).filter(([name]) => name === 'id' || fields.includes(name))),
      ),
    }
  }
  const { columns = [], keys = [] } = question
  asked.push({ columns, keys: keys.length })
  return { asOf, rows: await rowsOf(pools.MZJ, 'MZJ', { columns, keys }) }
}

async function rowsOf(
  pool: Pool,
  code: 'GAJ' | 'MZJ',
  { columns, keys }: { readonly columns: readonly string[]; readonly keys: readonly string[] },
): Promise<unknown[][]> {
  const { database, table } = departmentOf(code)
  const cells = columns.map((column) => (column.endsWith('_date') ? `to_char(${column}, 'YYYY-MM-DD')` : column))
  const { rows } = await pool.query({
    text: `select ${['subject_key', ...cells].join(', ')} from ${database}.${getTableName(table)} where subject_key = any($1::uuid[])`,
    values: [keys],
    rowMode: 'array',
  })
  return rows as unknown as unknown[][]
}

type Caller = readonly [as: 'adjudicator' | 'village', purpose: string]
const ADJUDICATOR: Caller = ['adjudicator', 'P08']
type Variables = Readonly<Record<string, unknown>>

async function everyRef(town: Town, variables: Variables, [as, purpose] = ADJUDICATOR): Promise<string[]> {
  const refs: string[] = []
  for (let after: string | null = null; ; ) {
    const query = as === 'village' ? UNORDERED : LIST
    const { body } = await town.ask({ as, purpose, query, variables: { ...variables, after } })
    expect(body.errors).toBeUndefined()
    refs.push(...body.data.children.nodes.map(({ childRef }: { childRef: string }) => childRef))
    if (!body.data.children.pageInfo.hasNextPage) return refs
    after = body.data.children.pageInfo.endCursor
  }
}

describe('a list by cells that a service hands over', () => {
  it.each<[string, Variables]>([
    ['one sex', { filter: { sex: 'FEMALE' } }],
    ['a span of birthdays', { filter: { bornFrom: '2012-01-01', bornTo: '2015-12-31' } }],
    ['a category, which is one of several', { filter: { category: 'ORPHAN' } }],
    ['a class of aid and a sex, at two services', { filter: { householdAidClass: 'DIBAO', sex: 'MALE' } }],
    ['all, the youngest first', { orderBy: { birthDate: 'DESCENDING' } }],
    ['one sex in the order of their birthdays', { filter: { sex: 'MALE' }, orderBy: { birthDate: 'ASCENDING' } }],
  ])('holds the same children in the same order as by SQL: %s', async (_title, variables) => {
    const wanted = await everyRef(bySql, { ...variables, first: 60 })
    expect(wanted.length).toBeGreaterThan(0)
    expect(asked).toEqual([])
    expect(await everyRef(atServices, { ...variables, first: 60 })).toEqual(wanted)
    expect(asked.length).toBeGreaterThan(0)
    for (const { keys } of asked) expect(keys).toBeLessThanOrEqual(200)
  })

  it('is by the cells that the caller may see of each child, and takes the others for missing', async () => {
    const village: Caller = ['village', 'P07']
    const variables = { filter: { residenceDivision: '330106901' }, first: 20 }
    const wanted = await everyRef(bySql, variables, village)
    expect(wanted.length).toBeGreaterThan(0)
    expect(await everyRef(atServices, variables, village)).toEqual(wanted)
    expect(await everyRef(atServices, { ...variables, filter: { residenceDivision: '330109' } }, village)).toEqual([])
  })

  it('asks for the cells that are used, and no other', async () => {
    await everyRef(atServices, { filter: { sex: 'FEMALE', category: 'ORPHAN' }, first: 200 })
    expect(new Set(asked.flatMap(({ columns }) => columns))).toEqual(new Set(['xb', 'categories']))
  })

  it.each<[string, Variables]>([
    ['filtered', { filter: { sex: 'FEMALE' } }],
    ['sorted', { orderBy: { birthDate: 'ASCENDING' } }],
  ])('is refused whole, not shortened, while the service is out: %s', async (_title, variables) => {
    isOut = true
    const { status, body } = await atServices.ask({ as: 'adjudicator', purpose: 'P08', query: LIST, variables })
    expect([status, body.errors[0].extensions.code]).toEqual([503, 'SOURCE_UNAVAILABLE'])
  })
})
