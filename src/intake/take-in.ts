// Takes in events in one transaction: those of one record one after another, those of different records together. An event that
// cannot be taken in becomes a dead letter and holds up the later ones of its own record, and no others.
import type { PoolClient } from 'pg'
import { shanghaiDay } from '../clock.ts'
import { apply } from './apply.ts'
import { heldUp, lettersKnown, type NewLetter, writeLetter } from './dead-letters.ts'
import type { RowFault } from './faults.ts'
import type { Fed } from './feeds.ts'
import type { FieldFault } from './field-reader.ts'
import { type ReadEvent, readEvent } from './read-event.ts'
import type { Edge, StagedRecord } from './read-record.ts'
import { clearStaged, stage } from './staging.ts'
import { countVerdicts, fieldOf, judge, lineFaults } from './verdicts.ts'

export interface TakingIn {
  readonly fed: Fed
  readonly edge: Edge
  readonly newId: () => string
  /** Seals a raw event for its letter. */
  readonly seal: (letterId: string, text: string) => Buffer
}

export interface TakenIn {
  readonly events: number
  /** Facts of the registry that are other than before. */
  readonly changed: number
  readonly letters: number
  /** The latest time at which a record of them was written down; null where none could be read. */
  readonly newest: Date | null
}

interface Arrived extends ReadEvent {
  readonly raw: unknown
}

export async function takeIn(client: PoolClient, taking: TakingIn, raw: readonly unknown[]): Promise<TakenIn> {
  const arrived = raw.map((each): Arrived => ({ ...readEvent(taking.fed, each, taking.edge), raw: each }))
  // What became a letter once is settled there, however often it comes.
  const known = await lettersKnown(
    client,
    taking.fed,
    arrived.map(({ mark }) => mark),
  )
  const fresh = arrived.filter(({ mark }) => !known.has(mark.toString('hex')))
  const lanes = lanesOf(fresh)
  const blocked = await heldUp(
    client,
    taking.fed,
    fresh.flatMap(({ eventKey }) => eventKey ?? []),
  )
  let changed = 0
  let letters = 0
  const park = async (event: Arrived, fault: FieldFault): Promise<void> => {
    letters += 1
    await writeLetter(client, taking.fed, letterOf(taking, event, fault))
  }
  for (let round = 0; lanes.some((lane) => lane.events.length > round); round += 1) {
    const ready: Ready[] = []
    for (const { key, events } of lanes) {
      const event = events[round]
      if (!event) continue
      if (key !== null && blocked.has(key)) await park(event, { field: null, reason: 'BEHIND' })
      else if (event.reading.ok) ready.push({ key, event, record: event.reading.record })
      else {
        if (key !== null) blocked.add(key)
        await park(event, event.reading.fault)
      }
    }
    const outcome = await takeRound(client, taking, ready)
    changed += outcome.changed
    for (const { line, fault } of outcome.faults) {
      const found = ready[line]
      if (!found) continue
      if (found.key !== null) blocked.add(found.key)
      await park(found.event, fault)
    }
  }
  return { events: raw.length, changed, letters, newest: newestOf(arrived) }
}

function newestOf(events: readonly ReadEvent[]): Date | null {
  const times = events.flatMap(({ reading }) => (reading.ok ? [reading.record.recordTime.getTime()] : []))
  return times.length === 0 ? null : new Date(Math.max(...times))
}

interface Lane {
  readonly key: string | null
  readonly events: Arrived[]
}

// Events of one record in the order in which they came; an event that names no record has a lane of its own.
function lanesOf(events: readonly Arrived[]): Lane[] {
  const lanes = new Map<string, Lane>()
  for (const event of events) {
    const key = event.eventKey?.toString('hex') ?? null
    const name = key ?? `no key ${lanes.size}`
    const lane = lanes.get(name) ?? { key, events: [] }
    lane.events.push(event)
    lanes.set(name, lane)
  }
  return [...lanes.values()]
}

interface Ready {
  readonly key: string | null
  readonly event: Arrived
  readonly record: StagedRecord
}

interface Sequenced {
  readonly event: Pick<ReadEvent, 'sequence'>
  readonly record: StagedRecord
}

export interface RoundOutcome {
  readonly changed: number
  /** By place among the records of the round. */
  readonly faults: readonly { readonly line: number; readonly fault: FieldFault }[]
}

/** Judges and writes records of which no two are the same; those with a fault are left out. */
export async function takeRound(
  client: PoolClient,
  { fed, edge, newId }: Pick<TakingIn, 'fed' | 'edge' | 'newId'>,
  ready: readonly Sequenced[],
): Promise<RoundOutcome> {
  if (ready.length === 0) return { changed: 0, faults: [] }
  const run = newId()
  await stage(
    client,
    run,
    ready.map(({ event, record }, line) => ({ line, record, sequence: event.sequence ?? 0 })),
  )
  await judge(client, { fed, run, today: shanghaiDay(edge.now), isWhole: false })
  const faults: { line: number; fault: FieldFault }[] = []
  for await (const { line, reason } of lineFaults(client, run)) {
    faults.push({ line, fault: { field: fieldOf(fed.feed, reason satisfies RowFault), reason } })
  }
  const { NEW, CORRECTED, WITHDRAWN } = await countVerdicts(client, run)
  await apply(client, { fed, run, now: edge.now })
  await clearStaged(client, run)
  return { changed: NEW + CORRECTED + WITHDRAWN, faults }
}

function letterOf({ newId, seal, edge }: TakingIn, event: Arrived, { field, reason }: FieldFault): NewLetter {
  const id = newId()
  const { mark, eventKey, sequence } = event
  return { id, mark, eventKey, sequence, field, reason, sealed: seal(id, JSON.stringify(event.raw)), at: edge.now }
}
