// What does a table cost at ten thousand, a hundred thousand and a million children? The snapshot in DuckDB beside the same GROUP BY in plain
// SQL over an ordinary PostgreSQL table, and beside cubes that PostgreSQL made before. All give the same counts, which is looked at first.
import { createSecretKey, hash, randomBytes } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Pool } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { allStreets } from '../src/city/places.ts'
import { systemClock } from '../src/clock.ts'
import { closePools, openPool } from '../src/database/pool.ts'
import { isRefusal } from '../src/disclosure/refusal.ts'
import { formOf, type TableForm } from '../src/disclosure/table-form.ts'
import { askTable } from '../src/statistics/desk.ts'
import { DIMENSIONS, menuOf, valueLists } from '../src/statistics/menu/menu.ts'
import { keepShown, standingTable } from '../src/statistics/shown-tables.ts'
import { CHUNK_ROWS, columnsOf } from '../src/statistics/snapshot/chunk.ts'
import { keepChunk, loadStore, menuToKeep, type SnapshotRecord } from '../src/statistics/snapshot/keep.ts'
import type { SnapshotRow } from '../src/statistics/snapshot/rows.ts'
import type { SnapshotStore } from '../src/statistics/snapshot/store.ts'
import { prepareSite } from './site.ts'

export interface StatisticsBench {
  readonly sizes: readonly number[]
  readonly rounds: number
}

const LISTS = valueLists({ streets: [...allStreets()].map((street) => street.slice(0, 9)) })
const MENU = menuOf(LISTS)
const KEY = createSecretKey(hash('sha256', 'hutong bench', 'buffer'))
/** Far from any quarter that the city has. */
const PERIOD = 99

const ASKED: readonly (readonly string[])[] = [
  ['COUNTY'],
  ['COUNTY', 'AGE_BAND'],
  ['RESIDENCE_STREET', 'SEX'],
  ['COUNTY', 'CATEGORY'],
  ['AGE_BAND', 'PREMIUM'],
]

function formFor(groups: readonly string[]): TableForm {
  const form = formOf({ measure: 'COUNT', groups }, MENU)
  if (isRefusal(form)) throw new Error(`${groups}: ${form}`)
  return form
}

/** Small numbers, the first values of each dimension oftener than the last, the same for the same child. */
function* rowsOf(children: number): Generator<SnapshotRow> {
  let state = 1
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  for (let child = 0; child < children; child += 1) {
    const codes = MENU.dimensions.map(({ codes: values, isMany }) => {
      const code = Math.floor(next() ** 2 * values)
      return isMany ? 1 << code : code
    })
    const key = (BigInt(Math.floor(next() * 2 ** 32)) << 32n) | BigInt(Math.floor(next() * 2 ** 32))
    yield { key, codes, values: [next() < 0.1 ? Math.floor(next() * 20) * 10_000 : Number.NaN] }
  }
}

export async function benchStatistics({ sizes, rounds }: StatisticsBench): Promise<void> {
  const site = await prepareSite(1_000)
  const owner = openPool(site.url('REGISTRY', 'hutong_owner'), { max: 2, applicationName: 'hutong bench' })
  try {
    for (const children of sizes) await benchSize(owner, { children, rounds })
  } finally {
    await forget(owner)
    await closePools([owner])
    await site.server.stop()
  }
}

async function forget(owner: Pool): Promise<void> {
  for (const table of ['shown', 'release', 'chunk', 'snapshot'])
    await owner.query(`delete from statistic.${table} where period = $1`, [PERIOD])
  await owner.query('drop table if exists bench_child, bench_cube')
}

async function timed<Result>(work: () => Promise<Result>): Promise<readonly [ms: number, result: Result]> {
  const before = performance.now()
  const result = await work()
  return [performance.now() - before, result]
}

async function median(rounds: number, work: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < rounds; round += 1) times.push((await timed(work))[0])
  return times.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN
}

function line(what: string, ...ms: readonly (number | string)[]): void {
  console.log(
    `  ${what.padEnd(52)}${ms.map((each) => (typeof each === 'number' ? `${each.toFixed(1)} ms` : each).padStart(14)).join('')}`,
  )
}

async function benchSize(owner: Pool, { children, rounds }: { children: number; rounds: number }): Promise<void> {
  console.log(`${children} children`)
  await forget(owner)
  const site = { registry: owner, key: KEY, period: PERIOD }
  const [sealing, chunks] = await timed(() => sealAll(owner, children))
  const [opening, store] = await timed(() => loadStore(site, chunks))
  line('snapshot: coded rows sealed and kept', sealing)
  line('snapshot: opened in memory', opening)
  const [plain] = await timed(() => plainTable(owner, children))
  line('plain table: copied and analysed', plain)
  await expectEqual(owner, store)
  for (const groups of ASKED) {
    const form = formFor(groups)
    const duck = await median(rounds, () => store.aggregate(form))
    const sql = await median(rounds, () => owner.query(groupBy(form)))
    line(`${groups.join(' × ')}: DuckDB, plain SQL, ratio`, duck, sql, (sql / duck).toFixed(1))
  }
  await cubes(owner, rounds)
  await whole(owner, store, chunks, rounds)
  store.close()
}

async function sealAll(owner: Pool, children: number): Promise<number> {
  const site = { registry: owner, key: KEY, period: PERIOD }
  let rows: SnapshotRow[] = []
  let chunks = 0
  const flush = async (): Promise<void> => {
    await keepChunk(site, chunks, columnsOf(rows), randomBytes)
    chunks += 1
    rows = []
  }
  for (const row of rowsOf(children)) {
    rows.push(row)
    if (rows.length === CHUNK_ROWS) await flush()
  }
  if (rows.length > 0) await flush()
  return chunks
}

async function plainTable(owner: Pool, children: number): Promise<void> {
  const columns = DIMENSIONS.map((_, at) => `d${at} smallint`).join(', ')
  await owner.query(`create unlogged table bench_child (k bigint, ${columns}, v0 float8)`)
  const client = await owner.connect()
  try {
    const text = function* (): Generator<string> {
      for (const { key, codes, values } of rowsOf(children))
        yield `${BigInt.asIntN(64, key)}\t${codes.join('\t')}\t${Number.isNaN(values[0]) ? '\\N' : values[0]}\n`
    }
    await pipeline(Readable.from(text()), client.query(copyFrom('copy bench_child from stdin')))
  } finally {
    client.release()
  }
  await owner.query('analyze bench_child')
}

function at(name: string): number {
  return MENU.dimensions.findIndex((dimension) => dimension.name === name)
}

function groupBy({ dimensions }: TableForm): string {
  const many = dimensions.find(({ isMany }) => isMany)
  const columns = dimensions.map(({ name, isMany }) => (isMany ? 'm' : `d${at(name)}`))
  const from = many
    ? `bench_child join generate_series(0, ${many.codes - 1}) m on (d${at(many.name)} >> m) & 1 = 1`
    : 'bench_child'
  return `select ${columns.join(', ')}, count(*)::int, bit_xor(k)::text from ${from} group by ${columns.join(', ')}`
}

async function expectEqual(owner: Pool, store: SnapshotStore): Promise<void> {
  for (const groups of ASKED) {
    const form = formFor(groups)
    const cells = await store.aggregate(form)
    const { rows } = await owner.query({ text: groupBy(form), rowMode: 'array' })
    const mine = [...cells.values()].map(({ codes, n, key }) => [...codes, n, BigInt.asIntN(64, key).toString()].join())
    const theirs = rows.map((row) => (row as unknown[]).join())
    if (mine.sort().join(';') !== theirs.sort().join(';')) throw new Error(`${groups}: the two do not agree`)
  }
}

const SOME = 30

/** Partitions of up to three dimensions, as the menu has them; some are made and counted, for all would take long. */
async function cubes(owner: Pool, rounds: number): Promise<void> {
  const names = MENU.dimensions.map(({ name }) => name)
  const forms = names.flatMap((one, index) => [
    ...[[one]],
    ...names
      .slice(index + 1)
      .flatMap((two, next) => [[one, two], ...names.slice(index + next + 2).map((three) => [one, two, three])]),
  ])
  const possible = forms.flatMap((groups) => {
    const [first = '', second, third] = groups
    const two = [first, second].flatMap((name) => name ?? [])
    const form = formOf(
      { measure: 'COUNT', groups: two, ...(third ? { filter: { dimension: third, code: 0 } } : {}) },
      MENU,
    )
    return isRefusal(form) ? [] : [form]
  })
  const step = Math.max(1, Math.floor(possible.length / SOME))
  const some = possible.filter((_, index) => index % step === 0)
  const [ms] = await timed(async () => {
    await owner.query(
      'create unlogged table bench_cube (form int, codes int[], n int, k bigint, primary key (form, codes))',
    )
    for (const [index, form] of some.entries()) {
      const columns = form.dimensions.map((_, column) => `c${column}`)
      const inner = groupBy(form).replace('::int, bit_xor(k)::text', '::int as n, bit_xor(k) as k')
      await owner.query(
        `insert into bench_cube select ${index}, array[${columns.join(', ')}]::int[], n, k from (${inner}) g(${[...columns, 'n', 'k'].join(', ')})`,
      )
    }
  })
  line(`cubes: ${possible.length} partitions, by ${some.length} that were made`, (ms * possible.length) / some.length)
  const read = await median(rounds, () => owner.query('select codes, n, k::text from bench_cube where form = 3'))
  line('cubes: one partition read', read)
}

/** From the question to the released table, as the gateway does it; and a table that is out. */
async function whole(owner: Pool, store: SnapshotStore, chunks: number, rounds: number): Promise<void> {
  const snapshot: SnapshotRecord = {
    ...{ period: PERIOD, asOf: '2026-11-24', pack: 'bench', policyVersion: 'bench', menu: menuToKeep(LISTS), chunks },
    builtAt: systemClock.now(),
  }
  await owner.query(
    `insert into statistic.snapshot (period, as_of, pack, policy_version, menu, chunks, built_at) values ($1, $2, 'bench', 'bench', $3, $4, $5)`,
    [PERIOD, snapshot.asOf, JSON.stringify(snapshot.menu), chunks, snapshot.builtAt],
  )
  const desk = {
    registry: owner,
    key: KEY,
    withStore: <Result>(work: (opened: SnapshotStore) => Promise<Result>) => work(store),
  }
  for (const groups of ASKED) {
    const ask = () =>
      askTable(desk, {
        ...{ analyst: 'bench', query: { measure: 'COUNT', groups }, snapshot, isOpen: true, now: systemClock.now() },
      })
    const [first] = await timed(ask)
    const again = await median(rounds, ask)
    line(`${groups.join(' × ')}: released, given again`, first, again)
  }
  const body = { id: 'bench', table: 'BENCH', publishedAt: systemClock.now().toISOString(), cells: [] }
  const cells = Array.from({ length: 16 * 8 }, (_, cell) => ({
    dims: [{ dimension: 'COUNTY', value: String(cell) }],
    value: cell * 5,
  }))
  await keepShown(owner, { ...body, cells } as never, snapshot)
  line('a standing table', await median(rounds * 5, () => standingTable(owner, 'BENCH', null)))
}
