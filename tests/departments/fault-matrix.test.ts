// Promise 7, degrade in the open: every department with every fault that its network, its loading and its programs can
// have. The caller loses that department's cells and no other, is told so, the journal says so, and the department is
// back by itself once the fault is gone. The last test prints what the caller saw.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createCity } from '../../src/city/city.ts'
import { type Records, recordsOf } from '../../src/city/registry-rows.ts'
import type { Cell } from '../../src/city/row.ts'
import { startOfDay } from '../../src/clock.ts'
import {
  byDepartment,
  DEPARTMENTS,
  type Department,
  type DepartmentCode,
  departmentOf,
  isServed,
} from '../../src/departments/departments.ts'
import { refOfChild } from '../world/child-refs.ts'
import { everyDepartment } from '../world/every-department.ts'
import { heldDeadlines } from '../world/faults/deadlines.ts'
import {
  COMMON_FAULTS,
  CONTRADICTORY,
  DATABASE_FAULTS,
  type Fault,
  HUGE,
  MAPPED_FAULTS,
  NONSENSE,
  type Said,
  SERVICE_FAULTS,
} from '../world/faults/fault.ts'
import { type FaultyTown, openFaultyTown, turn } from '../world/faults/faulty-town.ts'
import { MAPPED, type MappedForm, openMappedServices } from '../world/faults/mapped-services.ts'
import { rowOf, WITNESSES, type Witnessing } from '../world/faults/witnesses.ts'
import { type Path, restingOn, withCells } from '../world/rests-on.ts'
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
/** Some of its departments are read at services of another form. */
let mappedTown: FaultyTown
let document: string

beforeAll(async () => {
  const { policies, document: asked } = await everyDepartment()
  document = asked
  const options = {
    policies,
    // A source that was taken for out is tried again by the next call: the tests' clock does not wait.
    bounds: byDepartment(({ code }) => ({ deadlineMs: deadlineOf(code), breaker: { failures: 5, againAfterMs: [0] } })),
  }
  town = await openFaultyTown(options)
  mappedTown = await openFaultyTown(
    options,
    await openMappedServices([...new Set(MAPPED.map(({ code }) => recordsKnown(code)))]),
  )
})
afterAll(() => Promise.all([town?.close(), mappedTown?.close()]))
beforeEach(async () => {
  for (const each of [town, mappedTown]) {
    each.events.length = 0
    await each.newEntries()
  }
})

const known = childrenKnown()

/** Of each department, a child of the adjudicator's county of whom it has a record, and can say what another would not. */
function childrenKnown(): ReadonlyMap<DepartmentCode, Records> {
  const city = createCity(CITY_SETTINGS)
  const { referenceDay } = CITY_SETTINGS
  const found = new Map<DepartmentCode, Records>()
  for (const subject of city.children()) {
    if (!subject.hukou.startsWith('330106')) continue
    const records = recordsOf(city, subject, { referenceDay, loadedAt: startOfDay(referenceDay) })
    for (const { code } of DEPARTMENTS) {
      const serves = records.departments[code] && (WITNESSES[code]?.serves(records) ?? true)
      if (serves && !found.has(code)) found.set(code, records)
    }
    if (found.size === DEPARTMENTS.length) break
  }
  return found
}

function recordsKnown(code: DepartmentCode): Records {
  const records = known.get(code)
  if (!records) throw new Error(`there is a child whom ${code} knows`)
  return records
}

/** One way to read a department. */
interface Column {
  readonly name: string
  readonly department: Department
  readonly town: () => FaultyTown
  readonly mapped: MappedForm | null
}

const COLUMNS: readonly Column[] = [
  ...DEPARTMENTS.map((department) => ({ name: department.code, department, town: () => town, mapped: null })),
  ...MAPPED.map((mapped) => ({
    name: `${mapped.code} by ${mapped.way}`,
    department: departmentOf(mapped.code),
    town: () => mappedTown,
    mapped,
  })),
]

function ask(of: FaultyTown, code: DepartmentCode) {
  const ref = refOfChild(of, 'adjudicator', 'P08', recordsKnown(code).subject.id)
  return of.ask({ as: 'adjudicator', purpose: 'P08', query: document, variables: { ref } })
}

/** By column and fault, what the caller saw; by fault, what the operator's log said. */
const seen = new Map<string, string>()
const logged = new Map<Fault, Set<string>>()

interface Disclosed {
  readonly path: Path
  readonly state: string
  readonly reason: string
  readonly source?: string
}

const STALE = { state: 'STALE', reason: 'TOO_OLD' }
const OUT = { state: 'UNAVAILABLE', reason: 'SOURCE_OUT' }
const UNDETERMINED = { state: 'UNDETERMINED', reason: 'CONTRADICTORY' }

function expectedOf({ mapped }: Column, fault: Fault): typeof OUT | null {
  if (fault === 'slow') return null
  // What a service sends beyond what its mapping names is dropped.
  if (fault === 'column more' && mapped) return null
  if (fault === CONTRADICTORY) return UNDETERMINED
  return fault === 'stale' ? STALE : OUT
}

/** Asks while the line is broken. A fault that waits is waited out without a moment passing on the machine's clock. */
async function askBroken(column: Column, fault: Fault) {
  const { code } = column.department
  const of = column.town()
  const line = of.lines[code]
  const deadlines = heldDeadlines()
  await line.breaks(fault, fault === CONTRADICTORY ? saidBy(column) : undefined)
  let isAnswered = false
  const asked = ask(of, code).finally(() => {
    isAnswered = true
    deadlines.restore()
  })
  if (fault !== 'hanging' && fault !== 'slow') return asked
  while (!isAnswered && (line.held() === 0 || of.isReadingBeside(code))) await turn()
  if (fault === 'hanging') deadlines.pass(deadlineOf(code))
  else await line.mends()
  return asked
}

/** What the department says then, as it travels: in its service's own words, as JSON, or as PostgreSQL writes it. */
function saidBy({ department, town: of, mapped }: Column): Said {
  const { code } = department
  const { column, says } = witnessing(code)
  const row = rowOf(recordsKnown(code), code)
  const value = says(row)
  if (mapped) {
    const place = Object.keys(mapped.mapping.columns).indexOf(column)
    return { place, cell: Object.values(mapped.record({ ...row, [column]: value }))[place + 1] }
  }
  const place = of().columnsAsked(code).indexOf(column)
  return { place, cell: isServed(department) ? value : asText(value) }
}

/** As PostgreSQL writes it. */
function asText(value: Cell): string {
  if (typeof value === 'boolean') return value ? 't' : 'f'
  return Array.isArray(value) ? `{${value.join()}}` : String(value)
}

function witnessing(code: DepartmentCode): Witnessing {
  const found = WITNESSES[code]
  if (!found) throw new Error(`${code} is a witness`)
  return found
}

describe.each(COLUMNS.map((column) => [column.name, column] as const))('%s', (_name, column) => {
  const { code, edge } = column.department
  let before: Answer

  beforeAll(async () => {
    before = (await ask(column.town(), code)).body as Answer
    expect(before.data.child[edge]).not.toBeNull()
  })
  afterEach(() => column.town().lines[code].mends())

  it.each(faultsOf(column))('costs the cells that rest on it and no others: %s', async (fault) => {
    const of = column.town()
    const { status, body } = await askBroken(column, fault)
    expect(status).toBe(200)
    expectCells(body, { before, fault, column })
    const entries = await of.newEntries()
    expectJournalled(entries, { before, fault, column })
    const expected =
      expectedOf(column, fault) === OUT ? [{ event: 'source-failed', department: code, cause: expect.any(String) }] : []
    const events = of.events.filter((event) => event.event === 'source-failed')
    expect(events).toEqual(expected)
    for (const { cause } of events) logged.set(fault, new Set([...(logged.get(fault) ?? []), cause]))
    // What somebody wrote in the wrong place is no less a word about a child.
    expect(JSON.stringify([body, entries, of.events])).not.toContain(NONSENSE)
    expect(of.lines[code].poured()).toBeLessThan(MOST_TAKEN)

    await of.lines[code].mends()
    expect((await ask(of, code)).body).toEqual(before)
  })
})

describe('a department at a service of another form', () => {
  it.each(
    MAPPED.map(({ way, code }) => [way, code] as const),
  )('is read as it is in its own: %s', async (_way, code) => {
    expect((await ask(mappedTown, code)).body).toEqual((await ask(town, code)).body)
  })
})

interface Answer {
  readonly data: { readonly child: Readonly<Record<string, unknown>> }
  readonly extensions?: { readonly disclosure: readonly Disclosed[] }
}

interface Broken {
  readonly before: Answer
  readonly fault: Fault
  readonly column: Column
}

/** The cells that the fault costs; of whom they are. */
function costOf({ before, fault, column }: Broken): { readonly paths: readonly Path[]; readonly source: string } {
  const { code } = column.department
  if (expectedOf(column, fault) === null) return { paths: [], source: code }
  if (fault !== CONTRADICTORY) return { paths: restingOn(code, before.data.child), source: code }
  const { cells, home } = witnessing(code)
  return { paths: cells(recordsKnown(code)), source: home }
}

/** Its own datum is shown as the department has it, whoever says otherwise. */
function ownSaid({ fault, column: { department } }: Broken): readonly (readonly [Path, unknown])[] {
  if (fault !== CONTRADICTORY) return []
  const { own, says } = witnessing(department.code)
  return own ? [[own, says(rowOf(recordsKnown(department.code), department.code))]] : []
}

/** What rests on the department as the fault has it, and every other cell as it was. */
function expectCells(body: Answer, broken: Broken): void {
  const { before, fault, column } = broken
  const { paths, source } = costOf(broken)
  const disclosed = body.extensions?.disclosure ?? []
  const isLost = ({ path }: Disclosed): boolean => paths.some((lost) => lost.every((key, at) => key === path[at]))
  const lost = paths.map((path) => ({ path, ...expectedOf(column, fault), source }))
  const others = (before.extensions?.disclosure ?? []).filter((each) => !isLost(each))
  seen.set(`${column.name} ${fault}`, shownOf(disclosed.find(isLost)))
  const cells = [...paths.map((path) => [path, null] as const), ...ownSaid(broken)]
  expect(body.data.child).toEqual(withCells(before.data.child, cells))
  expect(disclosed).toHaveLength(lost.length + others.length)
  expect(disclosed).toEqual(expect.arrayContaining([...lost, ...others]))
}

/** The intent as ever; in the outcome each missing cell in the state that the caller saw. */
function expectJournalled(entries: readonly JournalEntry[], broken: Broken): void {
  expect(entries.map(({ kind }) => kind)).toEqual(['INTENT', 'OUTCOME'])
  const state = expectedOf(broken.column, broken.fault)?.state
  const cells = { UNAVAILABLE: 0, STALE: 0, ...(state ? { [state]: costOf(broken).paths.length } : {}) }
  expect(entries[1]?.body).toMatchObject({ status: 'RELEASED', cells })
}

function faultsOf({ department, mapped }: Column): readonly Fault[] {
  const ofService = [...SERVICE_FAULTS, ...(mapped ? MAPPED_FAULTS : [])]
  return [
    ...COMMON_FAULTS,
    ...(isServed(department) || mapped ? ofService : DATABASE_FAULTS),
    ...(WITNESSES[department.code] ? ([CONTRADICTORY] as const) : []),
  ]
}

describe('a department that keeps failing', () => {
  it.each([
    ['a database', 'GAJ'],
    ['a service', 'YBJ'],
  ] as const)('is taken for out, and for back with its first answer: %s', async (_what, code) => {
    const before = (await ask(town, code)).body
    await town.lines[code].breaks('error')
    for (let call = 0; call < WEIGHED_CALLS; call += 1) await ask(town, code)
    expect(town.events).toContainEqual({ event: 'source-out', department: code })
    await town.lines[code].mends()
    expect((await ask(town, code)).body).toEqual(before)
    expect(town.events.at(-1)).toEqual({ event: 'source-back', department: code })
  })
})

describe('a service that sends the gateway elsewhere', () => {
  it('is not followed', () => {
    const services = [...town.services, ...mappedTown.services]
    expect(services.map((service) => service.strayed())).toEqual(services.map(() => 0))
  })
})

const WORDS: Readonly<Record<string, string>> = {
  'UNAVAILABLE SOURCE_OUT': 'out',
  'STALE TOO_OLD': 'old',
  'UNDETERMINED CONTRADICTORY': 'undet',
}
const NOT_SEEN = 'not seen'

function shownOf(disclosed: Disclosed | undefined): string {
  if (disclosed === undefined) return 'whole'
  const { state, reason } = disclosed
  return WORDS[`${state} ${reason}`] ?? `${state} ${reason}`
}

describe('the matrix', () => {
  it('is whole, and stands here for whoever reads the log', () => {
    const faults = [...COMMON_FAULTS, ...DATABASE_FAULTS, ...SERVICE_FAULTS, ...MAPPED_FAULTS, CONTRADICTORY] as const
    const rows = faults.map((fault) => [
      fault,
      ...COLUMNS.map((column) =>
        faultsOf(column).includes(fault) ? (seen.get(`${column.name} ${fault}`) ?? NOT_SEEN) : '·',
      ),
      [...(logged.get(fault) ?? [])].join('; '),
    ])
    const codes = COLUMNS.map(({ department }) => department.code)
    const ways = COLUMNS.map(({ mapped }) => mapped?.way ?? '')
    const table = [['', ...codes, ''], ['', ...ways, 'what the log says'], ...rows].map((row) =>
      row
        .map((cell, at) => cell.padEnd(at === 0 ? 16 : at <= DEPARTMENTS.length ? 6 : 9))
        .join('')
        .trimEnd(),
    )
    console.log(
      [
        ...table,
        '',
        'out: its edge is null, UNAVAILABLE, SOURCE_OUT. old: its edge is null, STALE, TOO_OLD. whole: nothing is lost.',
        'undet: the cell of which another department says otherwise is null, UNDETERMINED, CONTRADICTORY.',
        'Every other cell of the answer is as it was, and the next answer after the fault is as the one before it.',
      ].join('\n'),
    )
    expect(rows.flat()).not.toContain(NOT_SEEN)
  })
})
