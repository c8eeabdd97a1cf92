// Asks a whole gateway random operations about children under random sets of policies, and compares the answer cell by
// cell with what the reader of the page expects of the rows in memory.
import fc from 'fast-check'
import { parse } from 'graphql'
import type { Response } from 'supertest'
import { stringify } from 'yaml'
import { type DemoAccountKey, demoAccount } from '../../src/demo/accounts.ts'
import { type ChildRefs, childRefsFor } from '../../src/masking/child-ref.ts'
import { MOVES } from '../noninterference/changes.ts'
import type { Place } from '../noninterference/place.ts'
import { randomFrom } from '../noninterference/second-world.ts'
import { type Change, NO_ROWS } from '../noninterference/world.ts'
import { parts } from '../policy/policies.ts'
import type { Town } from '../world/town.ts'
import { type Operation, operationFrom, tape } from './arbitrary-operation.ts'
import { addProtection, anySet, bases, type DraftSet, dropUses, narrowRows, written } from './arbitrary-set.ts'
import { bothReaders } from './decisions.ts'
import { type Expected, type Expecting, expectedAnswer } from './expected.ts'
import { familiarTo, slowOutcome } from './operations.ts'
import { readReference } from './reference.ts'

const DAY = '2026-11-23'
const ACCOUNTS: readonly (readonly [DemoAccountKey, string])[] = [
  ['village', 'P07'],
  ['adjudicator', 'P08'],
  ['street', 'P07'],
]

/** Sets that grant something to a caller of ours, most of them with conditions. */
export const setWithConditions: fc.Arbitrary<DraftSet> = fc
  .tuple(
    fc.oneof({ weight: 2, arbitrary: bases }, anySet),
    fc.array(fc.oneof(narrowRows, narrowRows, addProtection, dropUses), { maxLength: 12 }),
  )
  .map(([base, edits]) => edits.reduce((set, edit) => edit(set), base))
  .filter((set) => callersOf(set).length > 0 && bothReaders(set) !== null)

function callersOf(set: DraftSet): (readonly [DemoAccountKey, string])[] {
  return ACCOUNTS.filter(([key, purpose]) => {
    const { role } = demoAccount(key)
    const policy = set.policies.find((each) => each.role === role && each.purpose === purpose)
    return policy?.fields['Query.children'] !== undefined || policy?.fields['Query.child'] !== undefined
  })
}

export interface CellTally {
  operations: number
  answered: number
  refused: number
  masked: number
  withheld: number
  values: number
  atMoment: number
}

export interface Scene {
  readonly place: Place
  readonly town: Town
  readonly set: DraftSet
}

export interface ComparingCells {
  readonly place: Place
  readonly seed: number
  readonly sets: number
  readonly operationsPerSet: number
}

const MOST_MS_PER_SET = 30_000

/** Throws with the set's seed and the smallest operation on which gateway and page disagree. */
export async function expectCellsToAgree({ place, seed, sets, operationsPerSet }: ComparingCells): Promise<CellTally> {
  const tally = { operations: 0, answered: 0, refused: 0, masked: 0, withheld: 0, values: 0, atMoment: 0 }
  await place.world.apply(protectSome(place))
  for (let round = 0; round < sets; round += 1) {
    const [set] = fc.sample(setWithConditions, { seed: seed + round, numRuns: 1 })
    if (!set) throw new Error('a set of policies')
    const town = await place.openGateway({ policies: written(set) })
    const compare = fc.asyncProperty(tape, (numbers) => compareOne({ place, town, set }, numbers, tally))
    const run = await fc.check(compare, {
      seed: seed + round,
      numRuns: operationsPerSet,
      // Each step of making a failure smaller is a request; some of them will do.
      interruptAfterTimeLimit: MOST_MS_PER_SET,
      verbose: 0,
    })
    await town.close()
    if (run.failed)
      throw new Error(`seed ${seed + round}: ${String(run.errorInstance)}\n${stringify(set)}`.slice(0, 20_000))
  }
  return tally
}

// A handful in so small a city is too few to meet one.
function protectSome({ world }: Place): Change {
  const ids = [...world.children.keys()].sort().filter((_, at) => at % 4 === 0)
  const random = randomFrom('protections')
  return new Map(
    ids.map((id) => {
      const rows = world.children.get(id) ?? NO_ROWS
      return [id, MOVES.protection({ random, world, id, rows, donorId: id, donor: rows }) ?? rows]
    }),
  )
}

/** One operation of one of the set's callers; throws when the gateway's answer is not the expected one. */
export async function compareOne(scene: Scene, numbers: readonly number[], tally: CellTally): Promise<void> {
  const expecting = expectingFor(scene, numbers)
  const operation = operationFor(scene, expecting, numbers)
  const document = parse(operation.query)
  const outcome = slowOutcome(expecting.reference, { asker: expecting.asker, operation }, document)
  await scene.place.setMisses({ ...expecting.account, purpose: expecting.asker.purpose }, 0)
  const answer = await scene.town.ask({ as: expecting.account.key, purpose: expecting.asker.purpose, ...operation })
  tally.operations += 1
  const { key } = expecting.account
  const events = JSON.stringify(scene.town.events.slice(-3))
  const asked = `${key} ${expecting.asker.purpose}\n${operation.query}\n${JSON.stringify(operation.variables)}\n${events}`
  if (outcome !== 'answered') {
    tally.refused += 1
    expectSame({ got: codeOf(answer), wanted: 'REFUSED', asked })
    return
  }
  if (codeOf(answer) === 'BAD_INPUT' && hasTwoSortKeys(operation)) return
  const expected = expectedAnswer(expecting, { document, variables: operation.variables })
  expectSame({ got: codeOf(answer), wanted: expected.isBadInput ? 'BAD_INPUT' : '', asked })
  if (expected.isBadInput) return
  const [got, wanted] = [shown(answer), shownExpected(expected)]
  expectSame({ got: got.data, wanted: wanted.data, asked })
  expectSame({ got: got.disclosure, wanted: wanted.disclosure, asked })
  count(tally, expected)
  if (/record\b/.test(operation.query) && /asOf|knownAt/.test(operation.query)) tally.atMoment += 1
}

function expectingFor({ place, set }: Scene, numbers: readonly number[]): Expecting {
  const callers = callersOf(set)
  const [key, purpose] = callers[(numbers[0] ?? 0) % callers.length] ?? ['village', 'P07']
  const account = demoAccount(key)
  const reference = readReference(written(set), parts.catalogue)
  const { relation } = set.policies.find((each) => each.role === account.role && each.purpose === purpose) ?? {
    relation: '',
  }
  const refs = childRefsFor(place.keys.childRef, account.organisationId)
  return { world: place.world, reference, asker: { role: account.role, purpose, day: DAY }, relation, account, refs }
}

function operationFor(
  { set }: Scene,
  { world, reference, asker, refs }: Expecting,
  numbers: readonly number[],
): Operation {
  const policy = set.policies.find((each) => each.role === asker.role && each.purpose === asker.purpose)
  const familiar = familiarTo(reference, asker)
  // Every third may name a moment, mostly beside what the registry keeps; the others would hardly ever be answered with one.
  const isThen = (numbers[1] ?? 1) % 3 === 0
  const kept = [...familiar.coordinates].filter((each) => !/^Child\.(?!childRef$|record$)|^ChildOrder\./.test(each))
  return operationFrom(numbers.slice(2), {
    ...{ ...familiar, coordinates: isThen ? new Set(kept) : familiar.coordinates },
    mostRoots: Math.min(2, policy?.limits.rootFields ?? 1),
    roots: ['child', 'children'],
    omitted: ['Query.children(after:)', ...(isThen ? [] : MOMENTS)],
    samples: {
      ...{ ID: someRefs(world.children, refs), Int: [5, 1, 60], Date: ['2012-06-01', '2018-01-01', '2026-06-01'] },
      Instant: ['2026-11-20T02:00:00Z', '2026-08-01T00:00:00.000Z', '2019-01-01T00:00:00.000Z'],
    },
  })
}

const MOMENTS = ['child', 'children'].flatMap((root) => [`Query.${root}(asOf:)`, `Query.${root}(knownAt:)`])

function someRefs(children: ReadonlyMap<string, unknown>, refs: ChildRefs): string[] {
  return [...children.keys()]
    .sort()
    .filter((_, at) => at % 9 === 0 || at % 25 === 1)
    .map((id) => refs.refOf(id))
}

function codeOf(answer: Response): string {
  return String(answer.body.errors?.[0]?.extensions?.code ?? '')
}

function hasTwoSortKeys({ query, variables }: Operation): boolean {
  return /birthDate: [^,}]*, householdAidClass:/.test(query) || Object.values(variables).some(isOrder)
}

function isOrder(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'birthDate' in value && 'householdAidClass' in value
}

interface Shown {
  readonly data: string
  readonly disclosure: string
}

// An object of which nothing is left and no object, a list of such and no list: the same to a caller.
function shown(answer: Response): Shown {
  const entries = (answer.body.extensions?.disclosure ?? []) as {
    path: unknown[]
    state: string
    mask?: string
    source?: string
  }[]
  const lines = entries.map(({ path, state, mask, source }) => `${path.join('.')} ${state} ${mask ?? source}`)
  return { data: JSON.stringify(emptied(answer.body.data), null, 1), disclosure: withoutLists(lines) }
}

function shownExpected({ data, disclosure }: Expected): Shown {
  return { data: JSON.stringify(emptied(data), null, 1), disclosure: withoutLists(disclosure) }
}

// Of a list whose leaves are all withheld the list itself is; which of the two is said depends on the selection alone.
function withoutLists(lines: readonly string[]): string {
  return [
    ...new Set(
      lines.filter(
        (line) =>
          !/(parentLinks|rehabProgrammes|assistiveDevices|parentSituations|episodes|k\d+)\b.* WITHHELD/.test(line),
      ),
    ),
  ]
    .sort()
    .join('\n')
}

function emptied(value: unknown, key = ''): unknown {
  // A cursor is sealed with chance; that it is one is enough.
  if (typeof value === 'string' && /^[\w-]{60,}$/.test(value)) return 'a cursor'
  if (Array.isArray(value)) {
    const items = value.map((each) => emptied(each))
    return items.every((each) => each === null) && key !== 'nodes' ? null : items
  }
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
    .map(([name, inner]) => [name, emptied(inner, name)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return entries.every(([name, inner]) => inner === null || name === '__typename') ? null : Object.fromEntries(entries)
}

function expectSame({ got, wanted, asked }: { got: string; wanted: string; asked: string }): void {
  if (got === wanted) return
  const [gotLines, wantedLines] = [got.split('\n'), wanted.split('\n')]
  const at = wantedLines.findIndex((line, place) => line !== gotLines[place])
  const around = (lines: readonly string[]): string => lines.slice(Math.max(0, at - 6), at + 3).join('\n')
  throw new Error(`the gateway answers\n${around(gotLines)}\nand the page says\n${around(wantedLines)}\nto ${asked}`)
}

function count(tally: CellTally, { data, disclosure }: Expected): void {
  tally.answered += 1
  tally.masked += disclosure.filter((line) => line.includes(' MASKED ')).length
  tally.withheld += disclosure.filter((line) => line.includes(' WITHHELD ')).length
  tally.values += (JSON.stringify(data).match(/:(?!null|\{|\[)/g) ?? []).length
}
