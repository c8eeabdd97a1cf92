// The rows of one group of counts: what stands twice is written once, and each item's share of the sums is known, so that
// items counted together are told apart.
import type { Day } from '../clock.ts'
import { type Counting, decoyName, type LookUp, type Sums } from './store.ts'

/** A child that was new to a person or an organisation on that day. */
export interface FreshRow {
  readonly day: Day
  readonly holder: string
  readonly purpose: string
  readonly digest: string
}

interface AskedRow extends FreshRow {
  /** The counter, from 1, that is credited with it. */
  readonly counter: number
  readonly isOwn: boolean
  /** The item of the group that asked first. */
  readonly item: number
}

interface CounterRow {
  readonly first: Counting
  readonly position: number
  misses: number
  page: number
}

export interface GroupRows {
  readonly values: unknown[]
  /** Per item, what the items after it added to the sums that it is told. */
  later(fresh: readonly FreshRow[]): readonly Sums[]
}

export function groupRows(group: readonly Counting[]): GroupRows {
  const counters = countersOf(group)
  const asked = askedOf(group, counters)
  const traces = [...tracesOf(group).values()]
  const of = <Row, Value>(rows: Iterable<Row>, value: (row: Row) => Value): Value[] => [...rows].map(value)
  const kept = [...counters.values()]
  return {
    values: [
      of(kept, ({ first }) => first.organisationId),
      of(kept, ({ first }) => first.purpose),
      of(kept, ({ first }) => first.hourStart),
      of(kept, ({ first }) => first.personId),
      of(kept, ({ misses }) => misses),
      of(asked.values(), ({ day }) => day),
      of(asked.values(), ({ holder }) => holder),
      of(asked.values(), ({ purpose }) => purpose),
      of(asked.values(), ({ digest }) => digest),
      of(asked.values(), ({ counter }) => counter),
      of(asked.values(), ({ isOwn }) => isOwn),
      of(traces, ({ personId }) => personId),
      of(traces, ({ lookUp }) => lookUp),
      of(traces, ({ at }) => at),
      of(traces, ({ marks }) => marks),
      of(kept, ({ page }) => page),
    ],
    later: (fresh) =>
      laterThan(
        group,
        fresh.flatMap((row) => asked.get(keyOf(row)) ?? []),
      ),
  }
}

function countersOf(group: readonly Counting[]): Map<string, CounterRow> {
  const counters = new Map<string, CounterRow>()
  for (const item of group) {
    const key = counterKey(item)
    const row = counters.get(key) ?? { first: item, position: counters.size + 1, misses: 0, page: 0 }
    row.misses += missesOf(item)
    row.page += item.page
    counters.set(key, row)
  }
  return counters
}

function askedOf(group: readonly Counting[], counters: ReadonlyMap<string, CounterRow>): Map<string, AskedRow> {
  const asked = new Map<string, AskedRow>()
  for (const [item, counting] of group.entries()) {
    const counter = counters.get(counterKey(counting))?.position ?? 0
    for (const { child } of counting.lookUps) {
      for (const isOwn of [true, false]) {
        const holder = isOwn ? `person ${counting.personId}` : `organisation ${counting.organisationId}`
        const row = { day: counting.day, holder, purpose: counting.purpose, digest: child, counter, isOwn, item }
        if (!asked.has(keyOf(row))) asked.set(keyOf(row), row)
      }
    }
  }
  return asked
}

interface TraceRow {
  readonly personId: string
  readonly lookUp: string
  readonly at: Date
  readonly marks: string
}

// One row per look-up, hit or miss: a hit's is a decoy of the same size.
function tracesOf(group: readonly Counting[]): Map<string, TraceRow> {
  const traces = new Map<string, TraceRow>()
  for (const { personId, at, lookUps } of group) {
    for (const [position, one] of lookUps.entries()) {
      if (one.marks === null) continue
      const lookUp = one.isMiss ? `${one.marks.number} ${one.marks.name}` : decoyName(position)
      traces.set(`${personId} ${lookUp}`, { personId, lookUp, at, marks: JSON.stringify(marksKept(one)) })
    }
  }
  return traces
}

// A hit's own marks are nobody's business; what stands in their place weighs the same.
function marksKept({ isMiss, marks }: LookUp): unknown {
  if (isMiss || marks === null) return marks
  return Object.fromEntries(
    Object.entries(marks).map(([name, mark]) => [
      name,
      typeof mark === 'string' ? ''.padEnd(mark.length, '-') : mark && 0,
    ]),
  )
}

// From the last item to the first: what was added so far is what came later.
function laterThan(group: readonly Counting[], fresh: readonly AskedRow[]): Sums[] {
  const own = group.map(({ page }) => page)
  const shared = group.map(({ page }) => page)
  for (const { item, isOwn } of fresh) {
    const added = isOwn ? own : shared
    added[item] = (added[item] ?? 0) + 1
  }
  const sums = new Map<string, { misses: number; children: number }>()
  const addedBefore = (key: string, misses: number, children: number) => {
    const sum = sums.get(key) ?? { misses: 0, children: 0 }
    sums.set(key, { misses: sum.misses + misses, children: sum.children + children })
    return sum
  }
  return [...group.entries()]
    .reverse()
    .map(([at, item]): Sums => {
      const { personId, organisationId, purpose, hourStart } = item
      const window = `${purpose} ${hourStart.getTime()}`
      const ofPerson = addedBefore(`person ${window} ${personId}`, missesOf(item), own[at] ?? 0)
      const ofAll = addedBefore(`organisation ${window} ${organisationId}`, missesOf(item), shared[at] ?? 0)
      return {
        misses: ofPerson.misses,
        children: ofPerson.children,
        missesOfOrganisation: ofAll.misses,
        childrenOfOrganisation: ofAll.children,
      }
    })
    .reverse()
}

function missesOf({ lookUps }: Counting): number {
  return lookUps.filter(({ isMiss }) => isMiss).length
}

function counterKey({ organisationId, purpose, hourStart, personId }: Counting): string {
  return `${organisationId} ${purpose} ${hourStart.getTime()} ${personId}`
}

function keyOf({ day, holder, purpose, digest }: FreshRow): string {
  return `${day} ${holder} ${purpose} ${digest}`
}
