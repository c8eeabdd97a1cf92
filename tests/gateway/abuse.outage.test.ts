// X06: can an outage be used to force an answer? No: a department that is out leaves exactly its edge unavailable, says so,
// and what rests on it is refused or undetermined, never shortened and never a "no".
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import type { DepartmentCode } from '../../src/departments/department.ts'
import { restingOn, without } from '../world/rests-on.ts'
import { openTown, type Town } from '../world/town.ts'
import { byCitizenId, CHILD_FILE, CHILD_PAGE, dayQuestion, FILE_DEPARTMENTS } from './questions.ts'

type Condition = 'up' | 'out' | 'stale' | 'foreign rows'

let condition: { readonly code: DepartmentCode | null; readonly is: Condition } = { code: null, is: 'up' }
let town: Town

beforeAll(async () => {
  town = await openTown({
    // The real source, with the faults that a department's network and loading have.
    wrapSource: (code, real) => ({
      async fetch(statement, keys, today) {
        const is = condition.code === code ? condition.is : 'up'
        if (is === 'out') throw Object.assign(new Error('no route'), { code: 'EHOSTUNREACH' })
        const raw = await real.fetch(statement, keys, today)
        if (is === 'stale') return { ...raw, asOf: '2026-11-20T00:00:00+08:00' }
        if (is === 'foreign rows') return { ...raw, rows: [[CAST.stay.id, ...statement.columns.map(() => null)]] }
        return raw
      },
    }),
  })
})
afterAll(() => town.close())
beforeEach(async () => {
  condition = { code: null, is: 'up' }
  await town.newEntries()
})

function file() {
  const ref = town.gateway.rooms.childRefs('1133019999000XH06C').refOf(CAST.disabledEdge.id)
  return town.ask({ as: 'adjudicator', purpose: 'P08', query: CHILD_FILE, variables: { ref } })
}

function list(variables: Record<string, unknown>) {
  return town.ask({ as: 'adjudicator', purpose: 'P08', query: CHILD_PAGE, variables })
}

describe('a department that fails while a child is read', () => {
  for (const { code, edge } of FILE_DEPARTMENTS) {
    it.each([
      ['out', 'UNAVAILABLE', 'SOURCE_OUT'],
      ['stale', 'STALE', 'TOO_OLD'],
      ['foreign rows', 'UNAVAILABLE', 'SOURCE_OUT'],
    ] as const)(`leaves what rests on ${code} and nothing else null when it is %s: %s, %s`, async (is, state, reason) => {
      const before = (await file()).body
      await town.newEntries()
      condition = { code, is }
      const { body, status } = await file()
      expect(status).toBe(200)
      const missing = restingOn(code, before.data.child)
      expect(body.data.child).toEqual(without(before.data.child, missing))
      const others = before.extensions.disclosure.filter(({ path }: { path: string[] }) => path[1] !== edge)
      const own = body.extensions.disclosure.filter(({ source }: { source?: string }) => source === code)
      expect(own).toHaveLength(missing.length)
      expect(own).toEqual(expect.arrayContaining(missing.map((path) => ({ path, state, reason, source: code }))))
      expect(body.extensions.disclosure).toHaveLength(others.length + missing.length)
      expect(body.extensions.disclosure).toEqual(expect.arrayContaining(others))
      const [, outcome] = await town.newEntries()
      expect(outcome).toMatchObject({ body: { status: 'RELEASED', cells: { [state]: missing.length } } })
    })
  }

  it('is told to the log by its code alone, without a word of the failure', async () => {
    town.events.length = 0
    condition = { code: 'GAJ', is: 'out' }
    await file()
    expect(town.events).toEqual([{ event: 'source-failed', department: 'GAJ', cause: 'EHOSTUNREACH' }])
  })
})

describe('a department outside its hours', () => {
  it('is not asked, and its edge says that the source is closed', async () => {
    let calls = 0
    const night = await openTown({
      bounds: { CLH: { hours: { from: '22:00', to: '06:00' } } },
      wrapSource: (code, real) => ({
        fetch(...asked) {
          if (code === 'CLH') calls += 1
          return real.fetch(...asked)
        },
      }),
    })
    const ref = night.gateway.rooms.childRefs('1133019999000XH06C').refOf(CAST.disabledEdge.id)
    const { body } = await night.ask({ as: 'adjudicator', purpose: 'P08', query: CHILD_FILE, variables: { ref } })
    await night.close()
    expect(body.data.child.disability).toBeNull()
    expect(body.extensions.disclosure).toContainEqual({
      path: ['child', 'disability'],
      state: 'UNAVAILABLE',
      reason: 'SOURCE_CLOSED',
      source: 'CLH',
    })
    expect(calls).toBe(0)
  })
})

describe('a department that fails while a list is read', () => {
  it.each([
    ['a filter', 'MZJ', { filter: { category: 'DISABLED' } }],
    ['a filter', 'GAJ', { filter: { sex: 'FEMALE' } }],
    ['a sort', 'GAJ', { orderBy: { birthDate: 'ASCENDING' } }],
    ['a sort', 'MZJ', { orderBy: { householdAidClass: 'DESCENDING' } }],
  ] as const)('refuses the list when %s rests on %s, and shortens nothing', async (_what, code, variables) => {
    for (const is of ['out', 'stale'] as const) {
      condition = { code, is }
      await town.newEntries()
      const response = await list(variables)
      expect(response.status).toBe(503)
      expect(response.body).toEqual({
        errors: [{ message: '数据来源暂不可用', extensions: { code: 'SOURCE_UNAVAILABLE' } }],
      })
      expect(await town.newEntries()).toMatchObject([
        { kind: 'INTENT' },
        { kind: 'OUTCOME', body: { status: 'ABORTED', resolved: [] } },
      ])
    }
  })

  it('leaves every child of the page in place, each with its own disclosure entry', async () => {
    const before = (await list({ first: 6 })).body.data.children
    condition = { code: 'YBJ', is: 'out' }
    const { body } = await list({ first: 6 })
    const without = (nodes: Record<string, unknown>[]) => nodes.map((node) => ({ ...node, insurance: null }))
    expect(body.data.children.nodes).toEqual(without(before.nodes))
    expect(body.data.children.pageInfo.hasNextPage).toBe(before.pageInfo.hasNextPage)
    const missing = body.extensions.disclosure.filter(({ state }: { state: string }) => state !== 'MASKED')
    expect(missing.map(({ path }: { path: unknown[] }) => path)).toEqual(
      [0, 1, 2, 3, 4, 5].map((at) => ['children', 'nodes', at, 'insurance']),
    )
  })
})

describe('a department that fails while a benefit is asked about', () => {
  it('makes the answer UNDETERMINED, with the way to a person, and no other source stands in', async () => {
    const ask = () =>
      town.ask({
        as: 'checkup',
        purpose: 'P03',
        case: 'E-2026-0018',
        query: dayQuestion(),
        variables: { subject: byCitizenId(CAST.stay), benefit: 'CHECKUP' },
      })
    const before = (await ask()).body.data.eligibility
    expect(before.status).toBe('CONFIRMED')
    const live = before.sources.map(({ source }: { source: string }) => source).filter((code: string) => code !== 'MZJ')
    expect(live).not.toEqual([])
    for (const code of live) {
      condition = { code: code as DepartmentCode, is: 'out' }
      const { eligibility } = (await ask()).body.data
      expect(eligibility.status).toBe('UNDETERMINED')
      expect(eligibility.manualPath).toEqual(before.manualPath)
    }
  })
})
