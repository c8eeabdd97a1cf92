// What does one organisation's counter cost when several gateways count for it at once? Three shapes of it, each with the
// writes of requests in flight joined as the gateway joins them, measured one after the other within each round.
import type { Pool } from 'pg'
import { systemClock } from '../src/clock.ts'
import { coalesce } from '../src/database/coalesce.ts'
import { closePools, openPool } from '../src/database/pool.ts'
import { prepareSite } from './site.ts'

export interface LimitsBench {
  readonly rounds: number
  readonly seconds: number
  readonly gateways: number
  readonly people: number
}

interface Shape {
  readonly name: string
  /** The rows that one person's look-up adds to. */
  readonly keysOf: (person: number) => readonly string[]
  /** Reads the organisation's sum after the write. */
  readonly sum: string
}

const SHARDS = 16

const SHAPES: readonly Shape[] = [
  {
    name: 'a row per person, summed',
    keysOf: (person) => [`person ${person}`],
    sum: `select sum(points)::int as sum from bench_limit where key like 'person %'`,
  },
  {
    name: 'one row for the organisation',
    keysOf: (person) => [`person ${person}`, 'organisation'],
    sum: `select points::int as sum from bench_limit where key = 'organisation'`,
  },
  {
    name: `${SHARDS} shards of it, summed`,
    keysOf: (person) => [`person ${person}`, `shard ${person % SHARDS}`],
    sum: `select sum(points)::int as sum from bench_limit where key like 'shard %'`,
  },
]

const ADD = `
  insert into bench_limit as b (key, points) select * from unnest($1::text[], $2::int[]) order by 1
  on conflict (key) do update set points = b.points + excluded.points`

export async function benchLimits({ rounds, seconds, gateways, people }: LimitsBench): Promise<void> {
  const site = await prepareSite(1_000)
  const open = (): Pool => openPool(site.url('REGISTRY', 'hutong_owner'), { max: 4, applicationName: 'hutong bench' })
  const owner = open()
  const pools = Array.from({ length: gateways }, open)
  await owner.query('drop table if exists bench_limit')
  await owner.query(
    'create table bench_limit (key text collate "C" primary key, points int not null) with (fillfactor = 70)',
  )
  for (let round = 1; round <= rounds; round += 1) {
    const rates = []
    for (const shape of SHAPES) {
      await owner.query('truncate bench_limit')
      rates.push(await rateOf(shape, { pools, people, seconds }))
    }
    const [first = 1] = rates
    for (const [at, { name }] of SHAPES.entries()) {
      const rate = rates[at] ?? 0
      console.log(
        `round ${round}  ${name.padEnd(30)} ${rate.toFixed(0).padStart(7)} a second  ${(rate / first).toFixed(2)}`,
      )
    }
  }
  await owner.query('drop table bench_limit')
  await closePools([owner, ...pools])
  await site.server.stop()
}

async function rateOf(
  shape: Shape,
  { pools, people, seconds }: { pools: readonly Pool[]; people: number; seconds: number },
): Promise<number> {
  const gateways = pools.map((pool) =>
    coalesce<number, number>({ largest: 256, inFlight: 1, run: (group) => count(pool, shape, group) }),
  )
  const end = systemClock.now().getTime() + seconds * 1_000
  const counts = await Promise.all(
    Array.from({ length: people }, async (_, person) => {
      let counted = 0
      for (; systemClock.now().getTime() < end; counted += 1) await gateways[counted % gateways.length]?.(person)
      return counted
    }),
  )
  return counts.reduce((sum, each) => sum + each, 0) / seconds
}

async function count(pool: Pool, { keysOf, sum, name }: Shape, people: readonly number[]): Promise<number[]> {
  const added = new Map<string, number>()
  for (const key of people.flatMap((person) => keysOf(person))) added.set(key, (added.get(key) ?? 0) + 1)
  await pool.query({ name: 'bench-add', text: ADD, values: [[...added.keys()], [...added.values()]] })
  const { rows } = await pool.query<{ sum: number }>({ name: `bench ${name}`, text: sum })
  return people.map(() => rows[0]?.sum ?? 0)
}
