// What two grants come to together, each rule of it by itself, on a small schema of its own.
import { buildSchema, printSchema, validateSchema } from 'graphql'
import { describe, expect, it } from 'vitest'
import type { Classification } from '../../src/catalogue/item.ts'
import type { Grant } from '../../src/policy/compile.ts'
import { type Decision, USE_KINDS, type UseKind } from '../../src/policy/decision.ts'
import { delegatedGrant, intersectGrants } from '../../src/policy/intersect.ts'
import type { Limits, RowRule } from '../../src/policy/policy.ts'
import { viewOf } from '../../src/policy/view.ts'

const SCHEMA = buildSchema(`
  type Query { child(name: String): Child, kinds: [Kind], ways: [Way], open: String }
  type Child { name: String, kept: String, guess: String, far: String, plain: String, home: Home }
  type Home { place: Place }
  type Place { street: String, town: String }
  enum Kind { SCHOOL HOSPITAL COURT }
  enum Way { ROAD }
`)

const at = (level: Classification['level'], derivedFrom?: readonly string[]): Classification => {
  return { item: 'D03', level, source: 'GAJ', ...(derivedFrom ? { derivedFrom } : {}) }
}
const CATALOGUE = new Map<string, Classification>([
  ...['Query.child', 'Query.kinds', 'Query.ways', 'Query.open', 'Child.name', 'Child.plain', 'Child.home'].map(
    (coordinate): [string, Classification] => [coordinate, at('L3')],
  ),
  ...['Query.child(name:)', 'Home.place', 'Place.street', 'Place.town'].map((coordinate): [string, Classification] => [
    coordinate,
    at('L2'),
  ]),
  ['Child.kept', at('L4')],
  ['Child.guess', at('L3', ['Child.kept', 'Child.name', 'Child.lost'])],
  ['Child.lost', at('L4')],
  ['Child.far', at('L3', ['Child.guess'])],
])

const LIMITS: Limits = {
  rootFields: 2,
  children: 3,
  missesPerHour: 4,
  missesPerHourOfOrganisation: 5,
  childrenPerDay: 6,
  childrenPerDayOfOrganisation: 7,
}

type Treatment = { readonly mask?: string; readonly rows?: readonly RowRule[] }

/** A grant that reveals `Query.open`, and what is listed: `select Child.name`. */
function grantOf(
  name: string,
  listed: Readonly<Record<string, Treatment>>,
  more: Partial<Grant> & { readonly values?: Grant['values'] } = {},
): Grant {
  const policies = [name]
  const granted: Readonly<Record<string, Treatment>> = { 'select Query.open': {}, ...listed }
  const decide = (kind: UseKind, coordinate: string): Decision => {
    const treatment = granted[`${kind} ${coordinate}`]
    if (!treatment) return { effect: 'refuse', policies, reason: `not granted to ${name}` }
    const { mask, ...rows } = treatment
    return mask === undefined ? { effect: 'reveal', policies, ...rows } : { effect: 'mask', mask, policies, ...rows }
  }
  const coordinates = [...CATALOGUE.keys()]
  return {
    ...{ role: name, purpose: 'P05', policyIds: policies, version: 'v1', relation: 'own-roll', scopeConditions: [] },
    ...{ limits: LIMITS, until: null, journal: { notifyGuardian: false }, releases: [], values: {}, decide },
    view: viewOf({ schema: SCHEMA, catalogue: CATALOGUE, decide, values: more.values ?? {} }),
    uses: USE_KINDS.flatMap((kind) =>
      coordinates.map((coordinate) => ({ kind, coordinate, decision: decide(kind, coordinate) })),
    ).filter(({ decision }) => decision.effect !== 'refuse'),
    ...more,
  }
}

function together(user: Grant, agent: Grant): Grant {
  const grant = intersectGrants(user, agent, CATALOGUE)
  if (!grant) throw new Error('both open one field')
  return grant
}

/** What becomes of one use that the user and the program are granted so. */
function met(use: string, user: Treatment | null, agent: Treatment | null, more: Partial<Grant> = {}): Decision {
  const [kind, coordinate] = use.split(' ') as [UseKind, string]
  const [own, theirs] = [user, agent].map((treatment, position) =>
    grantOf(position === 0 ? 'user' : 'agent', treatment ? { [use]: treatment } : {}, more),
  )
  return together(own as Grant, theirs as Grant).decide(kind, coordinate)
}

const policies = ['agent', 'user']
const refusal = (reason: string): Decision => ({ effect: 'refuse', policies, reason })

describe('one use under two grants', () => {
  it.each([
    ['is revealed where both reveal it', {}, {}, { effect: 'reveal', policies }],
    ['is masked where one masks it', { mask: 'name' }, {}, { effect: 'mask', mask: 'name', policies }],
    ['is masked where the other masks it', {}, { mask: 'name' }, { effect: 'mask', mask: 'name', policies }],
    ['is masked where both mask it so', { mask: 'name' }, { mask: 'name' }, { effect: 'mask', mask: 'name', policies }],
    ['is refused under two masks', { mask: 'name' }, { mask: 'month' }, refusal('two masks for one value')],
    ['is refused where the person may not', null, {}, refusal('not granted')],
    ['is refused where the program may not', {}, null, refusal('not granted')],
    ['is refused where neither may', null, null, refusal('not granted')],
  ] as const)('%s', (_what, user, agent, decision) => {
    expect(met('select Child.name', user, agent)).toEqual(decision)
  })

  it('keeps the conditions of both, each once and in one order', () => {
    const own = { where: 'residence-in-own-division', otherwise: 'withheld' } as const
    const absent = { ...own, otherwise: 'looks-absent' } as const
    const safe = { where: 'address-not-protected', otherwise: 'looks-absent' } as const
    const rows = [safe, absent, own]
    expect(met('select Child.name', { rows: [own, safe] }, { rows: [own, absent] })).toEqual({
      effect: 'reveal',
      policies,
      rows,
    })
    expect(met('select Child.name', { rows: [absent, own] }, { mask: 'name', rows: [safe, own] })).toEqual({
      effect: 'mask',
      mask: 'name',
      policies,
      rows,
    })
    expect(met('select Child.name', {}, { rows: [own] })).toEqual({ effect: 'reveal', policies, rows: [own] })
    expect(met('select Child.name', { rows: [own] }, {})).toEqual({ effect: 'reveal', policies, rows: [own] })
  })
})

describe('a program', () => {
  const withheld = refusal('not for a program')

  it.each(['select', 'filter', 'sort', 'group'])('learns nothing of level L4 by %s', (kind) => {
    expect(met(`${kind} Child.kept`, {}, {})).toEqual(withheld)
    expect(met(`${kind} Child.name`, {}, {})).toEqual({ effect: 'reveal', policies })
  })

  it('learns nothing that is guessed from level L4, however far', () => {
    expect(met('select Child.guess', {}, {})).toEqual(withheld)
    expect(met('select Child.far', {}, {})).toEqual(withheld)
  })

  it('learns nothing that is not classified', () => {
    expect(met('select Child.nothing', {}, {})).toEqual(withheld)
  })

  it('hands on what the person typed, whatever its level', () => {
    expect(met('input Child.kept', {}, {})).toEqual({ effect: 'reveal', policies })
    expect(met('input Child.kept', {}, null)).toEqual(refusal('not granted'))
  })

  describe('with a guess that is released', () => {
    const guessed = { 'select Child.guess': {}, 'select Child.far': {} }
    const released = (field: string, ...from: string[]) => ({ releases: [{ field, from }] })
    const learns = (coordinate: string, user: Partial<Grant>, agent: Partial<Grant>) =>
      together(grantOf('user', guessed, user), grantOf('agent', guessed, agent)).decide('select', coordinate).effect
    const whole = released('Child.guess', 'Child.lost', 'Child.kept')
    const far = released('Child.far', 'Child.lost', 'Child.kept')

    it('learns it where both release it from all of level L4 that it holds', () => {
      expect(learns('Child.guess', whole, whole)).toBe('reveal')
    })

    it.each([
      ['only the person releases it', whole, {}],
      ['only the program releases it', {}, whole],
      ['one of the two releases it in part', whole, released('Child.guess', 'Child.kept')],
      [
        'each of the two releases another part',
        released('Child.guess', 'Child.lost'),
        released('Child.guess', 'Child.kept'),
      ],
      ['only one releases it, the other another guess', whole, far],
      ['both release another guess from the same', far, far],
    ])('learns nothing where %s', (_what, user, agent) => {
      expect(learns('Child.guess', user, agent)).toBe('refuse')
    })

    it('learns what is guessed from that guess only where the guess may be learned', () => {
      expect(learns('Child.far', whole, whole)).toBe('reveal')
      expect(learns('Child.far', {}, whole)).toBe('refuse')
    })

    it('rests on what both release, and says no more', () => {
      const releases = [...whole.releases, ...released('Child.far', 'Child.name').releases]
      const others = [...released('Child.guess', 'Child.kept').releases, ...far.releases]
      const grant = together(grantOf('user', {}, { releases }), grantOf('agent', {}, { releases: others }))
      expect(grant.releases).toEqual([{ field: 'Child.guess', from: ['Child.kept'] }])
    })
  })
})

describe('a way', () => {
  const way = { 'select Query.child': {}, 'select Child.home': {}, 'select Home.place': {} }

  it('at whose end nothing is left is refused from its beginning', () => {
    const user = grantOf('user', { ...way, 'select Place.street': {} })
    const agent = grantOf('agent', { ...way, 'select Place.town': {} })
    const grant = together(user, agent)
    for (const coordinate of ['Query.child', 'Child.home', 'Home.place']) {
      expect(grant.decide('select', coordinate)).toEqual(refusal('not for a program'))
      expect(together(agent, user).decide('select', coordinate)).toEqual(refusal('not for a program'))
    }
    expect(printSchema(grant.view)).toBe('type Query {\n  open: String\n}')
  })

  it('at whose end something is left is granted, and a use of its fields beside it', () => {
    const leaf = { 'select Place.street': {}, 'filter Child.home': {} }
    const grant = together(
      grantOf('user', { ...way, ...leaf, 'select Place.town': {} }),
      grantOf('agent', { ...way, ...leaf, 'select Child.name': {} }),
    )
    for (const use of Object.keys({ ...way, ...leaf })) {
      const [kind, coordinate] = use.split(' ') as [UseKind, string]
      expect(grant.decide(kind, coordinate)).toEqual({ effect: 'reveal', policies })
    }
    expect(printSchema(grant.view)).not.toMatch(/town|name: String\n/)
  })

  it('that leads on to nothing does not keep a use other than to see it', () => {
    const use = { 'filter Child.home': {} }
    const grant = together(grantOf('user', { ...way, ...use }), grantOf('agent', { ...way, ...use }))
    expect(grant.decide('filter', 'Child.home')).toEqual({ effect: 'reveal', policies })
    expect(grant.decide('select', 'Child.home').effect).toBe('refuse')
  })

  it('is told alike from either side where only one of the two has its type in view', () => {
    const below = { 'select Child.home': {}, 'select Home.place': {} }
    const user = grantOf('user', { ...below, 'select Place.street': {} })
    const agent = grantOf('agent', { ...way, 'select Place.town': {} })
    for (const grant of [together(user, agent), together(agent, user)]) {
      expect(grant.decide('select', 'Child.home').effect).toBe('refuse')
    }
  })
})

describe('the terms of two grants', () => {
  it('are the least of each limit', () => {
    const other: Limits = {
      rootFields: 1,
      children: 30,
      missesPerHour: 1,
      missesPerHourOfOrganisation: 50,
      childrenPerDay: 1,
      childrenPerDayOfOrganisation: 70,
    }
    const least = { ...LIMITS, rootFields: 1, missesPerHour: 1, childrenPerDay: 1 }
    expect(together(grantOf('user', {}), grantOf('agent', {}, { limits: other })).limits).toEqual(least)
    expect(together(grantOf('user', {}, { limits: other }), grantOf('agent', {})).limits).toEqual(least)
  })

  it.each([
    ['the earlier day', '2027-01-01', '2026-12-01', '2026-12-01'],
    ['the earlier day', '2026-12-01', '2027-01-01', '2026-12-01'],
    ['the one day there is', null, '2027-01-01', '2027-01-01'],
    ['the one day there is', '2027-01-01', null, '2027-01-01'],
    ['no day', null, null, null],
  ])('end on %s: %s and %s', (_what, user, agent, until) => {
    expect(together(grantOf('user', {}, { until: user }), grantOf('agent', {}, { until: agent })).until).toBe(until)
  })

  it.each([
    [false, false, false],
    [true, false, true],
    [false, true, true],
  ])('tell the guardian where either does: %s and %s', (user, agent, told) => {
    const journal = (notifyGuardian: boolean) => ({ journal: { notifyGuardian } })
    const grant = together(grantOf('user', {}, journal(user)), grantOf('agent', {}, journal(agent)))
    expect(grant.journal).toEqual({ notifyGuardian: told })
  })

  it('hold every condition of either on which children are the caller’s, each once and in one order', () => {
    const grant = together(
      grantOf('user', {}, { scopeConditions: ['residence-in-own-division', 'hukou-in-own-division'] }),
      grantOf('agent', {}, { scopeConditions: ['address-not-protected', 'hukou-in-own-division'] }),
    )
    expect(grant.scopeConditions).toEqual([
      'address-not-protected',
      'hukou-in-own-division',
      'residence-in-own-division',
    ])
  })

  it('are otherwise the person’s, by every policy of either', () => {
    const user = grantOf('user', {}, { policyIds: ['b', 'shared'] })
    const agent = grantOf('agent', {}, { policyIds: ['shared', 'a'] })
    expect(together(user, agent)).toMatchObject({
      ...{ role: 'user', purpose: 'P05', version: 'v1', relation: 'own-roll', policyIds: ['a', 'b', 'shared'] },
    })
  })

  it('list each use that is left, as it is decided', () => {
    const user = grantOf('user', { 'select Query.child': {}, 'select Child.name': {}, 'filter Child.name': {} })
    const agent = grantOf('agent', { 'select Query.child': {}, 'select Child.name': { mask: 'name' } })
    expect(together(user, agent).uses).toEqual([
      { kind: 'select', coordinate: 'Query.child', decision: { effect: 'reveal', policies } },
      { kind: 'select', coordinate: 'Query.open', decision: { effect: 'reveal', policies } },
      { kind: 'select', coordinate: 'Child.name', decision: { effect: 'mask', mask: 'name', policies } },
    ])
  })

  it('leave of an enumeration the values of both, and of one that only one of them sees none', () => {
    const listed = { 'select Query.kinds': {} }
    const user = grantOf('user', { ...listed, 'select Query.ways': {} }, { values: { Kind: ['SCHOOL', 'COURT'] } })
    const agent = grantOf('agent', listed, { values: { Kind: ['HOSPITAL', 'COURT'] } })
    const grant = together(user, agent)
    expect(grant.values).toEqual({ Kind: ['COURT'], Way: [] })
    expect(printSchema(grant.view)).toContain('enum Kind {\n  COURT\n}')
    expect(together(agent, user).values).toEqual({ Kind: ['COURT'] })
    expect(together(user, user).values).toEqual({ Kind: ['SCHOOL', 'COURT'], Way: ['ROAD'] })
  })
})

describe('two grants', () => {
  it('of two sets, or for two purposes, are never put together', () => {
    const fault = 'invariant: two grants of one set and one purpose'
    const user = grantOf('user', {})
    expect(() => intersectGrants(user, grantOf('agent', {}, { version: 'v2' }), CATALOGUE)).toThrow(fault)
    expect(() => intersectGrants(user, grantOf('agent', {}, { purpose: 'P08' }), CATALOGUE)).toThrow(fault)
  })

  it('that rest on two relations come to nothing', () => {
    const agent = grantOf('agent', {}, { relation: 'open-encounter' })
    expect(intersectGrants(grantOf('user', {}), agent, CATALOGUE)).toBeNull()
  })

  it('that have nothing in common that can be asked come to nothing', () => {
    const [user, agent] = ['user', 'agent'].map((name) => {
      const grant = grantOf(name, {})
      const decide: Grant['decide'] = () => ({ effect: 'refuse', policies: [name], reason: 'not granted' })
      return { ...grant, decide }
    })
    expect(intersectGrants(user as Grant, grantOf('agent', {}), CATALOGUE)).toBeNull()
    expect(intersectGrants(grantOf('user', {}), agent as Grant, CATALOGUE)).toBeNull()
  })

  it('have a view in order, and are put together once', () => {
    const [user, agent, other] = ['user', 'agent', 'other'].map((name) => grantOf(name, {})) as [Grant, Grant, Grant]
    const grant = delegatedGrant(user, agent, CATALOGUE)
    expect(grant && validateSchema(grant.view)).toEqual([])
    expect(delegatedGrant(user, agent, CATALOGUE)).toBe(grant)
    expect(delegatedGrant(user, other, CATALOGUE)?.policyIds).toEqual(['other', 'user'])
    expect(delegatedGrant(other, agent, CATALOGUE)?.policyIds).toEqual(['agent', 'other'])
    expect(delegatedGrant(user, agent, CATALOGUE)).toBe(grant)
  })
})
