// One batch of linking, in one transaction: the next sheets of a source, what is known of the children they could be, and what is
// decided and written of each. All of it stands, or nothing.
import type { PoolClient } from 'pg'
import { shanghaiDay } from '../../clock.ts'
import { blockingKeys } from '../../linking/blocking.ts'
import type { Verdict } from '../../linking/decide.ts'
import { IndexOfRecords } from '../../linking/index-of-records.ts'
import { linkRecords } from '../../linking/link-records.ts'
import { placeOf } from '../../linking/places.ts'
import { type LinkedSheet, type RenewalCounts, renewIdentifiers } from './identifiers.ts'
import type { LinkingJob, Run } from './job.ts'
import {
  LINKED_DEPARTMENTS,
  type LinkedDepartment,
  type ReadSheet,
  type SheetReading,
  sheetsAfter,
  sheetsOfKeys,
} from './read-sheets.ts'
import { advanceRun, lockedPosition, NO_COUNTS, type RunCounts, type RunStep, sumOf } from './runs.ts'
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

/** Calls of a batch to its own source: the sheets, and those of the same source that are compared with them. */
export const CALLS: Readonly<Record<RunStep, number>> = { KEYS: 1, LINK: 2 }

const BATCH: Readonly<Record<RunStep, number>> = { KEYS: 500, LINK: 100 }

export function mostOf({ sources }: LinkingJob, { step }: Run, department: LinkedDepartment): number {
  return Math.min(BATCH[step], sources[department].bounds.batch)
}

export async function oneBatch(
  job: LinkingJob,
  run: Run,
  client: PoolClient,
): Promise<{ counts: RunCounts; isLast: boolean } | null> {
  const { department, step } = run
  const after = await lockedPosition(client, run)
  if (after === undefined) return null
  const sheets = await sheetsAfter(readingOf(job, run, department), after)
  const keys = sheets.map(({ subjectKey }) => subjectKey)
  const { linked, keyed } = await knownRecords(client, department, keys)
  const isLast = sheets.length < mostOf(job, run, department)
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

export function readingOf(job: LinkingJob, run: Run, department: LinkedDepartment): SheetReading {
  const { index, token, acceptSynthetic } = job
  return {
    ...{ department, pool: job.departments[department], ask: job.sources[department].ask },
    ...{ keyring: job.keyrings[department], index, token, acceptSynthetic, granted: run.granted },
    most: mostOf(job, run, department),
  }
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
