// What deciding one operation costs: the cached plan and the binding of its variables, beside Cedar, casbin and
// graphql-shield, which are asked the same uses. All of them agree before anything is measured.
import { createRequire } from 'node:module'
import { loadavg } from 'node:os'
import { preparsePolicySet, statefulIsAuthorized } from '@cedar-policy/cedar-wasm/nodejs'
import { newEnforcer, newModelFromString, StringAdapter } from 'casbin'
import { type DocumentNode, isObjectType, parse } from 'graphql'
import type { applyMiddleware as ApplyMiddleware } from 'graphql-middleware'
import type * as Shield from 'graphql-shield'
import { maskNamed } from '../src/masking/masks.ts'
import { bind } from '../src/plan/bind.ts'
import { createPlanner } from '../src/plan/plan.ts'
import { cedarOf } from '../src/policy/cedar.ts'
import { compilePolicies, type Grant, type PolicySet } from '../src/policy/compile.ts'
import { USE_KINDS, type UseKind } from '../src/policy/decision.ts'
import { readPolicyFolder } from '../src/policy/read-policies.ts'
import { buildGatewaySchema, type Catalogue, catalogueOf } from '../src/schema.ts'

const require = createRequire(import.meta.url)

export interface DecisionOptions {
  readonly rounds: number
  readonly msPerMeasurement: number
}

interface Question {
  readonly name: string
  readonly role: string
  readonly purpose: string
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
}

const QUESTIONS: readonly Question[] = [
  {
    name: "a settlement desk's question",
    role: 'HOSP_CLERK',
    purpose: 'P01',
    query: `query Stay($subject: SubjectInput!) { eligibility(subject: $subject, benefit: MEDICAL_AID) {
      answerId benefit status tier validOn validUntil rule { id pack } sources { source syncedAt } manualPath { name phone } displayName } }`,
    variables: { subject: { citizenId: '330199201801019970', fullName: '周小满' } },
  },
  {
    name: 'a filtered and sorted list',
    role: 'MZ_ADJUDICATOR',
    purpose: 'P08',
    query: `query List($filter: ChildFilter, $orderBy: ChildOrder, $first: Int!) { children(filter: $filter, orderBy: $orderBy, first: $first) {
      nodes { childRef publicSecurity { displayName sex birthDate } civilAffairs { categories householdAidClass } } pageInfo { hasNextPage endCursor } } }`,
    variables: { filter: { sex: 'MALE', bornFrom: '2012-06-01' }, orderBy: { birthDate: 'ASCENDING' }, first: 20 },
  },
]

interface Use {
  readonly kind: UseKind
  readonly coordinate: string
}

interface Bench {
  readonly question: Question
  readonly policies: PolicySet
  readonly catalogue: Catalogue
  readonly grant: Grant
  readonly document: DocumentNode
  /** Every use of the operation, as plan and bind list them. */
  readonly uses: readonly Use[]
}

/** Decides the whole operation once; false is a refusal. */
type Decide = () => boolean | Promise<boolean>

export async function benchDecisions({ rounds, msPerMeasurement }: DecisionOptions): Promise<void> {
  const schema = buildGatewaySchema()
  const catalogue = catalogueOf(schema)
  const policies = compilePolicies(await readPolicyFolder('policies'), { schema, catalogue, maskNamed })
  console.log(
    `load at the start: ${loadavg()
      .map((load) => load.toFixed(1))
      .join(' ')}; ${rounds} rounds`,
  )
  const planner = createPlanner(catalogue)
  for (const question of QUESTIONS) {
    const grant = policies.grantFor(question.role, question.purpose)
    if (!grant) throw new Error('a published policy')
    const document = parse(question.query)
    const { variables } = question
    const bound = bind(planner.planFor(document, grant), variables)
    const selected = planner
      .planFor(document, grant)
      .fields.map(([coordinate]) => ({ kind: 'select' as const, coordinate }))
    const uses: Use[] = [...selected, ...bound.uses.map(([coordinate, kind]) => ({ coordinate, kind }))]
    const bench: Bench = { question, policies, catalogue, grant, document, uses }
    const ours: Decide = () => bind(planner.planFor(document, grant), variables).roots.length > 0
    await measureAll(bench, { rounds, msPerMeasurement, ours })
  }
}

async function measureAll(
  bench: Bench,
  { rounds, msPerMeasurement, ours }: DecisionOptions & { ours: Decide },
): Promise<void> {
  const contenders = new Map<string, Decide>([
    ['hutong (plan and bind)', ours],
    ['cedar-wasm (preparsed)', cedar(bench)],
    ['casbin (enforceSync)', await casbin(bench)],
    ['graphql-shield (rules)', shield(bench)],
  ])
  for (const [name, decide] of contenders) if (!(await decide())) throw new Error(`${name} refuses what is granted`)
  const times = new Map([...contenders.keys()].map((name): [string, number[]] => [name, []]))
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, decide] of contenders) {
      const us = await timeOf(decide, msPerMeasurement)
      // The first round warms up.
      if (round > 0) times.get(name)?.push(us)
    }
  }
  console.log(`${bench.question.name}: ${bench.uses.length} uses`)
  const own = times.get('hutong (plan and bind)') ?? []
  for (const [name, list] of times) {
    const ratio = median(list.map((us, at) => us / (own[at] ?? Number.NaN)))
    console.log(`  ${name.padEnd(24)} ${median(list).toFixed(2).padStart(9)} us, ${ratio.toFixed(1)} times`)
  }
}

// Processor time of this process, which other work on the machine moves less than the wall's.
async function timeOf(decide: Decide, milliseconds: number): Promise<number> {
  const ends = performance.now() + milliseconds
  const before = process.cpuUsage()
  let count = 0
  while (performance.now() < ends) {
    const decided = decide()
    if (decided instanceof Promise) await decided
    else for (let more = 0; more < BATCH && performance.now() < ends; more += 1) count += burst(decide)
    count += 1
  }
  const { user, system } = process.cpuUsage(before)
  return (user + system) / count
}

const BATCH = 50
const BURST = 10

function burst(decide: Decide): number {
  for (let at = 0; at < BURST; at += 1) decide()
  return BURST
}

function cedar({ question, policies, catalogue, uses }: Bench): Decide {
  const name = question.role
  const parsed = preparsePolicySet(name, { staticPolicies: cedarOf(policies, catalogue.keys()).policies })
  if (parsed.type === 'failure') throw new Error('the set does not parse')
  const context = { purpose: question.purpose, day: { __extn: { fn: 'datetime', arg: '2026-11-23' } }, conditions: [] }
  const calls = uses.map(({ kind, coordinate }) => ({
    principal: { type: 'Role', id: question.role },
    action: { type: 'Action', id: kind },
    resource: { type: 'Coordinate', id: coordinate },
    context,
    preparsedPolicySetId: name,
    entities: [],
  }))
  return () =>
    calls.every((call) => {
      const answer = statefulIsAuthorized(call)
      return answer.type === 'success' && answer.response.decision === 'allow'
    })
}

const CASBIN_MODEL = `[request_definition]
r = role, purpose, use, coordinate
[policy_definition]
p = role, purpose, use, coordinate
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.role == p.role && r.purpose == p.purpose && r.use == p.use && r.coordinate == p.coordinate`

// Only the caller's own policy: with the whole set casbin, which looks at every line, would be slower still.
async function casbin({ question, grant, catalogue, uses }: Bench): Promise<Decide> {
  const { role, purpose } = question
  const lines = USE_KINDS.flatMap((kind) =>
    [...catalogue.keys()]
      .filter((coordinate) => grant.decide(kind, coordinate).effect !== 'refuse')
      .map((coordinate) => `p, ${role}, ${purpose}, ${kind}, ${coordinate}`),
  )
  const enforcer = await newEnforcer(newModelFromString(CASBIN_MODEL), new StringAdapter(lines.join('\n')))
  return () => uses.every(({ kind, coordinate }) => enforcer.enforceSync(role, purpose, kind, coordinate))
}

// A rule on every selected field, asked as its middleware asks: each resolver awaits its rule. Inputs have no rules there.
function shield({ question, policies, uses }: Bench): Decide {
  const { rule, shield: guard } = require('graphql-shield') as typeof Shield
  const { applyMiddleware } = require('graphql-middleware') as { applyMiddleware: typeof ApplyMiddleware }
  const schema = buildGatewaySchema()
  const rules: Record<string, Record<string, ReturnType<ReturnType<typeof rule>>>> = {}
  for (const { kind, coordinate } of uses) {
    const [type = '', field = ''] = coordinate.split('.')
    if (kind !== 'select') continue
    const decide = () =>
      policies.grantFor(question.role, question.purpose)?.decide('select', coordinate).effect !== 'refuse'
    rules[type] = { ...rules[type], [field]: rule({ cache: 'no_cache' })(decide) }
  }
  const guarded = applyMiddleware(schema, guard(rules, { allowExternalErrors: true }))
  const resolvers = uses
    .filter(({ kind }) => kind === 'select')
    .map(({ coordinate: at }) => {
      const [typeName = '', fieldName = ''] = at.split('.')
      const type = guarded.getType(typeName)
      return { fieldName, resolve: isObjectType(type) ? type.getFields()[fieldName]?.resolve : undefined }
    })
  const context = { ticket: {} }
  return async () => {
    for (const { fieldName, resolve } of resolvers) {
      await resolve?.({ [fieldName]: 1 }, {}, context, { fieldName } as never)
    }
    return true
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
