// Asks the fast path and the reader of the page whether whole operations are answered: plan and bind here, use by use there.
import fc from 'fast-check'
import { type DocumentNode, isObjectType, parse, validate } from 'graphql'
import { GatewayError } from '../../src/errors.ts'
import { bind } from '../../src/plan/bind.ts'
import { makePlan } from '../../src/plan/plan.ts'
import type { PolicySet } from '../../src/policy/compile.ts'
import { parts, schema } from '../policy/policies.ts'
import { type Familiar, type Operation, operationFrom, tape } from './arbitrary-operation.ts'
import { anySet, DAYS, type DraftSet } from './arbitrary-set.ts'
import { bothReaders, type Compile, isOver, type Readers } from './decisions.ts'
import { type Asker, decide, isAnswered, type ReferenceSet, usesOf } from './reference.ts'
import { expectHolds } from './smallest-case.ts'

/** `answered`, or the code of the refusal. */
export type Outcome = string

export interface Request {
  readonly asker: Asker
  readonly operation: Operation
}

export function fastOutcome(compiled: PolicySet, { asker, operation }: Request, document: DocumentNode): Outcome {
  const grant = compiled.grantFor(asker.role, asker.purpose)
  if (!grant || isOver(grant, asker.day)) return 'REFUSED'
  try {
    const plan = makePlan(document, grant, parts.catalogue)
    bind(plan, operation.variables)
    return 'answered'
  } catch (error) {
    if (error instanceof GatewayError) return error.code
    throw error
  }
}

export function slowOutcome(reference: ReferenceSet, { asker, operation }: Request, document: DocumentNode): Outcome {
  const uses = usesOf({ schema, items: parts.catalogue, document, variables: operation.variables })
  return isAnswered(reference, asker, uses) ? 'answered' : 'REFUSED'
}

/** What the reference says a role may use, so that random operations are not all refused. */
export function familiarTo(reference: ReferenceSet, asker: Asker): Omit<Familiar, 'mostRoots'> {
  const coordinates = [...parts.catalogue].filter(([coordinate, { item, uses }]) => {
    if (isOutput(coordinate)) return isGranted({ kind: 'select', coordinate })
    if (uses) return isGranted({ kind: uses.kind, coordinate: uses.of })
    return item === 'STRUCTURE' || isGranted({ kind: 'input', coordinate })
  })
  function isGranted(use: Parameters<typeof decide>[2]): boolean {
    return decide(reference, asker, use).effect !== 'refuse'
  }
  const policy = reference.policies.find(({ role, purpose }) => role === asker.role && purpose === asker.purpose)
  return { coordinates: new Set(coordinates.map(([coordinate]) => coordinate)), values: policy?.values ?? {} }
}

function isOutput(coordinate: string): boolean {
  return !coordinate.includes('(') && isObjectType(schema.getType(coordinate.split('.')[0] ?? ''))
}

export interface Drawn {
  readonly policy: number
  readonly day: string
  readonly numbers: readonly number[]
}

export const drawn: fc.Arbitrary<Drawn> = fc.record({
  policy: fc.nat({ max: 9 }),
  day: fc.constantFrom(DAYS[0] ?? '', ...DAYS),
  numbers: tape,
})

export function requestFor(set: DraftSet, reference: ReferenceSet, { policy, day, numbers }: Drawn): Request {
  // Jobs come through no door, and ask nothing.
  const people = set.policies.filter(({ role }) => !role.startsWith('SYSTEM_'))
  const draft = people[policy % people.length]
  const asker = { role: draft?.role ?? '', purpose: draft?.purpose ?? '', day }
  // What an operation may weigh is no decision; it stays within.
  const mostRoots = Math.min(3, draft?.limits.rootFields ?? 1)
  return { asker, operation: operationFrom(numbers, { ...familiarTo(reference, asker), mostRoots }) }
}

export interface OperationTally {
  operations: number
  answered: number
  refused: number
}

export interface ComparingOperations {
  /** Operations, at least. */
  readonly count: number
  readonly seed: number
  /** A compiler with a planted fault: the first disagreement will do. */
  readonly compile?: Compile
}

/** Throws with the smallest set and operation on which the two disagree. */
export function expectOperationsToAgree({ count, seed, compile }: ComparingOperations): OperationTally {
  const tally = { operations: 0, answered: 0, refused: 0 }
  const several = fc.array(drawn, { minLength: 1, maxLength: 40, size: 'max' })
  const property = fc.property(anySet, several, (set, draws) => {
    const readers = bothReaders(set, compile)
    if (readers === null) return
    for (const draw of draws) expectSame(readers, requestFor(set, readers.reference, draw), tally)
  })
  for (let round = 0; tally.operations < count; round += 1) {
    expectHolds(property, { seed: seed + round, numRuns: 10, isShrunk: compile === undefined })
  }
  return tally
}

function expectSame({ compiled, reference }: Readers, request: Request, tally: OperationTally): void {
  const document = parse(request.operation.query)
  const [fault] = validate(schema, document)
  if (fault) throw new Error(`a made-up operation is no operation: ${fault.message}\n${request.operation.query}`)
  const fast = fastOutcome(compiled, request, document)
  const slow = slowOutcome(reference, request, document)
  if (fast !== slow) {
    const { role, purpose, day } = request.asker
    const asked = `${role} ${purpose} ${day}\n${request.operation.query}\n${JSON.stringify(request.operation.variables)}`
    throw new Error(`the gateway says ${fast}, the page says ${slow}, to ${asked}`)
  }
  tally.operations += 1
  tally[fast === 'answered' ? 'answered' : 'refused'] += 1
}
