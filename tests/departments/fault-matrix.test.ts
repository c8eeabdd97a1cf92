// Promise 7, degrade in the open: every department with every fault that its network, its loading and its programs can
// have. The caller loses that department's cells and no other, is told so, the journal says so, and the department is
// back by itself once the fault is gone. The last test prints what the caller saw.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createCity } from '../../src/city/city.ts'
import { recordsOf } from '../../src/city/registry-rows.ts'
import { startOfDay } from '../../src/clock.ts'
import {
  byDepartment,
  DEPARTMENTS,
  type Department,
  type DepartmentCode,
  isServed,
} from '../../src/departments/departments.ts'
import { refOfChild } from '../world/child-refs.ts'
import { everyDepartment } from '../world/every-department.ts'
import { heldDeadlines } from '../world/faults/deadlines.ts'
import { COMMON_FAULTS, DATABASE_FAULTS, type Fault, HUGE, NONSENSE, SERVICE_FAULTS } from '../world/faults/fault.ts'
import { type FaultyTown, openFaultyTown, turn } from '../world/faults/faulty-town.ts'
import { restingOn, without } from '../world/rests-on.ts'
import type { JournalEntry } from '../world/town.ts'
import { CITY_SETTINGS } from '../world/town-site.ts'

/** Nothing else waits for so long; see `heldDeadlines`. */
function deadlineOf(code: DepartmentCode): number {
  return 60_001 + DEPARTMENTS.findIndex((department) => department.code === code)
}
/** What the kernel's buffers and one bound together may take of a huge answer. */
const MOST_TAKEN = HUGE / 2

/** The breaker weighs so many calls, the last ones. */
const WEIGHED_CALLS = 20

let town: FaultyTown
let document: string

beforeAll(async () => {
  const { policies, document: asked } = await everyDepartment()
  document = asked
  town = await openFaultyTown({
    policies,
    // A source that was taken for out is tried again by the next call: the tests' clock does not wait.
    bounds: byDepartment(({ code }) => ({ deadlineMs: deadlineOf(code), breaker: { failures: 5, againAfterMs: [0] } })),
  })
})
afterAll(() => town.close())
beforeEach(async () => {
  town.events.length = 0
  await town.newEntries()
})

/** Of each department, a child of the adjudicator's county of whom it has a record. */
function childrenKnown(): ReadonlyMap<DepartmentCode, string> {
  const city = createCity(CITY_SETTINGS)
  const { referenceDay } = CITY_SETTINGS
  const known = new Map<DepartmentCode, string>()
  for (const subject of city.children()) {
    if (!subject.hukou.startsWith('330106')) continue
    const { departments } = recordsOf(city, subject, { referenceDay, loadedAt: startOfDay(referenceDay) })
    for (const { code } of DEPARTMENTS) if (departments[code] && !known.has(code)) known.set(code, subject.id)
    if (known.size === DEPARTMENTS.length) break
  }
  return known
}

const children = childrenKnown()

function ask(child: string) {
  const ref = refOfChild(town, 'adjudicator', 'P08', child)
  return town.ask({ as: 'adjudicator', purpose: 'P08', query: document, variables: { ref } })
}

/** By department and fault, what the caller saw; by fault, what the operator's log said. */
const seen = new Map<string, string>()
const logged = new Map<Fault, Set<string>>()

interface Disclosed {
  readonly path: readonly (string | number)[]
  readonly state: string
  readonly reason: string
  readonly source?: string
}

const STALE = { state: 'STALE', reason: 'TOO_OLD' }
const OUT = { state: 'UNAVAILABLE', reason: 'SOURCE_OUT' }

function expectedOf(fault: Fault): typeof OUT | null {
  if (fault === 'slow') return null
  return fault === 'stale' ? STALE : OUT
}

/** Asks while the line is broken. A fault that waits is waited out without a moment passing on the machine's clock. */
async function askBroken(code: DepartmentCode, fault: Fault, child: string) {
  const line = town.lines[code]
  const deadlines = heldDeadlines()
  await line.breaks(fault)
  let isAnswered = false
  const asked = ask(child).finally(() => {
    isAnswered = true
    deadlines.restore()
  })
  if (fault !== 'hanging' && fault !== 'slow') return asked
  while (!isAnswered && (line.held() === 0 || town.isReadingBeside(code))) await turn()
  if (fault === 'hanging') deadlines.pass(deadlineOf(code))
  else await line.mends()
  return asked
}

describe.each(DEPARTMENTS.map((department) => [department.code, department] as const))('%s', (code, department) => {
  const { edge } = department
  const child = children.get(code) ?? ''
  let before: Answer

  beforeAll(async () => {
    before = (await ask(child)).body as Answer
    expect(before.data.child[edge]).not.toBeNull()
  })
  afterEach(() => town.lines[code].mends())

  it.each(faultsOf(department))('costs the cells that rest on it and no others: %s', async (fault) => {
    const { status, body } = await askBroken(code, fault, child)
    expect(status).toBe(200)
    expectCells(body, { before, fault, department })
    const entries = await town.newEntries()
    expectJournalled(entries, fault, restingOn(code, before.data.child).length)
    const expected =
      expectedOf(fault) === OUT ? [{ event: 'source-failed', department: code, cause: expect.any(String) }] : []
    const events = town.events.filter((event) => event.event === 'source-failed')
    expect(events).toEqual(expected)
    for (const { cause } of events) logged.set(fault, new Set([...(logged.get(fault) ?? []), cause]))
    // What somebody wrote in the wrong place is no less a word about a child.
    expect(JSON.stringify([body, entries, town.events])).not.toContain(NONSENSE)
    expect(town.lines[code].poured()).toBeLessThan(MOST_TAKEN)

    await town.lines[code].mends()
    expect((await ask(child)).body).toEqual(before)
  })
})

interface Answer {
  readonly data: { readonly child: Readonly<Record<string, unknown>> }
  readonly extensions?: { readonly disclosure: readonly Disclosed[] }
}

interface Broken {
  readonly before: Answer
  readonly fault: Fault
  readonly department: Department
}

/** What rests on the department as the fault has it, and every other cell as it was. */
function expectCells(body: Answer, { before, fault, department: { code, edge } }: Broken): void {
  const expected = expectedOf(fault)
  const disclosed = body.extensions?.disclosure ?? []
  const missing = disclosed.filter(({ source }) => source === code)
  seen.set(`${code} ${fault}`, shownOf(missing[0]))
  if (expected === null) {
    expect(body).toEqual(before)
    return
  }
  const resting = restingOn(code, before.data.child)
  expect(body.data.child).toEqual(without(before.data.child, resting))
  expect(missing).toHaveLength(resting.length)
  expect(missing).toEqual(expect.arrayContaining(resting.map((path) => ({ path, ...expected, source: code }))))
  const others = (before.extensions?.disclosure ?? []).filter(({ path }) => path[1] !== edge)
  expect(disclosed.filter(({ source }) => source !== code)).toEqual(others)
}

/** The intent as ever; in the outcome each missing cell in the state that the caller saw. */
function expectJournalled(entries: readonly JournalEntry[], fault: Fault, missing: number): void {
  expect(entries.map(({ kind }) => kind)).toEqual(['INTENT', 'OUTCOME'])
  const state = expectedOf(fault)?.state
  const cells = { UNAVAILABLE: 0, STALE: 0, ...(state ? { [state]: missing } : {}) }
  expect(entries[1]?.body).toMatchObject({ status: 'RELEASED', cells })
}

function faultsOf(department: Department): readonly Fault[] {
  return [...COMMON_FAULTS, ...(isServed(department) ? SERVICE_FAULTS : DATABASE_FAULTS)]
}

describe('a department that keeps failing', () => {
  it.each([
    ['a database', 'GAJ'],
    ['a service', 'YBJ'],
  ] as const)('is taken for out, and for back with its first answer: %s', async (_what, code) => {
    const child = children.get(code) ?? ''
    const before = (await ask(child)).body
    await town.lines[code].breaks('error')
    for (let call = 0; call < WEIGHED_CALLS; call += 1) await ask(child)
    expect(town.events).toContainEqual({ event: 'source-out', department: code })
    await town.lines[code].mends()
    expect((await ask(child)).body).toEqual(before)
    expect(town.events.at(-1)).toEqual({ event: 'source-back', department: code })
  })
})

describe('a service that sends the gateway elsewhere', () => {
  it('is not followed', () => {
    expect(Object.values(town.services).map((service) => service.strayed())).toEqual(
      Object.values(town.services).map(() => 0),
    )
  })
})

const WORDS: Readonly<Record<string, string>> = {
  'UNAVAILABLE SOURCE_OUT': 'out',
  'STALE TOO_OLD': 'old',
}
const NOT_SEEN = 'not seen'

function shownOf(disclosed: Disclosed | undefined): string {
  if (disclosed === undefined) return 'whole'
  const { state, reason } = disclosed
  return WORDS[`${state} ${reason}`] ?? `${state} ${reason}`
}

describe('the matrix', () => {
  it('is whole, and stands here for whoever reads the log', () => {
    const faults = [...COMMON_FAULTS, ...DATABASE_FAULTS, ...SERVICE_FAULTS]
    const rows = faults.map((fault) => [
      fault,
      ...DEPARTMENTS.map((department) =>
        faultsOf(department).includes(fault) ? (seen.get(`${department.code} ${fault}`) ?? NOT_SEEN) : '·',
      ),
      [...(logged.get(fault) ?? [])].join('; '),
    ])
    const head = ['', ...DEPARTMENTS.map(({ code }) => code), 'what the log says']
    const table = [head, ...rows].map((row) =>
      row
        .map((cell, at) => cell.padEnd(at === 0 ? 16 : 6))
        .join('')
        .trimEnd(),
    )
    console.log(
      [
        ...table,
        '',
        'out: its edge is null, UNAVAILABLE, SOURCE_OUT. old: its edge is null, STALE, TOO_OLD. whole: nothing is lost.',
        'Every other cell of the answer is as it was. Two sources that contradict each other are no fault of one line.',
      ].join('\n'),
    )
    expect(rows.flat()).not.toContain(NOT_SEEN)
  })
})
