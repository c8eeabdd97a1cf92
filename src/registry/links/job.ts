// The job that links. It runs under a system role with its own policy, reads the columns granted to it and no other, batch by
// batch, and leaves one entry per run and source before anything is read. Killed at any moment it goes on where it was.
import type { Pool, PoolClient } from 'pg'
import type { FieldTreatment } from '../../audit/entry.ts'
import type { Journal } from '../../audit/journal.ts'
import { shanghaiDay, type Timer } from '../../clock.ts'
import { inTransaction } from '../../database/transaction.ts'
import type { SourceBounds } from '../../departments/bounds.ts'
import { SHEET_COLUMNS } from '../../departments/linking-sheet.ts'
import { type Finish, Forecast } from '../../departments/pace/forecast.ts'
import type { SourcePace } from '../../departments/pace/source-pace.ts'
import { isHeldBack } from '../../departments/source-fault.ts'
import { GatewayError } from '../../errors.ts'
import { blockingKeys } from '../../linking/blocking.ts'
import type { Verdict } from '../../linking/decide.ts'
import { IndexOfRecords } from '../../linking/index-of-records.ts'
import { linkRecords } from '../../linking/link-records.ts'
import type { LinkingParameters } from '../../linking/parameters.ts'
import { placeOf } from '../../linking/places.ts'
import type { Tokeniser } from '../../linking/tokens.ts'
import type { BlindIndexKey } from '../../masking/blind-index.ts'
import type { Keyring } from '../../masking/keyring.ts'
import type { Grant, PolicySet } from '../../policy/compile.ts'
import { type LinkedSheet, type RenewalCounts, renewIdentifiers } from './identifiers.ts'
import {
  byLinked,
  countAfter,
  LINKED_DEPARTMENTS,
  type LinkedDepartment,
  type ReadSheet,
  type SheetReading,
  sheetsAfter,
  sheetsOfKeys,
} from './read-sheets.ts'
import {
  advanceRun,
  lockedPosition,
  NO_COUNTS,
  position,
  type RunCounts,
  type RunStep,
  sumOf,
  takeUpRun,
} from './runs.ts'
import {
  foundChild,
  type KnownRecords,
  knownRecords,
  recordsSharing,
  type StoredLink,
  storedKey,
  writeKeys,
  writeLink,
  writeReview,
} from './store.ts'

export const LINKING_ROLE = 'SYSTEM_LINK'

export interface LinkingJob {
  /** Pools of the role hutong_linker. */
  readonly registry: Pool
  readonly departments: Readonly<Record<LinkedDepartment, Pool>>
  /** The bounds of each department, as all who ask it share them. */
  readonly sources: Readonly<Record<LinkedDepartment, PacedSource>>
  readonly keyrings: Readonly<Record<LinkedDepartment, Keyring>>
  readonly index: BlindIndexKey
  readonly token: Tokeniser
  readonly acceptSynthetic: boolean
  readonly clock: Timer
  readonly journal: Journal
  readonly policies: PolicySet
  readonly parameters: LinkingParameters
  readonly newId: () => string
  /** Told before the first batch of a source and after each. */
  readonly onProgress?: (progress: LinkingProgress) => void
}

export interface PacedSource {
  readonly bounds: SourceBounds
  readonly pace: SourcePace
}

export interface LinkingProgress {
  readonly department: LinkedDepartment
  readonly step: RunStep
  /** Records gone through in this run, of those that were there when it began. */
  readonly records: number
  readonly total: number
  /** When this step will be done with the source. Rejects with SourceBusy when that cannot be counted. */
  finish(): Promise<Finish>
}

/** Calls of a batch to its own source: the sheets, and those of the same source that are compared with them. */
const CALLS: Readonly<Record<RunStep, number>> = { KEYS: 1, LINK: 2 }

const BATCH: Readonly<Record<RunStep, number>> = { KEYS: 500, LINK: 100 }

/** Links every record that is not linked yet. Throws REFUSED without a policy that grants something. */
export async function linkSources(job: LinkingJob): Promise<Readonly<Record<LinkedDepartment, RunCounts>>> {
  const { grant, granted } = grantedTo(job.policies)
  for (const department of LINKED_DEPARTMENTS) await record(job, { grant, granted, department, status: 'STARTED' })
  const counts = byLinked(() => NO_COUNTS)
  const done = new Set<LinkedDepartment>()
  try {
    // Keys first, and of all sources: a record must find those that were linked before linking had a history.
    for (const department of LINKED_DEPARTMENTS) {
      const { renewed, contested } = await runThrough(job, { granted, department, step: 'KEYS' })
      counts[department] = { ...NO_COUNTS, renewed, contested }
    }
    for (const department of LINKED_DEPARTMENTS) {
      counts[department] = sumOf(counts[department], await runThrough(job, { granted, department, step: 'LINK' }))
      done.add(department)
      await record(job, { grant, granted, department, status: 'FINISHED', count: counts[department].records })
    }
  } catch (error) {
    for (const department of LINKED_DEPARTMENTS.filter((each) => !done.has(each))) {
      await record(job, { grant, granted, department, status: 'FAILED', count: counts[department].records })
    }
    throw error
  }
  return counts
}

function grantedTo(policies: PolicySet): { grant: Grant; granted: readonly string[] } {
  const grant = policies.grantFor(LINKING_ROLE, 'P08')
  if (!grant) throw new GatewayError('REFUSED', `no policy for ${LINKING_ROLE}`)
  const granted = Object.keys(SHEET_COLUMNS).filter(
    (coordinate) => grant.decide('input', coordinate).effect === 'reveal',
  )
  if (granted.length === 0) throw new GatewayError('REFUSED', `nothing is granted to ${LINKING_ROLE}`)
  return { grant, granted }
}

interface Entry {
  readonly grant: Grant
  readonly granted: readonly string[]
  readonly department: LinkedDepartment
  readonly status: 'STARTED' | 'FINISHED' | 'FAILED'
  readonly count?: number
}

async function record(
  { journal, clock, newId }: LinkingJob,
  { grant, granted, department, status, count = 0 }: Entry,
): Promise<void> {
  await journal.append('JOB', {
    entryId: newId(),
    at: clock.now().toISOString(),
    job: 'link',
    role: LINKING_ROLE,
    source: department,
    policyIds: grant.policyIds,
    policyVersion: grant.version,
    fields: granted.map((coordinate): FieldTreatment => [coordinate, 'token']),
    status,
    count,
  })
}

interface Run {
  readonly granted: readonly string[]
  readonly department: LinkedDepartment
  readonly step: RunStep
}

async function runThrough(job: LinkingJob, run: Run): Promise<RunCounts> {
  const { department, step } = run
  const parameters = job.parameters.version
  await takeUpRun(job.registry, { id: job.newId(), department, step, parameters, at: job.clock.now() })
  const forecast = new Forecast({ ...job.sources[department], clock: job.clock })
  const total = await withinBounds(job, [department], async () =>
    countAfter(readingOf(job, run, department), await position(job.registry, run)),
  )
  let counts = NO_COUNTS
  const tell = (): void => {
    const { records } = counts
    const calls = Math.ceil(Math.max(0, total - records) / BATCH[step]) * CALLS[step]
    job.onProgress?.({ department, step, records, total, finish: () => forecast.finish(calls) })
  }
  tell()
  for (;;) {
    const asked = step === 'KEYS' ? [department] : LINKED_DEPARTMENTS
    const batch = await withinBounds(job, asked, () =>
      inTransaction(job.registry, (client) => oneBatch(job, run, client)),
    )
    if (batch === null) return counts
    counts = sumOf(counts, batch.counts)
    forecast.done(CALLS[step])
    tell()
    if (batch.isLast) return counts
  }
}

/** So often in a row a batch may find no room within the bounds of a source; then the run stops, and goes on another time. */
const MOST_TRIES = 60
const TRY_AGAIN_MS = 1_000
/** A turn inside a batch is waited for so long, for the batch holds what others wait for. */
const TURN_MS = 5_000

// What may take hours, until a source opens or its day begins, is waited for before anything is held.
async function withinBounds<Answer>(
  { sources, clock }: LinkingJob,
  asked: readonly LinkedDepartment[],
  work: () => Promise<Answer>,
): Promise<Answer> {
  for (let tries = 1; ; tries += 1) {
    try {
      for (const department of asked) await sources[department].pace.readyForJob()
      return await work()
    } catch (cause) {
      if (!isHeldBack(cause) || tries === MOST_TRIES) throw cause
      await clock.waitUntil(new Date(clock.now().getTime() + TRY_AGAIN_MS))
    }
  }
}

async function oneBatch(
  job: LinkingJob,
  run: Run,
  client: PoolClient,
): Promise<{ counts: RunCounts; isLast: boolean } | null> {
  const { department, step } = run
  const after = await lockedPosition(client, run)
  if (after === undefined) return null
  const sheets = await sheetsAfter(readingOf(job, run, department), after, BATCH[step])
  const keys = sheets.map(({ subjectKey }) => subjectKey)
  const { linked, keyed } = await knownRecords(client, department, keys)
  const isLast = sheets.length < BATCH[step]
  const counts =
    step === 'KEYS'
      ? await keyBatch(job, { run, client }, { sheets, linked, keyed })
      : await linkBatch(
          job,
          { run, client },
          sheets.filter(({ subjectKey }) => !linked.has(subjectKey)),
        )
  const all = { ...counts, records: sheets.length }
  const finishedAt = isLast ? job.clock.now() : null
  await advanceRun(client, { department, step, after: keys.at(-1) ?? null, counts: all, finishedAt })
  return { counts: all, isLast }
}

function readingOf(job: LinkingJob, { granted }: Run, department: LinkedDepartment): SheetReading {
  const { index, token, acceptSynthetic } = job
  const pool = job.departments[department]
  const turn = () => job.sources[department].pace.job(new Date(job.clock.now().getTime() + TURN_MS))
  return { department, pool, turn, keyring: job.keyrings[department], index, token, acceptSynthetic, granted }
}

interface Batch {
  readonly run: Run
  readonly client: PoolClient
}

interface KnownSheets extends KnownRecords {
  readonly sheets: readonly ReadSheet[]
}

// Records that are linked: those without blocking keys get them, and what their children can be looked up by is brought up to date.
async function keyBatch(job: LinkingJob, batch: Batch, { sheets, linked, keyed }: KnownSheets): Promise<RunCounts> {
  const { client, run } = batch
  const { department } = run
  const own = sheets.flatMap((sheet) => {
    const childId = linked.get(sheet.subjectKey)
    return childId === undefined ? [] : [{ childId, sheet }]
  })
  for (const { subjectKey, record: known } of own.map(({ sheet }) => sheet)) {
    if (!keyed.has(subjectKey)) await writeKeys(client, { department, subjectKey }, blockingKeys(known).map(storedKey))
  }
  return { ...NO_COUNTS, ...(await renew(job, batch, own)) }
}

function renew({ clock }: LinkingJob, { run, client }: Batch, linked: readonly LinkedSheet[]): Promise<RenewalCounts> {
  const at = clock.now()
  return renewIdentifiers(client, { department: run.department, linked, today: shanghaiDay(at), at })
}

async function linkBatch(job: LinkingJob, batch: Batch, sheets: readonly ReadSheet[]): Promise<RunCounts> {
  // A sheet by which nothing can be found is left for a day on which the department knows more.
  const usable = sheets.filter(({ record: own }) => blockingKeys(own).length > 0)
  const index = await indexAround(job, batch, usable)
  const byKey = new Map(usable.map((sheet) => [sheet.subjectKey, { sheet, childId: job.newId() }]))
  const source = batch.run.department
  const toLink = [...byKey.values()].map(({ sheet, childId }) => ({ source, key: childId, record: sheet.record }))
  const sheetOf = new Map([...byKey.values()].map(({ sheet, childId }) => [childId, sheet]))
  let counts = NO_COUNTS
  for (const { key, childId, verdict } of linkRecords(toLink, job.parameters, index)) {
    const sheet = sheetOf.get(key)
    if (sheet) counts = sumOf(counts, await write(job, batch, { sheet, childId, verdict }))
  }
  return { ...counts, passedOver: index.passedOver }
}

// Everything that is known of the children who share a key with one of the batch, read through the edge of each department.
async function indexAround(job: LinkingJob, { run, client }: Batch, sheets: readonly ReadSheet[]) {
  const keys = sheets.flatMap(({ record: own }) => blockingKeys(own).map(storedKey))
  const links = await recordsSharing(client, keys, LINKED_DEPARTMENTS)
  const index = new IndexOfRecords()
  for (const department of LINKED_DEPARTMENTS) {
    const own = new Map(
      links.filter((each) => each.department === department).map((each: StoredLink) => [each.subjectKey, each.childId]),
    )
    for (const sheet of await sheetsOfKeys(readingOf(job, run, department), [...own.keys()])) {
      const childId = own.get(sheet.subjectKey)
      if (childId !== undefined) index.add({ childId, source: department, record: sheet.record })
    }
  }
  return index
}

interface Decided {
  readonly sheet: ReadSheet
  readonly childId: string
  readonly verdict: Verdict
}

async function write(job: LinkingJob, batch: Batch, { sheet, childId, verdict }: Decided): Promise<RunCounts> {
  const { run, client } = batch
  const { department } = run
  const name = { department, subjectKey: sheet.subjectKey }
  const at = job.clock.now()
  const today = shanghaiDay(at)
  const parameters = job.parameters.version
  const link = { ...name, id: job.newId(), childId, parameters, at }
  await writeKeys(client, name, blockingKeys(sheet.record).map(storedKey))
  if (verdict.kind === 'LINK') {
    const { by, weight, pattern } = verdict
    const isRule = by !== 'WEIGHTS'
    const how = { decidedBy: isRule ? 'RULE' : 'WEIGHTS', rule: isRule ? by : null } as const
    await writeLink(client, { ...link, ...how, weight, pattern })
    const { renewed, contested } = await renew(job, batch, [{ childId, sheet }])
    return { ...NO_COUNTS, linked: 1, renewed, contested }
  }
  await foundChild(client, childId, sheet.adultOn, at)
  await writeLink(client, { ...link, decidedBy: 'FOUNDED', rule: null, weight: null, pattern: null })
  const { contested } = await renew(job, batch, [{ childId, sheet }])
  if (verdict.kind === 'NONE') return { ...NO_COUNTS, founded: 1, contested }
  const county = countyOf(sheet.division)
  for (const pair of verdict.pairs) {
    await writeReview(client, { ...name, id: job.newId(), pair, parameters, county, today, at })
  }
  return { ...NO_COUNTS, founded: 1, asked: 1, contested }
}

function countyOf(division: string | null): string | null {
  const counties = division === null ? [] : (placeOf(division)?.counties ?? [])
  return counties.length === 1 ? (counties[0] ?? null) : null
}
