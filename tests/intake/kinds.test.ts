// Every kind of fact that a department brings, once by file and once by change feed: what comes in by either is one fact, with its
// source, its days and the department's own time.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { authorityFor } from '../../src/intake/authority.ts'
import { type ChangeSource, createChangeSource } from '../../src/intake/change-source.ts'
import { FEEDS, fedBy, feedOf } from '../../src/intake/feeds.ts'
import { namesOfFields } from '../../src/intake/fields.ts'
import { guideTo } from '../../src/intake/guide.ts'
import { followFeed } from '../../src/intake/run-feed.ts'
import { FEED_TOKEN, type ServedFeed, startChangeFeed } from './change-feed.ts'
import { csv, HOSPITAL, type IntakeSite, openIntakeSite, SCHOOL } from './intake-site.ts'

type Fields = Readonly<Record<string, string>>

interface Sample {
  /** The fields of the kind's own, as a change feed says them. */
  readonly own: Fields
  /** The row that comes of it, but for whose it is and when. */
  readonly row: Fields
  /** The same record, corrected. */
  readonly corrected: Fields
}

const outcome = (kind: string, value: string, other: string): Sample => ({
  own: { value },
  row: { kind, value },
  corrected: { value: other },
})

// A kind without a sample here is missed by name, below.
const SAMPLES: Readonly<Record<string, Sample>> = {
  encounters: {
    own: { organisation: HOSPITAL, number: 'A-1', unit: 'WARD-1' },
    row: { organisation_id: HOSPITAL, number: 'A-1', unit: 'WARD-1' },
    corrected: { unit: 'WARD-2' },
  },
  enrolments: {
    own: { organisation: SCHOOL, className: '三年级2班', standing: 'ADMITTED' },
    row: { organisation_id: SCHOOL, class_name: '三年级2班', standing: 'ADMITTED' },
    corrected: { standing: 'ENROLLED' },
  },
  jurisdictions: {
    own: { kind: 'RESIDENCE', division: '330106003' },
    row: { kind: 'RESIDENCE', division: '330106003000' },
    corrected: { division: '330106004' },
  },
  categories: outcome('CATEGORY', 'ORPHAN', 'DISABLED'),
  'household-aid': outcome('HOUSEHOLD_AID', 'DIBAO', 'DIBAO_EDGE'),
  'basic-allowance': outcome('BASIC_ALLOWANCE', 'ACTIVE', 'SUSPENDED'),
  'care-setting': outcome('CARE_SETTING', 'COMMUNITY', 'INSTITUTION'),
  kinships: {
    own: { person: 'guardian-1', relation: 'GUARDIAN' },
    row: { person_id: 'guardian-1', kind: 'GUARDIAN' },
    corrected: { person: 'steward-1' },
  },
  cases: {
    own: { caseNumber: 'BH-2026-001' },
    row: { case_number: 'BH-2026-001' },
    corrected: { caseNumber: 'BH-2026-002' },
  },
  protections: { own: {}, row: { kind: 'ADDRESS' }, corrected: { validTo: '2027-01-01' } },
}

let site: IntakeSite
let served: ServedFeed
let changes: ChangeSource

beforeAll(async () => {
  site = await openIntakeSite('intake_kinds', 3)
  served = await startChangeFeed({ pageEvents: 3, again: 1 })
  changes = createChangeSource({ url: served.url, token: FEED_TOKEN })
}, 600_000)
afterAll(async () => {
  await changes?.close()
  await served?.close()
  await site?.close()
}, 600_000)
beforeEach(() => site.forget())

const RECORDED = ['2026-11-20T01:00:00+08:00', '2026-11-20T02:00:00+08:00'] as const

/** By the first of the departments that may feed the kind. */
const fedFirst = (kind: string) => fedBy(kind, feedOf(kind).fedBy[0])

/** The record as the department wrote it at one of the times. */
function fieldsOf(kind: string, own: Fields): Fields {
  const child = site.children[0]
  if (!child) throw new Error('no child')
  const number = fedFirst(kind).feed.key.includes('record') ? { record: 'R-1' } : {}
  return { ...number, idNumber: child.citizenId, validFrom: '2026-11-01', validTo: '2026-12-01', ...own }
}

function fileOf(kind: string, own: Fields, recordTime: string): string {
  const names = namesOfFields(fedFirst(kind).feed)
  const fields = Object.entries({ ...fieldsOf(kind, own), recordTime })
  return csv(
    fields.map(([field]) => names.get(field)?.[0] ?? ''),
    fields.map(([, value]) => value),
  )
}

function eventOf(kind: string, own: Fields, sequence: number) {
  const record = fieldsOf(kind, own)
  const key = fedFirst(kind)
    .feed.key.map((field) => record[field])
    .join('/')
  const { record: _, ...fields } = record
  return { sequence, key, change: 'UPSERT', recordTime: RECORDED[sequence - 1], record: fields }
}

function follow(kind: string) {
  const fed = fedFirst(kind)
  const { importer: registry, keys, journal, clock, policies } = site
  const job = {
    ...{ fed, registry, index: keys.registryIndex, keyring: keys.departments[fed.source], acceptSynthetic: true },
    ...{ authority: authorityFor(policies, fed), journal, clock, newId: randomUUID },
  }
  return followFeed(job, changes, { signal: new AbortController().signal })
}

const facts = (kind: string, where = 'superseded_at is null') =>
  site.rows(
    `select *, source_record_time as written from ${fedFirst(kind).feed.table} where ${where} order by recorded_at`,
  )

const inForce = (kind: string, row: Fields, written: string) => ({
  ...{ ...row, child_id: site.children[0]?.id, source: fedFirst(kind).source },
  ...{ valid_from: '2026-11-01', valid_to: '2026-12-01', written: new Date(written) },
})

const load = (kind: string, content: string) => site.load(kind, content, { source: fedFirst(kind).source })

it('has a sample of every kind that there is', () => {
  expect(Object.keys(SAMPLES).sort()).toEqual(FEEDS.map(({ kind }) => kind).sort())
})

it.each(
  FEEDS.map(({ kind }) => kind),
)('tells whoever writes a file of %s every column by a header that is read', (kind) => {
  const guide = guideTo(feedOf(kind))
  const names = namesOfFields(feedOf(kind))
  for (const { field, headers } of guide) expect(headers).toEqual(names.get(field))
  expect(guide.map(({ field }) => field)).toEqual(expect.arrayContaining(Object.keys(feedOf(kind).columns)))
})

it('names the codes of a list, and says that the department must be named where there are several', () => {
  const value = guideTo(feedOf('household-aid')).find(({ field }) => field === 'value')
  expect(value).toMatchObject({ isOptional: false, codes: expect.arrayContaining(['低保', '低保边缘']) })
  expect(() => fedBy('protections')).toThrow(/BAD_INPUT/)
  expect(fedBy('protections', 'GAJ').source).toBe('GAJ')
})

describe.each(Object.entries(SAMPLES))('%s', (kind, { own, row, corrected }) => {
  const [first, later] = RECORDED

  it('come in by file, are corrected by a later file, and keep what was known before', async () => {
    expect(await load(kind, fileOf(kind, own, first))).toMatchObject({ told: [], counts: { NEW: 1 } })
    expect(await facts(kind)).toMatchObject([inForce(kind, row, first)])
    const changed = await load(kind, fileOf(kind, { ...own, ...corrected }, later))
    expect(changed).toMatchObject({ told: [], counts: { CORRECTED: 1 } })
    expect(await facts(kind)).toHaveLength(1)
    expect(await facts(kind, 'superseded_at is not null')).toMatchObject([inForce(kind, row, first)])
  })

  it('come in by feed, and the file that says the same changes nothing', async () => {
    await served.serve([eventOf(kind, own, 1)])
    expect(await follow(kind)).toMatchObject({ changed: 1, letters: 0 })
    expect(await facts(kind)).toMatchObject([inForce(kind, row, first)])
    expect((await load(kind, fileOf(kind, own, first))).counts).toMatchObject({ NEW: 0, CORRECTED: 0 })
    await served.serve([eventOf(kind, own, 1), eventOf(kind, { ...own, ...corrected }, 2), eventOf(kind, own, 1)])
    expect(await follow(kind)).toMatchObject({ changed: 1, letters: 0 })
    expect(await facts(kind, 'true')).toHaveLength(2)
  })
})
