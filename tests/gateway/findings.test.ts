// What the rules find of a child, for the county officer who decides: weighed on the cells that the officer sees, and on no other.
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import { ageAt } from '../../src/clock.ts'
import { MissingCell } from '../../src/departments/missing-cell.ts'
import type { Truth } from '../../src/eligibility/three-valued.ts'
import { factsFrom } from '../../src/registry/findings/facts.ts'
import { findingsShown } from '../../src/registry/findings/read.ts'
import { askReference } from '../eligibility/findings.reference.ts'
import { draft, inForce } from '../eligibility/packs.ts'
import { MORE, type WrittenChild, type WrittenParent } from '../eligibility/written-child.ts'
import { openTown, type Town } from '../world/town.ts'
import { recordedSources } from './questions.ts'

const TODAY = '2026-11-23'
const FINDINGS =
  'findings { name kind rule clause truth undecided inputs { of name truth values testedFor source asOf } }'
const CELLS = `
  publicSecurity { birthDate hukouDivision residenceDivision residenceSince parentsUntraceable parentLinks { relation vitalStatus } }
  civilAffairs { categories householdAidClass basicAllowance subsidyChoice disabledLivingAllowance }
  disability { disabilityKind severe certValidTo }
  health { illnessAttested }
  education { stage }
  justice { parentSituations { relation k8Satisfied } }
  community { guardianshipMissing difficulties accompanied
    parentFindings { relation unableToSupport lacksGuardianCapacity away awaySince } }`

const sources = recordedSources()
const out = new Set<string>()
let town: Town

beforeAll(async () => {
  town = await openTown({
    wrapSource: (code, source) => {
      const recorded = sources.wrapSource(code, source)
      const fetch: typeof recorded.fetch = async (...asked) => {
        if (out.has(code)) throw new Error('connection refused')
        return recorded.fetch(...asked)
      }
      return { ...recorded, fetch }
    },
  })
})
afterAll(() => town.close())
afterEach(() => out.clear())

interface Found {
  readonly name: string
  readonly rule: string
  readonly truth: Truth
  readonly undecided: string | null
  readonly inputs: readonly Record<'of' | 'name' | 'truth' | 'values' | 'testedFor' | 'source' | 'asOf', unknown>[]
}

// biome-ignore lint/suspicious/noExplicitAny: an answer of a caller's own choosing
type Node = any

async function page(fields: string, after: string | null, as = 'adjudicator') {
  const query = `query P($after: String) { children(first: 50, after: $after) { nodes { childRef ${fields} } pageInfo { hasNextPage endCursor } } }`
  return town.ask({ as: as as 'adjudicator', purpose: 'P08', query, variables: { after } })
}

async function county(fields: string): Promise<{ nodes: Node[]; disclosure: Node[] }> {
  const [nodes, disclosure]: [Node[], Node[]] = [[], []]
  for (let after: string | null = null; ; ) {
    const { body }: Node = await page(fields, after)
    expect(body.errors).toBeUndefined()
    for (const each of body.extensions?.disclosure ?? [])
      disclosure.push({ ...each, at: nodes.length + Number(each.path[2]) })
    nodes.push(...body.data.children.nodes)
    if (!body.data.children.pageInfo.hasNextPage) return { nodes, disclosure }
    after = body.data.children.pageInfo.endCursor
  }
}

// ---- The child once more, written down from what the officer was shown

interface Decided {
  readonly value: string
  readonly from: string
}

/** By child, the categories that the registry has on record, whether or not they hold today. */
async function decided(): Promise<(ref: string) => readonly Decided[]> {
  const { rows } = await town
    .pool('REGISTRY', 'hutong_gateway')
    .query<Decided & { child_id: string }>(
      `select child_id, value, valid_from::text as from from registry.outcome where kind = 'CATEGORY' and superseded_at is null`,
    )
  const byChild = Map.groupBy(rows, ({ child_id: id }) => id)
  const refs = town.gateway.rooms.childRefs('1133019999000XH06C')
  return (ref) => byChild.get(refs.childIdOf(ref) ?? '') ?? []
}

function written(node: Node, history: readonly Decided[]): WrittenChild {
  const { publicSecurity: police, civilAffairs: office, disability, health, education, community } = node
  const isValid = disability !== null && (disability.certValidTo ?? '9999') >= TODAY
  return {
    facts: {
      CATEGORY: office?.categories ?? [],
      // Of whom nobody knows how old they are, nothing is known of before.
      FORMER_CATEGORY: [
        ...history.filter(({ from }) => from <= TODAY && isMinor(police?.birthDate, from)).map(({ value }) => value),
        ...(isMinor(police?.birthDate, TODAY) ? (office?.categories ?? []) : []),
        MORE,
      ],
      HOUSEHOLD_AID: one(office?.householdAidClass),
      BASIC_ALLOWANCE: one(office?.basicAllowance),
      SUBSIDY_CHOICE: one(office?.subsidyChoice),
      DISABLED_LIVING_ALLOWANCE: one(office?.disabledLivingAllowance),
      STAGE: one(education?.stage),
      PARENTS_UNTRACEABLE: said(police?.parentsUntraceable),
      DISABILITY_KIND: isValid ? one(disability.disabilityKind) : [],
      // Either of the two grades stands for both: no rule tells them apart.
      DISABILITY_GRADE: isValid ? [disability.severe ? '1' : '3'] : [],
      ATTESTED: health?.illnessAttested ? null : [],
      ACCOMPANIED: said(community?.accompanied),
      DIFFICULTY: community?.difficulties ?? null,
      GUARDIANSHIP_MISSING: said(community?.guardianshipMissing),
    },
    birthDate: police?.birthDate ?? null,
    hukou: police?.hukouDivision?.slice(0, 6) ?? null,
    residence: police?.residenceDivision?.slice(0, 6) ?? null,
    residenceSince: police?.residenceSince ?? null,
    father: parent(node, 'FATHER'),
    mother: parent(node, 'MOTHER'),
  }
}

function parent({ publicSecurity, justice, community }: Node, which: string): WrittenParent | null {
  const of = (list: Node[] | null | undefined) => list?.find(({ relation }) => relation === which)
  const link = of(publicSecurity?.parentLinks)
  const kept = of(justice?.parentSituations)
  const found = of(community?.parentFindings)
  if (!link && !kept && !found) return null
  return {
    facts: {
      VITAL_STATUS: link?.vitalStatus ? [link.vitalStatus] : null,
      SITUATION: kept?.k8Satisfied ? ['ONE_OF_EIGHT', MORE] : null,
      UNABLE_TO_SUPPORT: said(found?.unableToSupport),
      LACKS_GUARDIAN_CAPACITY: said(found?.lacksGuardianCapacity),
      WORKING_AWAY: found?.away ? ['CROSS_COUNTY'] : null,
    },
    awaySince: found?.awaySince ?? null,
  }
}

const isMinor = (born: string | null | undefined, on: string): boolean =>
  typeof born === 'string' && ageAt(born, on) < 18
const one = (code: string | null | undefined): string[] => (code ? [code] : [])
const said = (flag: boolean | null | undefined): string[] | null =>
  flag === null || flag === undefined ? null : [flag ? 'YES' : 'NO']

describe('what the rules find', () => {
  it('is shown to nobody but the officer of the county', async () => {
    for (const [as, purpose] of [
      ['village', 'P07'],
      ['street', 'P07'],
      ['protection', 'P10'],
      ['analyst', 'P09'],
      ['cl', 'P08'],
      ['guardian', 'P13'],
    ] as const) {
      const query = `{ children(first: 1) { nodes { ${FINDINGS} } } }`
      const { body } = await town.ask({ as, purpose, ...(as === 'protection' ? { case: 'C-1' } : {}), query })
      expect([as, body.data ?? null, body.errors[0].extensions.code]).toEqual([as, null, 'REFUSED'])
    }
  })

  it('of every child of a county is what the reference in SQL says of the cells that the officer sees', async () => {
    await town.newEntries()
    const { nodes, disclosure } = await county(`${FINDINGS} ${CELLS}`)
    expect(nodes.length).toBeGreaterThan(100)
    const untold = new Set(disclosure.filter(({ state }) => state !== 'MASKED').map(({ at }) => at))
    const whole = nodes.filter((_, at) => !untold.has(at))
    expect(whole.length).toBeGreaterThan(nodes.length - 20)
    const history = await decided()
    const children = whole.map((node) => written(node, history(node.childRef)))
    const reference = await askReference(inject('databaseServer').serverUrl, children, TODAY)
    const counts = new Map<string, number>()
    for (const [at, node] of whole.entries()) {
      const found = new Map<string, Truth>(node.findings.map(({ name, truth }: Found) => [name, truth]))
      expect([node.childRef, Object.fromEntries(found)]).toEqual([
        node.childRef,
        Object.fromEntries(reference[at] ?? []),
      ])
      for (const [name, truth] of found) counts.set(`${name} ${truth}`, (counts.get(`${name} ${truth}`) ?? 0) + 1)
    }
    for (const name of ['ORPHAN', 'DE_FACTO_UNSUPPORTED', 'DISABLED', 'ECONOMIC_HARDSHIP', 'BASIC_LIVING_ALLOWANCE'])
      expect([name, counts.get(`${name} TRUE`) ?? 0]).toEqual([name, expect.toSatisfy((count) => count > 0)])
    // What was found stands in no entry.
    expect(JSON.stringify(await town.newEntries())).not.toMatch(/ORPHAN|UNSUPPORTED|HARDSHIP/)
  })

  it('names each test that it rests on, with the department that told it and of when', async () => {
    const { nodes } = await county(`findings { name rule truth inputs { of name truth values testedFor source asOf } }`)
    const disabled: Found[] = nodes.flatMap(({ findings }) => findings)
    const found = disabled.find(({ name, truth }) => name === 'DISABLED' && truth === 'TRUE')
    expect(found).toMatchObject({ rule: 'C3' })
    expect(found?.inputs).toEqual(
      expect.arrayContaining([
        {
          ...{ of: 'CHILD', name: 'AGE', truth: 'TRUE', values: null, testedFor: null, source: 'GAJ' },
          asOf: expect.stringMatching(/^2026-11-2\dT/),
        },
        expect.objectContaining({ of: 'CHILD', name: 'DISABILITY_KIND', truth: 'TRUE', source: 'CLH' }),
        { ...{ of: null, name: 'A12', truth: 'TRUE', values: null, testedFor: null, source: null }, asOf: null },
      ]),
    )
    const unsupported = disabled.find(({ name, truth }) => name === 'DE_FACTO_UNSUPPORTED' && truth === 'TRUE')
    const parents = new Set(unsupported?.inputs.map(({ of }) => of))
    expect([parents.has('FATHER'), parents.has('MOTHER')]).toEqual([true, true])
    // Which of the eight situations it is stands nowhere: what is tested is whether it is one of them all.
    const inputs = disabled.flatMap((each) => each.inputs)
    const tested = inputs.filter(({ name }) => name === 'SITUATION').map(({ testedFor }) => testedFor)
    expect(tested.length).toBeGreaterThan(0)
    for (const each of tested) expect(each).toHaveLength(9)
    expect(JSON.stringify(inputs.map(({ values }) => values))).not.toMatch(/IMPRISONED|REHAB|DEPORTED|LIBERTY|REVOKED/)
  })
})

describe('a young person who left care', () => {
  const CELLS_OF = (birthDate: string | undefined, categories: readonly string[]) => (leaf: string) =>
    ({ 'PublicSecurity.birthDate': birthDate, 'CivilAffairs.categories': categories })[leaf]
  const decided = (value: string, validFrom: string, validTo: string | null = null) =>
    ({ kind: 'CATEGORY', value, validFrom, validTo }) as const
  const ADULT = '2007-03-01'

  it('is known by what was decided before the 18th birthday, and is asked for nothing that nobody tells', async () => {
    const ref = town.gateway.rooms.childRefs('1133019999000XH06C').refOf(CAST.turnsEighteen.id)
    const query =
      'query ($ref: ID!) { child(ref: $ref) { findings { name truth inputs { name truth values source } } } }'
    const { body } = await town.ask({ as: 'adjudicator', purpose: 'P08', query, variables: { ref } })
    const found = new Map<string, Found>(body.data.child.findings.map((each: Found) => [each.name, each]))
    for (const name of ['TRANSITION_SUBSIDY', 'HOUSING_PRIORITY', 'EMPLOYMENT_PRIORITY']) {
      expect([name, found.get(name)?.truth]).toEqual([name, 'UNKNOWN'])
      expect(found.get(name)?.inputs).toContainEqual({
        name: 'FORMER_CATEGORY',
        truth: 'TRUE',
        values: ['ORPHAN'],
        source: 'MZJ',
      })
    }
    expect(found.get('HOUSING_PRIORITY')?.inputs).toContainEqual({
      name: 'HOUSING_NEED',
      truth: 'UNKNOWN',
      values: null,
      source: null,
    })
  })

  it.each([
    ['decided as a minor and ended since', ADULT, [], [decided('ORPHAN', '2015-01-01', '2025-03-01')], ['ORPHAN']],
    ['decided on the eve of the birthday', ADULT, [], [decided('ORPHAN', '2025-02-28')], ['ORPHAN']],
    ['decided on the birthday', ADULT, [], [decided('ORPHAN', '2025-03-01')], []],
    ['held today alone, by who is grown up', ADULT, ['ORPHAN'], [], []],
    ['held today by a minor', '2012-03-01', ['DISABLED'], [], ['DISABLED']],
    ['held once by a minor', '2012-03-01', [], [decided('ORPHAN', '2015-01-01', '2020-01-01')], ['ORPHAN']],
    ['to be held from a day to come', '2012-03-01', [], [decided('ORPHAN', '2027-01-01')], []],
    ['of whoever’s age nobody knows', undefined, ['ORPHAN'], [decided('ORPHAN', '2015-01-01')], []],
    ['where what was decided is not known', ADULT, ['ORPHAN'], null, []],
    [
      'another kind of decision',
      ADULT,
      [],
      [{ ...decided('ORPHAN', '2015-01-01'), kind: 'CARE_SETTING' as const }],
      [],
    ],
  ])('has a former category where one was %s; none is never a no', (_what, born, today, history, values) => {
    const person = factsFrom(CELLS_OF(born, today), history)
    expect(person.values('FORMER_CATEGORY', TODAY)).toEqual({ values, isWhole: false })
  })
})

describe('while a department is out, what rests on it', () => {
  it('is unknown and never a no, and every other finding is what it was', async () => {
    const before = (await page('findings { name truth inputs { source } }', null)).body.data.children.nodes
    out.add('CLH')
    const { body } = await page('findings { name truth inputs { source } }', null)
    expect(body.errors).toBeUndefined()
    for (const [at, node] of body.data.children.nodes.entries()) {
      for (const [index, { name, truth, inputs }] of node.findings.entries()) {
        const was = before[at].findings[index]
        const isTouched = inputs.some(({ source }: { source: string | null }) => source === 'CLH')
        if (isTouched)
          expect([name, was.truth, truth]).toEqual([name, was.truth, expect.toBeOneOf([was.truth, 'UNKNOWN'])])
        else expect([name, truth]).toEqual([name, was.truth])
      }
    }
    const disabled = body.data.children.nodes
      .flatMap((node: Node) => node.findings)
      .filter(({ name }: Found) => name === 'DISABLED')
    expect(disabled.some(({ truth }: Found) => truth === 'UNKNOWN')).toBe(true)
    expect(disabled.every(({ truth }: Found) => truth !== 'TRUE')).toBe(true)
  })
})

describe('on a day on which no pack is in force', () => {
  const fields = [{ coordinate: 'Child.findings' }] as unknown as Parameters<typeof findingsShown>[0]
  const nothing = { cells: () => undefined, history: null, witness: () => undefined }

  it.each([
    ['a draft alone', [draft], TODAY],
    ['the day before the first began', [inForce, draft], '2026-02-28'],
  ])('nothing is found, and that is said: %s', (_what, packs, today) => {
    const shown = findingsShown(fields, () => ({ packs, today, ...nothing }))
    expect(shown).toEqual(new MissingCell('UNDETERMINED', 'GATEWAY', 'NOT_IN_FORCE'))
  })

  it('the next day each finding is there, and of a child of whom nobody says anything no more than a no that needs no fact', () => {
    const shown = findingsShown(fields, () => ({ packs: [inForce, draft], today: '2026-03-01', ...nothing }))
    expect((shown as Found[]).map(({ truth }) => truth)).toEqual(inForce.findings.map(() => 'UNKNOWN'))
  })
})
