// Runs cases against a compiled set, purely: plan and bind decide as they do for a request, and no source is there to ask.
import { GraphQLError, parse } from 'graphql'
import { type Day, isDay } from '../clock.ts'
import type { UseKind } from '../policy/decision.ts'
import { treatmentOf } from '../policy/diff.ts'
import type { CaseFile, OperationCase, PolicyCase, UsesCase, WantedEntry } from './case-file.ts'
import type { Desk } from './desk.ts'
import { grantOn, type LookedAt, lookAt } from './operation.ts'
import { treatmentFor } from './treatment.ts'

export interface CaseResult {
  readonly file: string
  readonly description: string
  /** What came out otherwise than wanted; empty when the case passed. */
  readonly differences: readonly string[]
}

export function runCases(desk: Desk, files: readonly CaseFile[], today: Day): CaseResult[] {
  return files.flatMap(({ file, cases }) =>
    cases.map((each) => ({ file, description: each.description, differences: differencesOf(desk, each, today) })),
  )
}

function differencesOf(desk: Desk, each: PolicyCase, today: Day): string[] {
  const day = each.today ?? today
  if (!isDay(day)) return [`today: ${day} is no day`]
  return each.kind === 'uses' ? [...useDifferences(desk, each, day)] : [...operationDifferences(desk, each, day)]
}

function* useDifferences(desk: Desk, { caller, uses, child }: UsesCase, today: Day): Generator<string> {
  const grant = grantOn(desk, { ...caller, today })
  for (const [use, wanted] of Object.entries(uses)) {
    const [kind = '', coordinate = ''] = use.split(' ', 2)
    const decision = grant?.decide(kind as UseKind, coordinate) ?? {
      effect: 'refuse' as const,
      policies: [],
      reason: '',
    }
    const got = child ? treatmentFor(decision, child) : treatmentOf(decision)
    if (got !== wanted) yield `${use}: wanted ${wanted}, got ${got}`
  }
}

function* operationDifferences(desk: Desk, each: OperationCase, today: Day): Generator<string> {
  const looked = looking(desk, each, today)
  if (typeof looked === 'string') {
    yield looked
    return
  }
  if (looked.outcome !== each.outcome) {
    yield `outcome: wanted ${each.outcome}, got ${looked.outcome} (${looked.firstRefusal ?? looked.detail ?? 'nothing is refused'})`
    return
  }
  if (each.because !== null && looked.firstRefusal !== each.because) {
    yield `because: wanted ${each.because}, got ${looked.firstRefusal}`
  }
  if (each.entry && looked.planned) yield* entryDifferences(each.entry, looked.planned)
}

function looking(desk: Desk, { operation, variables, caller }: OperationCase, today: Day): LookedAt | string {
  try {
    return lookAt(desk, { document: parse(operation), variables, ...caller, today })
  } catch (error) {
    if (error instanceof GraphQLError) return `operation: is no GraphQL: ${error.message}`
    throw error
  }
}

function* entryDifferences(wanted: WantedEntry, { plan, bound }: NonNullable<LookedAt['planned']>): Generator<string> {
  const { policyIds, journal } = plan.grant
  yield* setDifferences('policyIds', wanted.policyIds, policyIds)
  yield* setDifferences('fields', Object.entries(wanted.fields).map(spelled), plan.fields.map(spelled))
  yield* setDifferences(
    'uses',
    wanted.uses,
    bound.uses.map(([coordinate, kind]) => `${kind} ${coordinate}`),
  )
  if (wanted.notifyGuardian !== undefined && wanted.notifyGuardian !== journal.notifyGuardian) {
    yield `notifyGuardian: wanted ${wanted.notifyGuardian}, got ${journal.notifyGuardian}`
  }
}

function spelled([coordinate, treatment]: readonly [string, string]): string {
  return `${coordinate}: ${treatment}`
}

function* setDifferences(name: string, wanted: readonly string[], got: readonly string[]): Generator<string> {
  const missing = wanted.filter((each) => !got.includes(each))
  const more = got.filter((each) => !wanted.includes(each))
  if (missing.length > 0) yield `entry.${name}: wanted and not there: ${missing.join(', ')}`
  if (more.length > 0) yield `entry.${name}: there and not wanted: ${more.join(', ')}`
}
