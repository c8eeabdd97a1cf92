// Every finding held against an independent implementation in SQL, over children drawn at random and each boundary day.
import { describe, expect, inject, it } from 'vitest'
import type { Day } from '../../src/clock.ts'
import type { PersonFacts } from '../../src/eligibility/facts.ts'
import { find } from '../../src/eligibility/find.ts'
import type { Truth } from '../../src/eligibility/three-valued.ts'
import { mulberryFrom } from '../world/mulberry.ts'
import { askReference } from './findings.reference.ts'
import { draft, inForce } from './packs.ts'
import { childOf, drawChild, factsOf, parentOf, type WrittenChild } from './written-child.ts'

const DAY = '2026-11-24'
const DRAWN = 5_000

function found(child: WrittenChild, day: Day, pack = inForce): ReadonlyMap<string, Truth> {
  return new Map(find(pack, factsOf(child), day).map(({ finding, truth }) => [finding.name, truth]))
}

function truthOf(name: string, child: WrittenChild, day: Day = DAY): Truth {
  const truth = found(child, day).get(name)
  if (truth === undefined) throw new Error(`no finding ${name}`)
  return truth
}

const UNDECIDED = new Set(inForce.findings.filter(({ undecided }) => undecided !== null).map(({ name }) => name))
/** What the text leaves to a switch that is empty: nobody can be told yes. */
const SWITCHED = new Set(['SEVERE_DISABILITY_SUBSIDY', 'TRANSITION_SUBSIDY'])

describe('a finding', () => {
  it('agrees with the reference in SQL on every child drawn, with yes, no and unknown often enough to mean it', async () => {
    const random = mulberryFrom(20261124)
    const children = Array.from({ length: DRAWN }, () => drawChild(random, DAY))
    const reference = await askReference(inject('databaseServer').serverUrl, children, DAY)
    const counts = new Map<string, Record<Truth, number>>()
    for (const [at, child] of children.entries()) {
      const said = found(child, DAY)
      for (const [name, truth] of said) {
        if (truth !== reference[at]?.get(name)) expect({ at, name, child, truth }).toEqual(reference[at]?.get(name))
        const count = counts.get(name) ?? { TRUE: 0, FALSE: 0, UNKNOWN: 0 }
        count[truth] += 1
        counts.set(name, count)
      }
    }
    expect([...(reference[0]?.keys() ?? [])].sort()).toEqual([...counts.keys()].sort())
    console.table(Object.fromEntries(counts))
    for (const [name, { TRUE, FALSE, UNKNOWN }] of counts) {
      if (UNDECIDED.has(name)) expect({ name, TRUE, FALSE }).toEqual({ name, TRUE: 0, FALSE: 0 })
      else {
        const enough = { name, yes: SWITCHED.has(name) || TRUE >= 30, no: FALSE >= 30, unknown: UNKNOWN >= 10 }
        expect(enough).toEqual({ name, yes: true, no: true, unknown: true })
      }
    }
  })

  it('is the same of the draft, whose words the instrument in force keeps', () => {
    const random = mulberryFrom(7)
    for (let drawn = 0; drawn < 500; drawn += 1) {
      const child = drawChild(random, DAY)
      expect(found(child, DAY, draft)).toEqual(found(child, DAY))
    }
  })
})

const bothDead = { father: parentOf({ VITAL_STATUS: ['DEAD'] }), mother: parentOf({ VITAL_STATUS: ['DECLARED_DEAD'] }) }
const oneGone = { father: parentOf({ VITAL_STATUS: ['DECLARED_MISSING'] }) }
const movedIn = (residenceSince: Day) => ({ hukou: '330122', residence: '330102', residenceSince })
const away = (since: Day) => parentOf({}, since)

type Boundary = [title: string, name: string, child: WrittenChild, day: Day, truth: Truth]

const boundaries: Boundary[] = [
  ['the eve of the 18th birthday', 'ORPHAN', childOf({}, { ...bothDead, birthDate: '2008-11-25' }), DAY, 'TRUE'],
  ['the 18th birthday', 'ORPHAN', childOf({}, { ...bothDead, birthDate: '2008-11-24' }), DAY, 'FALSE'],
  [
    '28 February before a 18th birthday on the 29th',
    'ORPHAN',
    childOf({}, { ...bothDead, birthDate: '2012-02-29' }),
    '2030-02-28',
    'TRUE',
  ],
  ['1 March of that year', 'ORPHAN', childOf({}, { ...bothDead, birthDate: '2012-02-29' }), '2030-03-01', 'FALSE'],
  [
    'the eve of the 16th birthday',
    'MIGRANT',
    childOf({}, { ...movedIn('2020-01-01'), birthDate: '2010-11-25' }),
    DAY,
    'TRUE',
  ],
  ['the 16th birthday', 'MIGRANT', childOf({}, { ...movedIn('2020-01-01'), birthDate: '2010-11-24' }), DAY, 'FALSE'],
  ['six months to the day', 'MIGRANT', childOf({}, movedIn('2026-05-24')), DAY, 'TRUE'],
  ['six months less a day', 'MIGRANT', childOf({}, movedIn('2026-05-25')), DAY, 'FALSE'],
  ['six months from 31 August, on 28 February', 'MIGRANT', childOf({}, movedIn('2026-08-31')), '2027-02-28', 'FALSE'],
  ['six months from 31 August, on 1 March', 'MIGRANT', childOf({}, movedIn('2026-08-31')), '2027-03-01', 'TRUE'],
  [
    'both parents away six months to the day',
    'LEFT_BEHIND',
    childOf({}, { father: away('2026-05-24'), mother: away('2026-05-24') }),
    DAY,
    'TRUE',
  ],
  [
    'one of them a day less',
    'LEFT_BEHIND',
    childOf({}, { father: away('2026-05-24'), mother: away('2026-05-25') }),
    DAY,
    'FALSE',
  ],
  [
    'a grown-up orphan from the birthday',
    'HOUSING_PRIORITY',
    childOf({ FORMER_CATEGORY: ['ORPHAN'], HOUSING_NEED: ['YES'] }, { birthDate: '2008-11-24' }),
    DAY,
    'TRUE',
  ],
  [
    'the eve of it',
    'HOUSING_PRIORITY',
    childOf({ FORMER_CATEGORY: ['ORPHAN'], HOUSING_NEED: ['YES'] }, { birthDate: '2008-11-25' }),
    DAY,
    'FALSE',
  ],
]

describe('on a boundary day', () => {
  it.each(boundaries)('%s: %s', (_title, name, child, day, truth) => {
    expect(truthOf(name, child, day)).toBe(truth)
  })

  it.each(boundaries)('the reference says so too: %s', async (_title, name, child, day, truth) => {
    const [said] = await askReference(inject('databaseServer').serverUrl, [child], day)
    expect(said?.get(name)).toBe(truth)
  })
})

type Case = [title: string, name: string, child: WrittenChild, truth: Truth]

const unrecorded: Case[] = [
  [
    'a father who is not on record is not dead',
    'ORPHAN',
    childOf({}, { father: null, mother: parentOf({ VITAL_STATUS: ['DEAD'] }) }),
    'UNKNOWN',
  ],
  ['one parent alive is enough for a no', 'ORPHAN', childOf({}, { father: null }), 'FALSE'],
  [
    'nor is he one of the eight',
    'DE_FACTO_UNSUPPORTED',
    childOf({}, { father: null, mother: parentOf({ SITUATION: ['IMPRISONED'] }) }),
    'UNKNOWN',
  ],
  [
    'a source that is out leaves it open',
    'DE_FACTO_UNSUPPORTED',
    childOf({}, { ...oneGone, mother: parentOf({ SITUATION: ['MORE'] }) }),
    'UNKNOWN',
  ],
  [
    'a source that has said enough does not',
    'DE_FACTO_UNSUPPORTED',
    childOf({}, { ...oneGone, mother: parentOf({ SITUATION: ['ONE_OF_EIGHT', 'MORE'] }) }),
    'TRUE',
  ],
  [
    'remarried and able is no ground',
    'DE_FACTO_UNSUPPORTED',
    childOf({}, { ...oneGone, mother: parentOf({ REMARRIED: ['YES'] }) }),
    'FALSE',
  ],
  [
    'remarried and unable is one',
    'DE_FACTO_UNSUPPORTED',
    childOf({}, { ...oneGone, mother: parentOf({ REMARRIED: ['YES'], UNABLE_TO_SUPPORT: ['YES'] }) }),
    'TRUE',
  ],
  [
    'a move between two central districts does not count',
    'MIGRANT',
    childOf({}, { ...movedIn('2020-01-01'), hukou: '330106' }),
    'FALSE',
  ],
  ['one from 富阳 is not decided', 'MIGRANT', childOf({}, { ...movedIn('2020-01-01'), hukou: '330111' }), 'UNKNOWN'],
  ['autism without a certificate counts', 'DISABLED', childOf({ ATTESTED: ['AUTISM'] }), 'TRUE'],
  ['特困 alone is no economic hardship', 'ECONOMIC_HARDSHIP', childOf({ HOUSEHOLD_AID: ['TEKUN'] }), 'FALSE'],
  [
    'a rare illness alone does not make a one-person household',
    'ONE_PERSON_HOUSEHOLD',
    childOf({ HOUSEHOLD_AID: ['DIBAO_EDGE'], ATTESTED: ['RARE_ILLNESS'] }),
    'FALSE',
  ],
  [
    'a difficulty that nobody looked for leaves it open',
    'MIGRANT_IN_DIFFICULTY',
    childOf({ DIFFICULTY: null }, movedIn('2020-01-01')),
    'UNKNOWN',
  ],
]

describe('of what is not said', () => {
  it.each(unrecorded)('%s: %s', (_title, name, child, truth) => {
    expect(truthOf(name, child)).toBe(truth)
  })
})

describe('of several values one holds, and nobody says which', () => {
  type Case = [
    title: string,
    fact: 'ATTESTED' | 'DISABILITY_GRADE',
    among: readonly string[],
    name: string,
    truth: Truth,
  ]
  const EDGE = { HOUSEHOLD_AID: ['DIBAO_EDGE'], DISABILITY_KIND: ['PHYSICAL'], DISABILITY_GRADE: ['3'] }
  const cases: Case[] = [
    ['either of which counts', 'DISABILITY_GRADE', ['1', '2'], 'ONE_PERSON_HOUSEHOLD', 'TRUE'],
    ['neither of which counts', 'DISABILITY_GRADE', ['3', '4'], 'ONE_PERSON_HOUSEHOLD', 'FALSE'],
    ['some of which count', 'DISABILITY_GRADE', ['2', '3'], 'ONE_PERSON_HOUSEHOLD', 'UNKNOWN'],
    ['of an illness', 'ATTESTED', ['SERIOUS_ILLNESS', 'RARE_ILLNESS', 'AUTISM'], 'ONE_PERSON_HOUSEHOLD', 'UNKNOWN'],
  ]

  it.each(cases)('%s', (_title, fact, among, name, truth) => {
    const written = factsOf(childOf(EDGE))
    const person: PersonFacts = {
      ...written,
      values: (asked, day) => (asked === fact ? { values: [], isWhole: false, among } : written.values(asked, day)),
    }
    expect(find(inForce, person, DAY).find(({ finding }) => finding.name === name)?.truth).toBe(truth)
  })

  it('which of them it is, is told by nothing: a certificate of some kind is a certificate', () => {
    const written = factsOf(childOf({}))
    const among = ['MENTAL', 'PHYSICAL']
    const person: PersonFacts = {
      ...written,
      values: (asked, day) =>
        asked === 'DISABILITY_KIND' ? { values: [], isWhole: false, among } : written.values(asked, day),
    }
    const disabled = find(inForce, person, DAY).find(({ finding }) => finding.name === 'DISABLED')
    expect(disabled?.truth).toBe('TRUE')
    expect(JSON.stringify(disabled?.trace)).not.toMatch(/MENTAL|PHYSICAL/)
  })
})
