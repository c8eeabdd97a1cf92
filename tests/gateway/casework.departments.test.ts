// Justice, courts, villages, housing, employment, tax, agriculture, the welfare institution: what each tells whom of one child, what it never tells, and what is left
// when one of them is out.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createCity } from '../../src/city/city.ts'
import { isKeptAway, livingParents } from '../../src/city/parents.ts'
import { recordsOf } from '../../src/city/registry-rows.ts'
import type { Subject } from '../../src/city/subject.ts'
import { startOfDay } from '../../src/clock.ts'
import type { DemoAccountKey } from '../../src/demo/accounts.ts'
import type { DepartmentCode } from '../../src/departments/departments.ts'
import { refOfChild } from '../world/child-refs.ts'
import { openTown, type Town } from '../world/town.ts'
import { CITY_SETTINGS } from '../world/town-site.ts'
import { recordedSources } from './questions.ts'

const sources = recordedSources()
const out = new Set<DepartmentCode>()
const city = createCity(CITY_SETTINGS)
const context = { referenceDay: CITY_SETTINGS.referenceDay, loadedAt: startOfDay(CITY_SETTINGS.referenceDay) }
let town: Town

beforeAll(async () => {
  town = await openTown({
    wrapSource(code, real) {
      const watched = sources.wrapSource(code, real)
      return {
        async fetch(...asked) {
          if (out.has(code)) throw new Error('out')
          return watched.fetch(...asked)
        },
      }
    },
  })
})
afterAll(() => town.close())
beforeEach(() => out.clear())

/** A child of the county that a department knows, and what the department wrote down. */
function known(code: DepartmentCode, isMeant: (row: Row, subject: Subject) => boolean = () => true) {
  for (const subject of city.children()) {
    const row = recordsOf(city, subject, context).departments[code]
    if (row && subject.hukou.startsWith('330106') && isMeant(row, subject)) return { id: subject.id, row, subject }
  }
  throw new Error(`the town has such a child: ${code}`)
}

type Row = Readonly<Record<string, unknown>>

async function ask(as: DemoAccountKey, purpose: string, selection: string, childId: string) {
  sources.take()
  await town.newEntries()
  const query = `query One($ref: ID!) { child(ref: $ref) { ${selection} } }`
  const case_ = purpose === 'P10' ? { case: 'C-2026-0001' } : {}
  return town.ask({ as, purpose, query, variables: { ref: refOfChild(town, as, purpose, childId) }, ...case_ })
}

const SITUATIONS = 'justice { parentSituations { relation k8Satisfied } }'

describe('what may not be asked', () => {
  it.each([
    ['the ground behind k8Satisfied', 'adjudicator', 'P08', 'justice { parentSituations { imprisonment } }'],
    ['the county’s court to the village', 'village', 'P07', 'court { guardianshipRevoked }'],
    ['a parent’s situation to the village', 'village', 'P07', 'justice { parentSituations { k8Satisfied } }'],
    ['the case to the village', 'village', 'P07', 'community { protectionCase }'],
    ['the case to the county', 'adjudicator', 'P08', 'community { protectionCase }'],
    ['a finding about a parent to the village', 'village', 'P07', 'community { parentFindings { away } }'],
    ['the state of housing to its officer', 'zf', 'P15', 'housing { state priority }'],
    ['the other department’s flag', 'zf', 'P15', 'employment { priority }'],
    ['that somebody was in an institution', 'zf', 'P15', 'welfareInstitution { episodes { from } }'],
    ['the custody number', 'adjudicator', 'P08', 'welfareInstitution { custodyNo }'],
    ['the rural register to healthcare security', 'yb', 'P02', 'agriculture { lowIncomeRegistered }'],
  ] as const)('is refused like any other field, and calls nobody: %s', async (_what, as, purpose, selection) => {
    const response = await ask(as, purpose, selection, known('ZFJ').id)
    expect([response.status, response.body.errors[0].extensions.code]).toEqual([403, 'REFUSED'])
    expect(sources.take()).toEqual([])
    expect((await town.newEntries()).map(({ kind }) => kind)).toEqual(['REFUSAL'])
  })
})

describe('the adjudicator', () => {
  const grounds = [
    ['IMPRISONED', 'SFJ'],
    ['COMPULSORY_DRUG_REHAB', 'SFJ'],
    ['DEPORTED', 'GAJ'],
  ] as const

  it.each(grounds)('sees that a parent is kept away, and never that it is by %s, known to %s', async (ground, code) => {
    const { id, subject } = known(code, (_row, each) =>
      livingParents(each).some(({ situation }) => situation === ground),
    )
    const response = await ask('adjudicator', 'P08', SITUATIONS, id)
    const kept = livingParents(subject)
      .filter((parent) => code === 'SFJ' || isKeptAway(parent, code))
      .map(({ relation, situation }) => ({ relation, k8Satisfied: situation === ground }))
    expect(response.body).toEqual({ data: { child: { justice: { parentSituations: kept } } } })
    // Whoever knows of such a thing is asked, for every child; nothing else is asked of them.
    expect(sources.take().map(({ source, columns }) => [source, columns])).toEqual([
      ['FYJ', ['kept_away', 'kept_away_relations']],
      ['GAJ', ['kept_away', 'kept_away_relations']],
      ['SFJ', ['relations', 'k8_satisfied']],
    ])
    const written = JSON.stringify([response.body, await town.newEntries()])
    expect(written).not.toMatch(/prison|rehab|deport|restrict/i)
  })

  it('sees one yes where the police ordered what justice carries out, and both know of it', async () => {
    const isOrdered = (_row: Row, each: Subject) =>
      livingParents(each).some(({ situation }) => situation === 'COMPULSORY_DRUG_REHAB')
    const [{ id, row }, justice] = [known('GAJ', isOrdered), known('SFJ', isOrdered)]
    expect([row.kept_away, justice.id]).toEqual([[true], id])
    const { body } = await ask('adjudicator', 'P08', SITUATIONS, id)
    const { relations, k8_satisfied: answers } = justice.row as Record<string, unknown[]>
    const told = relations?.map((relation, at) => ({ relation, k8Satisfied: answers?.[at] }))
    expect(body).toEqual({ data: { child: { justice: { parentSituations: told } } } })
  })

  it('sees a no for a parent whom justice knows and who is not kept away', async () => {
    const { id } = known('SFJ', ({ k8_satisfied }) => !(k8_satisfied as boolean[]).includes(true))
    const { body } = await ask('adjudicator', 'P08', SITUATIONS, id)
    const answers = body.data.child.justice.parentSituations as { k8Satisfied: boolean }[]
    expect(new Set(answers.map(({ k8Satisfied }) => k8Satisfied))).toEqual(new Set([false]))
  })

  it.each([true, false])('sees whether the guardianship was revoked: %s', async (revoked) => {
    const { id } = known('FYJ', (row) => row.revoked === revoked)
    const { body } = await ask('adjudicator', 'P08', 'court { guardianshipRevoked }', id)
    expect(body).toEqual({ data: { child: { court: { guardianshipRevoked: revoked } } } })
  })

  it('sees when a premium was collected, at the tax bureau’s own service, beside what healthcare security took for paid', async () => {
    const { id, row } = known('SWJ', (_row, { isScripted }) => !isScripted)
    const { body } = await ask('adjudicator', 'P08', 'tax { premiumCollectedOn }', id)
    expect(body).toEqual({ data: { child: { tax: { premiumCollectedOn: row.collected_on } } } })
    const officer = await ask('yb', 'P02', 'tax { premiumCollectedOn } insurance { premiumSubsidy { paidOn } }', id)
    const { tax, insurance } = officer.body.data.child
    expect(tax.premiumCollectedOn <= insurance.premiumSubsidy.paidOn).toBe(true)
  })

  it('sees whether the household stands on the rural register, with no word on the household', async () => {
    const { id } = known('NYJ', ({ low_income }) => low_income === true)
    const { body } = await ask('adjudicator', 'P08', 'agriculture { lowIncomeRegistered }', id)
    expect(body).toEqual({ data: { child: { agriculture: { lowIncomeRegistered: true } } } })
  })

  it('sees from when to when a child was in the welfare institution, and never under which number', async () => {
    const { id, row } = known('FLY', ({ placed_to }) => (placed_to as unknown[]).includes(null))
    const { body } = await ask('adjudicator', 'P08', 'welfareInstitution { episodes { kind from to } }', id)
    const { kinds, placed_from: from, placed_to: to } = row as Record<string, unknown[]>
    const episodes = kinds?.map((kind, at) => ({ kind, from: from?.[at], to: to?.[at] ?? null }))
    expect(body).toEqual({ data: { child: { welfareInstitution: { episodes } } } })
    expect(sources.take().flatMap(({ columns }) => columns)).not.toContain('custody_no_sealed')
    const reader = town.pool('FLY', 'hutong_fly_reader')
    const number = reader.query('select custody_no_sealed from welfare_institution.placement')
    await expect(number).rejects.toMatchObject({ code: '42501' })
  })

  it('sees nothing of a department that does not know the child, and no word about it', async () => {
    const { id } = known('FYJ', (_row, subject) => recordsOf(city, subject, context).departments.SFJ === null)
    const { body } = await ask('adjudicator', 'P08', SITUATIONS, id)
    expect(body).toEqual({ data: { child: { justice: null } } })
  })

  it('learns nothing of a child of another county', async () => {
    const other = [...city.children()].find(
      ({ hukou, fatherSituation }) => !hukou.startsWith('330106') && fatherSituation,
    )
    const { body } = await ask('adjudicator', 'P08', SITUATIONS, other?.id ?? '')
    expect(body).toEqual({ data: { child: null } })
  })
})

describe('the village', () => {
  it.each([true, false])('sees of its own children whether somebody else cares for them: %s', async (entrusted) => {
    const meant = [...city.children()].find(
      (subject) =>
        subject.residence.startsWith('330106901901') &&
        recordsOf(city, subject, context).departments.XZJ?.entrusted_care === entrusted,
    )
    const { body } = await ask('village', 'P07', 'community { entrustedCare }', meant?.id ?? '')
    expect(body).toEqual({ data: { child: { community: { entrustedCare: entrusted } } } })
    expect(sources.take().map(({ source, columns }) => [source, columns])).toEqual([['XZJ', ['entrusted_care']]])
  })
})

describe('an officer who serves those who leave care', () => {
  it.each([
    ['zf', 'ZFJ', 'housing', true],
    ['zf', 'ZFJ', 'housing', false],
    ['rs', 'RSJ', 'employment', true],
    ['rs', 'RSJ', 'employment', false],
  ] as const)('hears as %s nothing of whoever has not consented, whether or not one comes first at %s: %s %s', async (as, code, edge, priority) => {
    const { id } = known(code, (row) => row.priority === priority)
    const response = await ask(as, 'P15', `${edge} { priority }`, id)
    expect(response.body).toEqual({ data: { child: null } })
    expect(sources.take().map(({ source, columns }) => [source, columns])).toEqual([[code, ['priority']]])
  })

  it('cannot tell who left care: whoever is poor or disabled may come first as well', () => {
    const first = [...city.children()].filter(
      (subject) => recordsOf(city, subject, context).departments.ZFJ?.priority === true,
    )
    const age = ({ birthDate }: Subject) => (birthDate <= '2008-11-23' ? 'of age' : 'a child')
    expect(new Set(first.map(age))).toEqual(new Set(['of age', 'a child']))
  })
})

describe('the team of a named case', () => {
  it('sees the case beside the edges that it sees anyway', async () => {
    const { id } = known('XZJ', ({ protection_case }) => protection_case === 'C-2026-0001')
    const selection = 'publicSecurity { displayName } court { guardianshipRevoked } community { protectionCase }'
    const { body } = await ask('protection', 'P10', selection, id)
    expect(body.data.child).toEqual({
      publicSecurity: { displayName: '某' },
      court: null,
      community: { protectionCase: 'C-2026-0001' },
    })
  })

  it('has in the register every case that a village has on record, and the other way round', async () => {
    for (const subject of city.children()) {
      const { departments, caseChildren } = recordsOf(city, subject, context)
      expect(departments.XZJ?.protection_case ?? null).toBe(caseChildren[0]?.case_number ?? null)
    }
  })
})

describe('one of them that is out', () => {
  const FILE = `publicSecurity { sex } ${SITUATIONS} court { guardianshipRevoked } tax { premiumCollectedOn }`
  /** What rests on the answer of this one: its own edge, and the list to which it may add. */
  const RESTS_ON = {
    SFJ: [['justice']],
    FYJ: [['justice', 'parentSituations'], ['court']],
    SWJ: [['tax']],
  } as const

  it.each(['SFJ', 'FYJ', 'SWJ'] as const)('leaves what rests on it UNAVAILABLE and nothing else: %s', async (code) => {
    const { id } = known('SFJ', (_row, subject) => recordsOf(city, subject, context).departments.SWJ !== null)
    const before = await ask('adjudicator', 'P08', FILE, id)
    const { justice, tax } = before.body.data.child
    expect([justice, tax]).not.toContain(null)
    out.add(code)
    const { body } = await ask('adjudicator', 'P08', FILE, id)
    const missing = Object.fromEntries(
      RESTS_ON[code].map(([edge, list]) => [edge, list === undefined ? null : { [list]: null }]),
    )
    expect(body.data.child).toEqual({ ...before.body.data.child, ...missing })
    expect(body.extensions.disclosure).toEqual(
      RESTS_ON[code].map((path) => ({
        ...{ path: ['child', ...path], state: 'UNAVAILABLE', reason: 'SOURCE_OUT', source: code },
      })),
    )
    const [, outcome] = await town.newEntries()
    const cells = { UNAVAILABLE: RESTS_ON[code].length }
    expect(outcome).toMatchObject({ kind: 'OUTCOME', body: { status: 'RELEASED', cells } })
  })

  it('is out for every child of a page alike, each said once', async () => {
    out.add('FYJ')
    const query = '{ children(first: 3) { nodes { court { guardianshipRevoked } } } }'
    const { body } = await town.ask({ as: 'adjudicator', purpose: 'P08', query })
    expect(body.data.children.nodes).toEqual([{ court: null }, { court: null }, { court: null }])
    expect(body.extensions.disclosure).toEqual(
      [0, 1, 2].map((at) => ({
        path: ['children', 'nodes', at, 'court'],
        state: 'UNAVAILABLE',
        reason: 'SOURCE_OUT',
        source: 'FYJ',
      })),
    )
  })
})
