// One operation under one role and purpose, looked at whole: every use it makes with its decision, and what the gateway
// would say of it. The gateway itself stops at the first refusal; its author wants to see them all.
import {
  type DocumentNode,
  type GraphQLInputType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql'
import type { Day } from '../clock.ts'
import { type ErrorCode, GatewayError } from '../errors.ts'
import { type Bound, bind } from '../plan/bind.ts'
import { makePlan, type Plan } from '../plan/plan.ts'
import { everyField } from '../plan/shape.ts'
import type { Grant } from '../policy/compile.ts'
import type { Decision } from '../policy/decision.ts'
import type { Desk } from './desk.ts'
import type { Use } from './granted-uses.ts'

export interface Question {
  readonly document: DocumentNode
  readonly variables: Readonly<Record<string, unknown>>
  readonly role: string
  readonly purpose: string
  readonly today: Day
}

export interface DecidedUse extends Use {
  readonly decision: Decision
}

/** A value of an enumeration that an argument names. */
export interface NamedValue {
  readonly enumeration: string
  readonly value: string
  readonly mayBeNamed: boolean
}

export interface LookedAt {
  readonly outcome: 'answered' | ErrorCode
  /** Why it is not answered, in the gateway's own words for its log. */
  readonly detail: string | null
  /** In the order of the document, each once. Empty when the operation does not fit the schema at all. */
  readonly uses: readonly DecidedUse[]
  readonly values: readonly NamedValue[]
  /** `select X`, `value X.Y`, `unknown name`, `no policy`; null where nothing is refused. */
  readonly firstRefusal: string | null
  /** What the journal's intent would hold, and the rest of the walk rest on; null when it is not answered. */
  readonly planned: { readonly plan: Plan; readonly bound: Bound } | null
}

const NOT_GRANTED: Decision = { effect: 'refuse', policies: [], reason: 'no policy' }

export function lookAt(desk: Desk, question: Question): LookedAt {
  const grant = grantOn(desk, question)
  const made = everyUse(desk, question)
  const uses = (made?.uses ?? []).map((use) => ({
    ...use,
    decision: grant?.decide(use.kind, use.coordinate) ?? NOT_GRANTED,
  }))
  const values = (made?.values ?? []).map((named) => ({ ...named, mayBeNamed: mayBeNamed(grant, named) }))
  const { outcome, detail, planned } = grant ? verdictOf(desk, question, grant) : NO_POLICY
  return { outcome, detail, uses, values, planned, firstRefusal: firstRefusal({ outcome, grant, uses, values }) }
}

type Verdict = Pick<LookedAt, 'outcome' | 'detail' | 'planned'>

const NO_POLICY: Verdict = { outcome: 'REFUSED', detail: 'no policy for this role and purpose', planned: null }

/** Undefined too for a policy that has ended. */
export function grantOn(desk: Desk, of: Pick<Question, 'role' | 'purpose' | 'today'>): Grant | undefined {
  const grant = desk.set.grantFor(of.role, of.purpose)
  return grant && (grant.until === null || of.today < grant.until) ? grant : undefined
}

function verdictOf({ catalogue }: Desk, { document, variables }: Question, grant: Grant): Verdict {
  try {
    const plan = makePlan(document, grant, catalogue)
    return { outcome: 'answered', detail: null, planned: { plan, bound: bind(plan, variables) } }
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    return { outcome: error.code, detail: error.detail, planned: null }
  }
}

interface Made {
  readonly uses: readonly Use[]
  readonly values: readonly Omit<NamedValue, 'mayBeNamed'>[]
}

// The uses are found by the walk's own plan and bind, for a caller to whom everything is granted.
function everyUse(desk: Desk, { document, variables }: Question): Made | null {
  const [any] = desk.set.grants()
  if (!any) return null
  const open: Grant = {
    ...any,
    limits: { ...any.limits, rootFields: 1_000, children: 1_000 },
    view: desk.schema,
    decide: () => ({ effect: 'reveal', policies: [] }),
  }
  try {
    const plan = makePlan(document, open, desk.catalogue)
    const bound = bind(plan, variables)
    return { uses: usesOf(plan, bound), values: valuesOf(desk, bound) }
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    return null
  }
}

function usesOf(plan: Plan, bound: Bound): Use[] {
  const selected = [...everyField(plan.shape)]
    .filter(({ name }) => !name.startsWith('__'))
    .map(({ coordinate }) => coordinate)
  return [
    ...[...new Set(selected)].map((coordinate): Use => ({ kind: 'select', coordinate })),
    ...bound.uses.map(([coordinate, kind]): Use => ({ kind, coordinate })),
  ]
}

function valuesOf({ schema }: Desk, { roots }: Bound): Made['values'] {
  const found = roots.flatMap(({ plan, arguments: passed }) => {
    const type = schema.getType(plan.field.typeName)
    const definition = isObjectType(type) ? type.getFields()[plan.field.name] : undefined
    return (definition?.args ?? []).flatMap((argument) => [...enumValues(argument.type, passed[argument.name])])
  })
  return [...new Map(found.map((each) => [`${each.enumeration}.${each.value}`, each])).values()]
}

function* enumValues(type: GraphQLInputType, value: unknown): Generator<Made['values'][number]> {
  if (value === undefined || value === null) return
  if (isNonNullType(type)) yield* enumValues(type.ofType, value)
  else if (isListType(type))
    for (const item of Array.isArray(value) ? value : [value]) yield* enumValues(type.ofType, item)
  else if (isInputObjectType(type)) {
    for (const field of Object.values(type.getFields())) {
      yield* enumValues(field.type, (value as Record<string, unknown>)[field.name])
    }
  } else if (isEnumType(type)) {
    const named = type.getValues().find((each) => each.value === value)
    if (named) yield { enumeration: getNamedType(type).name, value: named.name }
  }
}

function mayBeNamed(grant: Grant | undefined, { enumeration, value }: Omit<NamedValue, 'mayBeNamed'>): boolean {
  const type = grant?.view.getType(enumeration)
  return isEnumType(type) && type.getValue(value) !== undefined && type.getValue(value) !== null
}

function firstRefusal({
  outcome,
  grant,
  uses,
  values,
}: Pick<LookedAt, 'outcome' | 'uses' | 'values'> & { readonly grant: Grant | undefined }): string | null {
  if (outcome !== 'REFUSED') return null
  if (!grant) return 'no policy'
  const use = uses.find(({ decision }) => decision.effect === 'refuse')
  if (use) return `${use.kind} ${use.coordinate}`
  const value = values.find((each) => !each.mayBeNamed)
  return value ? `value ${value.enumeration}.${value.value}` : 'unknown name'
}
