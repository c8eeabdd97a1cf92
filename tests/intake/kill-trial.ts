// Trials of a promise: a process of intake killed with SIGKILL at a seeded random moment, resumed, and the registry compared with
// the truth. The truth is computed here by other means, from what the file and the feed say.
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { authorityFor } from '../../src/intake/authority.ts'
import { createChangeSource } from '../../src/intake/change-source.ts'
import { fedBy } from '../../src/intake/feeds.ts'
import { importFile } from '../../src/intake/import-file.ts'
import { followFeed } from '../../src/intake/run-feed.ts'
import { FEED_TOKEN, firstLine, type ServedFeed, startChangeFeed, startProcess } from './change-feed.ts'
import type { IntakeProcessSettings } from './intake-process.ts'
import { csv, HOSPITAL, type IntakeSite, MOMENT, madeUpChild, openIntakeSite } from './intake-site.ts'
import { workbook } from './workbooks.ts'

const CHILDREN = 40
const ROWS = 3_000
const EVENTS = 600

export interface TrialResult {
  /** False when the process was done before it could be killed. */
  readonly wasKilled: boolean
  /** After the kill, before it was resumed: whether something, but not all, was to be seen. */
  readonly wasHalfDone: boolean
  readonly lost: number
  readonly doubled: number
}

export interface KillGround {
  importTrial(seed: number): Promise<TrialResult>
  feedTrial(seed: number): Promise<TrialResult>
  close(): Promise<void>
}

/** A record in force as one text: its number, child and days. */
type Fact = string

export async function openKillGround(name: string): Promise<KillGround> {
  const site = await openIntakeSite(name, CHILDREN)
  const folder = await mkdtemp(path.join(tmpdir(), 'hutong-intake-kill-'))
  const served = await startChangeFeed({ pageEvents: 40, again: 7 })
  const runs = new Runs(site, served)
  return {
    importTrial: (seed) => importTrial(site, runs, { seed, folder }),
    feedTrial: (seed) => feedTrial(site, runs, { seed, served }),
    async close() {
      await served.close()
      await site.close()
      await rm(folder, { recursive: true })
    },
  }
}

interface ImportGround {
  readonly seed: number
  readonly folder: string
}

// Odd seeds load a file afresh; even ones load corrections to a third of what is there. Every other pair is of workbooks.
async function importTrial(site: IntakeSite, runs: Runs, { seed, folder }: ImportGround): Promise<TrialResult> {
  await site.forget()
  const ending = seed % 4 >= 2 ? 'xlsx' : 'csv'
  const first = path.join(folder, `first.${ending}`)
  const second = path.join(folder, `second.${ending}`)
  await writeRows(first, (row) => ({ day: 1 + (row % 28), hour: 1 }))
  await writeRows(second, (row) =>
    row % 3 === 0 ? { day: 1 + ((row + 5) % 28), hour: 2 } : { day: 1 + (row % 28), hour: 1 },
  )
  const isCorrection = seed % 2 === 0
  const file = isCorrection ? second : first
  if (isCorrection) await runs.load(first)
  const before = await inForce(site)
  const wasKilled = await runs.killed({ file, feed: null }, seed)
  const seen = await inForce(site)
  await runs.load(file)
  const truth = Array.from({ length: ROWS }, (_, row) => {
    const day = 1 + ((isCorrection && row % 3 === 0 ? row + 5 : row) % 28)
    return factOf({ number: `K-${row}`, place: row % CHILDREN, day })
  })
  const superseded = isCorrection ? truth.filter((_, row) => row % 3 === 0).length : 0
  const wasHalfDone = !isSame(seen, before) && !isSame(seen, truth)
  return { wasKilled, wasHalfDone, ...(await compared(site, truth, superseded)) }
}

const HEADER = ['医疗机构编码', '就诊号', '科室', '证件号码', '入院日期', '更新时间']

function writeRows(file: string, of: (row: number) => { day: number; hour: number }): Promise<void> {
  const lines = Array.from({ length: ROWS }, (_, row) => {
    const { day, hour } = of(row)
    const { citizenId } = madeUpChild(row % CHILDREN)
    return [HOSPITAL, `K-${row}`, 'WARD-1', citizenId, dayText(day), `2026-11-20 0${hour}:00`]
  })
  const rows = [HEADER, ...lines]
  return writeFile(file, file.endsWith('.xlsx') ? workbook({ rows }) : csv(...rows))
}

interface FeedGround {
  readonly seed: number
  readonly served: ServedFeed
}

interface Change {
  readonly sequence: number
  readonly number: string
  readonly place: number
  readonly day: number
  /** Seconds of the record time. */
  readonly at: number
  readonly isRemoval: boolean
  readonly isPoisoned: boolean
}

// One or two kills, then to the end. Poisoned events are of records of their own, so that the truth needs no retry.
async function feedTrial(site: IntakeSite, runs: Runs, { seed, served }: FeedGround): Promise<TrialResult> {
  await site.forget()
  const random = randomFrom(seed)
  const changes = changesFrom(random)
  await served.serve(changes.map(eventOf))
  const feed = { url: served.url, token: FEED_TOKEN }
  let wasKilled = false
  for (let kill = 0; kill < 1 + (seed % 2); kill += 1) {
    wasKilled = (await runs.killed({ file: null, feed }, seed * 2 + kill)) || wasKilled
  }
  await runs.follow()
  const { truth, superseded } = replay(changes.filter(({ isPoisoned }) => !isPoisoned))
  const poisoned = changes.filter(({ isPoisoned }) => isPoisoned).length
  const [letters] = await site.rows<{ count: number }>('select count(*)::int as count from intake.dead_letter')
  const result = await compared(site, truth, superseded)
  const missing = poisoned - (letters?.count ?? 0)
  return {
    wasKilled,
    wasHalfDone: false,
    lost: result.lost + Math.max(0, missing),
    doubled: result.doubled + Math.max(0, -missing),
  }
}

function changesFrom(random: () => number): Change[] {
  const changes = Array.from({ length: EVENTS }, (_, at): Change => {
    const isPoisoned = random() < 0.02
    const number = isPoisoned ? `P-${at}` : `K-${Math.floor(random() * 150)}`
    const place = isPoisoned ? 900 : Math.floor(random() * CHILDREN)
    const day = 1 + Math.floor(random() * 28)
    return { sequence: at + 1, number, place, day, at, isRemoval: !isPoisoned && random() < 0.15, isPoisoned }
  })
  // Out of order, a little way.
  return changes
    .map((change) => ({ change, place: change.sequence + random() * 30 }))
    .sort((a, b) => a.place - b.place)
    .map(({ change }) => change)
}

function eventOf({ sequence, number, place, day, at, isRemoval }: Change) {
  const named = {
    sequence,
    key: `${HOSPITAL}/${number}`,
    recordTime: new Date(Date.parse('2026-11-20T00:00:00Z') + at * 1000).toISOString(),
  }
  if (isRemoval) return { ...named, change: 'DELETE' }
  const record = {
    organisation: HOSPITAL,
    number,
    unit: 'WARD-1',
    idNumber: madeUpChild(place).citizenId,
    validFrom: dayText(day),
  }
  return { ...named, change: 'UPSERT', record }
}

// What each event does to the record on hand, one after another: only a later change counts, and only if it says another thing.
function replay(changes: readonly Change[]): { truth: Fact[]; superseded: number } {
  const known = new Map<string, { sequence: number; fact: Fact | null }>()
  let superseded = 0
  for (const change of changes) {
    const { number, sequence, isRemoval } = change
    const held = known.get(number)
    if (held && held.sequence >= sequence) continue
    const fact = isRemoval ? null : factOf(change)
    if (held && held.fact !== null && held.fact !== fact) superseded += 1
    known.set(number, { sequence, fact })
  }
  return { truth: [...known.values()].flatMap(({ fact }) => fact ?? []), superseded }
}

function factOf({ number, place, day }: Pick<Change, 'number' | 'place' | 'day'>): Fact {
  return `${number} ${madeUpChild(place).id} ${dayText(day)}`
}

function dayText(day: number): string {
  return `2026-10-${String(day).padStart(2, '0')}`
}

async function inForce(site: IntakeSite): Promise<Fact[]> {
  const rows = await site.rows<{ fact: Fact }>(
    `select number || ' ' || child_id || ' ' || valid_from as fact from registry.encounter where superseded_at is null`,
  )
  return rows.map(({ fact }) => fact)
}

function isSame(some: readonly Fact[], others: readonly Fact[]): boolean {
  return some.length === others.length && new Set([...some, ...others]).size === new Set(some).size
}

// The history counts too: a correction written twice is a row too many.
async function compared(
  site: IntakeSite,
  truth: readonly Fact[],
  superseded: number,
): Promise<Pick<TrialResult, 'lost' | 'doubled'>> {
  const found = await inForce(site)
  const [history] = await site.rows<{ count: number }>(
    'select count(*)::int as count from registry.encounter where superseded_at is not null',
  )
  const [expected, present] = [new Set(truth), new Set(found)]
  const surplus = (history?.count ?? 0) - superseded
  return {
    lost: truth.filter((fact) => !present.has(fact)).length + Math.max(0, -surplus),
    doubled: found.length - present.size + found.filter((fact) => !expected.has(fact)).length + Math.max(0, surplus),
  }
}

type Work = Pick<IntakeProcessSettings, 'file' | 'feed'>

/** Runs of intake, in a process that is killed or in this one to the end. */
class Runs {
  readonly #site: IntakeSite
  readonly #served: ServedFeed
  /** How long such a run takes when nobody kills it. */
  readonly #lasts = new Map<string, number>()

  constructor(site: IntakeSite, served: ServedFeed) {
    this.#site = site
    this.#served = served
  }

  #job() {
    const { importer: registry, keys, journal, clock, policies } = this.#site
    const fed = fedBy('encounters')
    return {
      ...{ fed, registry, index: keys.registryIndex, keyring: keys.departments.WJW, acceptSynthetic: true },
      ...{ authority: authorityFor(policies, fed), journal, clock, newId: randomUUID },
    }
  }

  async load(file: string): Promise<void> {
    const { faults } = await importFile({
      ...this.#job(),
      path: file,
      taken: null,
      isCheck: false,
      onFault: () => undefined,
    })
    if (faults > 0) throw new Error('a sound file has faults')
  }

  async follow(): Promise<void> {
    const source = createChangeSource({ url: this.#served.url, token: FEED_TOKEN })
    await followFeed(this.#job(), source, { signal: new AbortController().signal }).finally(() => source.close())
  }

  /** False when it was done before. The first run of each kind is not killed: it says how long the others may last. */
  async killed(work: Work, seed: number): Promise<boolean> {
    const kind = work.file === null ? 'feed' : path.extname(work.file)
    const child = startProcess('intake-process.ts', this.#settings(work))
    const ended = once(child, 'close')
    await firstLine(child)
    const began = performance.now()
    const lasts = this.#lasts.get(kind)
    if (lasts === undefined) {
      await ended
      this.#lasts.set(kind, performance.now() - began)
      return false
    }
    await Promise.race([pause(randomFrom(seed)() * lasts), ended])
    const isRunning = child.exitCode === null
    child.kill('SIGKILL')
    await ended
    return isRunning
  }

  #settings(work: Work): IntakeProcessSettings {
    const { databases, keyFile } = this.#site
    const { authority } = this.#job()
    return {
      ...{ kind: 'encounters', keyFile, moment: MOMENT, authority },
      registryUrl: databases.url('REGISTRY', 'hutong_importer'),
      journalUrl: databases.url('JOURNAL', 'hutong_journal_writer'),
      ...work,
    }
  }
}

/** mulberry32: the same numbers for the same seed. */
function randomFrom(seed: number): () => number {
  let state = (seed * 0x9e3779b9) >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
