// The rights of a program that acts for a person, over random rights of both: never wider than either, the same from
// either side, and nothing of level L4, whatever the two policies say.
import fc from 'fast-check'
import { isObjectType, parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import { createPlanner } from '../../src/plan/plan.ts'
import { compilePolicies, type Grant } from '../../src/policy/compile.ts'
import { type Decision, USE_KINDS, type UseKind } from '../../src/policy/decision.ts'
import { grantOfCaller } from '../../src/policy/grant-for.ts'
import { delegatedGrant, intersectGrants } from '../../src/policy/intersect.ts'
import type { RowRule } from '../../src/policy/policy.ts'
import { readPolicyFolder } from '../../src/policy/read-policies.ts'
import { viewOf } from '../../src/policy/view.ts'
import { faultsOf, parts, schema } from './policies.ts'

const { catalogue } = parts

const COORDINATES = [...catalogue.keys()].filter((coordinate) => !coordinate.includes('('))
// Of each type one field is always granted, so that what is left is a schema.
const ALWAYS = new Set(
  Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .flatMap(({ name }) => {
      const safe = COORDINATES.find((each) => each.startsWith(`${name}.`) && isPlain(each))
      return safe ? [safe] : []
    }),
)

function isPlain(coordinate: string): boolean {
  const { level, derivedFrom = [] } = catalogue.get(coordinate) ?? { level: 'L4' }
  return level !== 'L4' && derivedFrom.length === 0
}

type Treatment = 'refuse' | 'reveal' | { mask: string } | { where: RowRule['where'] }
const treatment: fc.Arbitrary<Treatment> = fc.oneof(
  { weight: 1, arbitrary: fc.constant<Treatment>('refuse') },
  { weight: 4, arbitrary: fc.constant<Treatment>('reveal') },
  { weight: 1, arbitrary: fc.constantFrom('name', 'redact').map((mask) => ({ mask })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<RowRule['where'][]>('residence-in-own-division').map((where) => ({ where })),
  },
)
const uses = fc.record({
  input: fc.boolean(),
  filter: fc.boolean(),
  sort: fc.boolean(),
  group: fc.boolean(),
  isReleased: fc.boolean(),
})

const grant: fc.Arbitrary<Grant> = fc
  .tuple(
    fc.array(treatment, { minLength: COORDINATES.length, maxLength: COORDINATES.length }),
    fc.array(uses, { minLength: COORDINATES.length, maxLength: COORDINATES.length }),
    fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 60 })),
    fc.option(fc.constantFrom('2026-12-01', '2027-01-01')),
    fc.constantFrom('one', 'other'),
  )
  .map(([treatments, used, [rootFields, children, missesPerHour], until, name]) => {
    const at = new Map(COORDINATES.map((coordinate, index) => [coordinate, index]))
    const decide = (kind: UseKind, coordinate: string): Decision => {
      const index = at.get(coordinate)
      const refused: Decision = { effect: 'refuse', policies: [name], reason: 'not granted' }
      if (index === undefined) return refused
      if (kind !== 'select') return used[index]?.[kind] ? { effect: 'reveal', policies: [name] } : refused
      const chosen = ALWAYS.has(coordinate) ? 'reveal' : treatments[index]
      if (chosen === undefined || chosen === 'refuse') return refused
      if (chosen === 'reveal') return { effect: 'reveal', policies: [name] }
      if ('mask' in chosen) return { effect: 'mask', mask: chosen.mask, policies: [name] }
      return { effect: 'reveal', policies: [name], rows: [{ where: chosen.where, otherwise: 'withheld' }] }
    }
    const releases = COORDINATES.flatMap((field, index) => {
      const from = catalogue.get(field)?.derivedFrom ?? []
      return used[index]?.isReleased && from.length > 0 ? [{ field, from }] : []
    })
    return {
      role: name,
      purpose: 'P05',
      policyIds: [name],
      version: 'v1',
      relation: 'own-roll',
      scopeConditions: [],
      limits: {
        ...{ rootFields, children, missesPerHour, missesPerHourOfOrganisation: missesPerHour * 10 },
        ...{ childrenPerDay: children * 2, childrenPerDayOfOrganisation: children * 20 },
      },
      until,
      journal: { notifyGuardian: false },
      releases,
      view: viewOf({ schema, catalogue, decide, values: {} }),
      uses: USE_KINDS.flatMap((kind) =>
        COORDINATES.map((coordinate) => ({ kind, coordinate, decision: decide(kind, coordinate) })),
      ).filter(({ decision }) => decision.effect !== 'refuse'),
      values: {},
      decide,
    } satisfies Grant
  })

const RANK = { refuse: 0, mask: 1, reveal: 2 } as const

/** Every decision of a grant, policies aside: what happens and under which conditions. */
function decisions({ decide }: Grant): Map<string, unknown> {
  return new Map(
    USE_KINDS.flatMap((kind) =>
      COORDINATES.map((coordinate): [string, unknown] => {
        const decision = decide(kind, coordinate)
        const { effect } = decision
        if (effect === 'refuse') return [`${kind} ${coordinate}`, { effect }]
        const mask = effect === 'mask' ? decision.mask : null
        return [`${kind} ${coordinate}`, { effect, mask, rows: decision.rows ?? [] }]
      }),
    ),
  )
}

function both(one: Grant, other: Grant): Grant {
  const made = intersectGrants(one, other, catalogue)
  if (!made) throw new Error('two such grants have a view in common')
  return made
}

const RUNS = { numRuns: 25, seed: 20_261_123 }

describe('the rights of a program for a person', () => {
  it('are never wider than either’s, for any use of any coordinate', { timeout: 60_000 }, () => {
    let narrowed = 0
    fc.assert(
      fc.property(grant, grant, (user, agent) => {
        const common = both(user, agent)
        for (const kind of USE_KINDS) {
          for (const coordinate of COORDINATES) {
            const [own, theirs, left] = [user, agent, common].map((each) => each.decide(kind, coordinate))
            if (!own || !theirs || !left) throw new Error('three decisions')
            expect(RANK[left.effect], `${kind} ${coordinate}`).toBeLessThanOrEqual(
              Math.min(RANK[own.effect], RANK[theirs.effect]),
            )
            if (left.effect === 'refuse') continue
            for (const each of [own, theirs]) {
              if (each.effect === 'mask') expect(left).toMatchObject({ effect: 'mask', mask: each.mask })
              if (each.effect !== 'refuse')
                expect(left.rows ?? []).toEqual(expect.arrayContaining([...(each.rows ?? [])]))
              if (each.effect !== left.effect) narrowed += 1
            }
          }
        }
        expect(common.limits.children).toBe(Math.min(user.limits.children, agent.limits.children))
        expect(common.limits.rootFields).toBe(Math.min(user.limits.rootFields, agent.limits.rootFields))
        expect(common.limits.missesPerHour).toBe(Math.min(user.limits.missesPerHour, agent.limits.missesPerHour))
      }),
      RUNS,
    )
    expect(narrowed).toBeGreaterThan(0)
  })

  it('hold nothing of level L4, nor what is guessed from it, unless both release it', { timeout: 60_000 }, () => {
    const isReleasedBy = ({ releases }: Grant, field: string, input: string) =>
      releases.some((release) => release.field === field && release.from.includes(input))
    let released = 0
    fc.assert(
      fc.property(grant, grant, (user, agent) => {
        const common = both(user, agent)
        for (const coordinate of COORDINATES) {
          const { level, derivedFrom = [] } = catalogue.get(coordinate) ?? { level: 'L4' }
          const held = (['select', 'filter', 'sort', 'group'] as const).filter(
            (kind) => common.decide(kind, coordinate).effect !== 'refuse',
          )
          if (level === 'L4') expect([coordinate, held]).toEqual([coordinate, []])
          for (const input of derivedFrom.filter((each) => catalogue.get(each)?.level === 'L4')) {
            if (held.length === 0) continue
            expect([user, agent].map((each) => isReleasedBy(each, coordinate, input))).toEqual([true, true])
            released += 1
          }
        }
      }),
      RUNS,
    )
    expect(released).toBeGreaterThan(0)
  })

  it('are the same from either side, and no fewer when they meet again', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(grant, grant, (user, agent) => {
        const once = both(user, agent)
        expect(decisions(both(agent, user))).toEqual(decisions(once))
        expect(decisions(both(once, agent))).toEqual(decisions(once))
        expect(decisions(both(once, once))).toEqual(decisions(once))
        expect(both(agent, user).policyIds).toEqual(once.policyIds)
        expect(both(agent, user).until).toBe(once.until)
      }),
      RUNS,
    )
  })

  it('keep the one’s refusal, whatever is added to the other', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(grant, grant, (user, agent) => {
        const everything: Grant = {
          ...agent,
          decide: () => ({ effect: 'reveal', policies: agent.policyIds }),
          view: schema,
        }
        for (const [use, decision] of decisions(both(user, everything))) {
          const [kind, coordinate] = use.split(' ') as [UseKind, string]
          if (user.decide(kind, coordinate).effect === 'refuse')
            expect([use, decision]).toEqual([use, { effect: 'refuse' }])
        }
      }),
      RUNS,
    )
  })

  it('show in their view what they grant and nothing else', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(grant, grant, (user, agent) => {
        const common = both(user, agent)
        for (const type of Object.values(common.view.getTypeMap())) {
          if (!isObjectType(type) || type.name.startsWith('__')) continue
          for (const field of Object.keys(type.getFields())) {
            expect(common.decide('select', `${type.name}.${field}`).effect).not.toBe('refuse')
          }
        }
      }),
      RUNS,
    )
  })

  it('are none where the two rest on different relations', () => {
    const [user, agent] = fc.sample(fc.tuple(grant, grant), { numRuns: 1, seed: 1 })[0] ?? []
    if (!user || !agent) throw new Error('one pair')
    expect(intersectGrants(user, { ...agent, relation: 'open-encounter' }, catalogue)).toBeNull()
    expect(intersectGrants(user, agent, catalogue)).not.toBeNull()
  })
})

describe('the published policies', async () => {
  const documents = await readPolicyFolder('policies')
  const policies = compilePolicies(documents, parts)
  const asked = (role: string, purpose: 'P01' | 'P05' | 'P08' | 'P09' | 'P16', agentId: string | null) =>
    grantOfCaller(
      { policies, catalogue },
      { caller: { role, delegation: agentId === null ? null : { agentId, conversation: 'talk-1' } }, purpose },
    )

  it.each([
    ['SCH_AID_OFFICER', 'P05', ['agent-school-aid', 'school-aid'], ['eligibility']],
    ['HOSP_CLERK', 'P01', ['agent-hospital-settlement', 'hospital-settlement'], ['stayEligibility']],
    ['AGENT', 'P16', ['agent-policy-questions'], ['benefitRules']],
  ] as const)('give the program of %s under %s one question', (role, purpose, policyIds, roots) => {
    const grant = asked(role, purpose, 'agent-1')
    expect(grant?.policyIds).toEqual(policyIds)
    expect(Object.keys(grant?.view.getQueryType()?.getFields() ?? {})).toEqual(roots)
  })

  it.each([
    ['MZ_ADJUDICATOR', 'P08'],
    ['MZ_CITY_ANALYST', 'P09'],
    ['SCH_AID_OFFICER', 'P16'],
    ['SCH_TEACHER', 'P05'],
  ] as const)('give the program of %s under %s nothing: one of the two has no policy', (role, purpose) => {
    expect(asked(role, purpose, 'agent-1')).toBeNull()
  })

  it('make one intersection for one set of policies, and one plan for each grant', () => {
    const agents = asked('SCH_AID_OFFICER', 'P05', 'agent-1')
    const own = asked('SCH_AID_OFFICER', 'P05', null)
    expect(asked('SCH_AID_OFFICER', 'P05', 'agent-2')).toBe(agents)
    const anew = compilePolicies(documents, parts)
    const [user, agent] = ['SCH_AID_OFFICER', 'AGENT'].map((role) => anew.grantFor(role, 'P05'))
    if (!agents || !own || !user || !agent) throw new Error('all are granted')
    expect(delegatedGrant(user, agent, catalogue)).not.toBe(agents)
    const planner = createPlanner(catalogue)
    const document = parse(
      '{ eligibility(subject: { studentNo: "G", fullName: "x" }, benefit: EDUCATION_AID) { status } }',
    )
    const plan = planner.planFor(document, own)
    expect(planner.planFor(document, own)).toBe(plan)
    const agentsPlan = planner.planFor(document, agents)
    expect(agentsPlan).not.toBe(plan)
    expect(agentsPlan.grant.policyIds).toEqual(['agent-school-aid', 'school-aid'])
    expect(planner.planFor(document, agents)).toBe(agentsPlan)
  })

  it('refuse a policy that would hand a program L4, or several children', () => {
    const agents = documents.get('agent-school-aid.yaml') ?? ''
    expect(faultsOf(agents)).toEqual([])
    expect(faultsOf(agents.replace('children: 1', 'children: 2'))).toEqual([
      'policy-1.yaml: limits.children: an agent asks about one child; make it 1',
    ])
    const withCategories = agents.replace(
      '  RuleRef.id: reveal',
      '  Query.children: reveal\n  ChildConnection.nodes: reveal\n  Child.civilAffairs: reveal\n  CivilAffairs.categories: reveal\n  RuleRef.id: reveal',
    )
    expect(faultsOf(withCategories)).toEqual([
      'policy-1.yaml: fields.CivilAffairs.categories: level L4 reaches no agent; remove it',
    ])
  })
})
