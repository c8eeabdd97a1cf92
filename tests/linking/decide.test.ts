// Which child a record is of: by a rule, by weights, by asking a person, or none that is known.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Candidate, decide } from '../../src/linking/decide.ts'
import { LINKING_PARAMETERS } from '../../src/linking/parameters.ts'
import type { LinkingSheet } from '../../src/linking/sheet.ts'
import { CHILD, childOf, FATHER, MOTHER, NUMBER, OTHER_NUMBER, recordOf } from './sheets.ts'

const known = (childId: string, sheet: Partial<LinkingSheet>, isOccupied = false): Candidate => ({
  childId,
  records: [recordOf(sheet)],
  isOccupied,
})
const A = { ...CHILD, citizenId: NUMBER }
const decided = (sheet: Partial<LinkingSheet>, ...candidates: Candidate[]) =>
  decide(recordOf(sheet), candidates, LINKING_PARAMETERS)
const reasonOf = (verdict: ReturnType<typeof decide>) =>
  verdict.kind === 'REVIEW' ? verdict.pairs.map(({ reason }) => reason)[0] : verdict.kind

describe('a rule', () => {
  it.each([
    ['NUMBER', { citizenId: NUMBER }],
    ['NUMBER', { studentNo: `G${NUMBER}` }],
    ['NUMBER', { disabilityCertNo: `${NUMBER}43` }],
    ['BIRTH_CERTIFICATE', { birthCertificateNo: 'S123456789' }],
    ['MOTHER_AND_ORDER', { motherId: MOTHER, birthOrder: 1 }],
    ['CUSTODY', { custodyInstitution: '1233019999000FA11X', custodyNo: 'C-1' }],
  ] as const)('links by %s alone (%o)', (rule, sheet) => {
    const numbers = { birthCertificateNo: 'S123456789', motherId: MOTHER, birthOrder: 1 }
    const child = { ...numbers, citizenId: NUMBER, custodyInstitution: '1233019999000FA11X', custodyNo: 'C-1' }
    expect(decided(sheet, known('a', child))).toMatchObject({ kind: 'LINK', childId: 'a', by: rule })
  })

  it('links by a number of before an adoption', () => {
    const adopted = known('a', { ...CHILD, citizenId: OTHER_NUMBER, formerCitizenId: NUMBER })
    expect(decided({ citizenId: NUMBER, name: '王小满' }, adopted)).toMatchObject({ kind: 'LINK', by: 'NUMBER' })
  })

  it('asks where name and birth date speak against the number: it may be another child’s, typed wrongly', () => {
    const other = { citizenId: NUMBER, name: '吴清扬', birthDate: '2011-11-11' }
    expect(reasonOf(decided(other, known('a', A)))).toBe('RULE_CONTRADICTED')
  })

  it('asks where the orders of twins were exchanged', () => {
    const first = { ...CHILD, motherId: MOTHER, birthOrder: 1 }
    for (const name of ['周安', '周大满', '周晓满']) {
      expect(reasonOf(decided({ ...first, name }, known('a', first))), name).toBe('RULE_CONTRADICTED')
    }
  })

  it('asks where two rules name two children, and where the source has a record of the child already', () => {
    const certificate = { ...CHILD, birthCertificateNo: 'S123456789' }
    const both = { citizenId: NUMBER, birthCertificateNo: 'S123456789' }
    expect(reasonOf(decided(both, known('a', A), known('b', certificate)))).toBe('RULES_DISAGREE')
    expect(reasonOf(decided({ citizenId: NUMBER }, known('a', A, true)))).toBe('TWICE_IN_SOURCE')
  })

  it('is none where the check character is wrong', () => {
    const verdict = decided({ citizenId: '330199201602299990' }, known('a', A))
    expect(verdict).not.toMatchObject({ by: 'NUMBER' })
  })
})

describe('weights', () => {
  it('link a record without number whose name, date, family and street agree', () => {
    expect(decided(CHILD, known('a', A))).toMatchObject({ kind: 'LINK', childId: 'a', by: 'WEIGHTS' })
  })

  it.each([
    ['a stand-in for a rare character', { name: '周𠮷' }, { name: '周吉' }],
    ['day and month exchanged', { birthDate: '2016-02-09' }, { birthDate: '2016-09-02' }],
    ['a former division code', { division: '330105901901' }, { division: '330103901901' }],
    ['a wrong check character', { citizenId: NUMBER }, { citizenId: '330199201602299990' }],
  ])('forgive %s', (_what, one, other) => {
    expect(decided({ ...CHILD, ...other }, known('a', { ...CHILD, ...one }))).toMatchObject({ by: 'WEIGHTS' })
  })

  it('ask between the bars and link nothing below', () => {
    const { guardianId: _guardian, division: _division, ...bare } = CHILD
    expect(reasonOf(decided(bare, known('a', A)))).toBe('BETWEEN_BARS')
    expect(decided({ ...CHILD, name: '吴清扬', guardianId: null }, known('a', A)).kind).toBe('NONE')
    expect(decided(CHILD).kind).toBe('NONE')
  })

  it('ask where two children fit', () => {
    expect(reasonOf(decided(CHILD, known('a', CHILD), known('b', CHILD)))).toBe('RIVALS')
  })

  it('never link a child with another sound number of the kind', () => {
    const other = { ...CHILD, citizenId: OTHER_NUMBER }
    expect(reasonOf(decided(other, known('a', A)))).toBe('NUMBERS_DIFFER')
  })
})

describe('twins', () => {
  it.each(['周安', '周大满', '周晓满', '周小海'])('are not linked: 周小满 and %s ask a person', (name) => {
    expect(reasonOf(decided({ ...CHILD, name }, known('a', CHILD)))).toBe('POSSIBLE_TWIN')
  })

  it('are not told apart by weights even where the name is one’s own', () => {
    const twins = [known('a', CHILD), known('b', { ...CHILD, name: '周大满' })]
    expect(reasonOf(decided(CHILD, ...twins))).toBe('POSSIBLE_TWIN')
  })

  it('whose numbers follow one another are two children', () => {
    const [first, second] = ['330199201602299990', '330199201602299798']
    const verdict = decided({ ...CHILD, name: '周安', citizenId: second }, known('a', { ...CHILD, citizenId: first }))
    expect(verdict.kind).not.toBe('LINK')
  })
})

describe('whatever is written on two sheets', () => {
  const text = (...values: (string | null)[]) => fc.constantFrom(...values)
  const sheets = fc.record({
    name: text('周小满', '周大满', '周晓满', '周', '吴清扬', null),
    birthDate: text('2016-02-09', '2016-09-02', '2011-11-11', null),
    sex: text('MALE', 'FEMALE', null),
    guardianId: text(MOTHER, FATHER, null),
    division: text('330106901903', '330103901903', '330108', null),
    citizenId: text(NUMBER, OTHER_NUMBER, '330199201206019985', 'EA1234567', null),
  })

  it('a link by weights has one name, no other number and a weight above the bar', () => {
    fc.assert(
      fc.property(sheets, fc.array(sheets, { maxLength: 4 }), (own, others) => {
        const verdict = decided(own, ...others.map((other, at) => known(`child-${at}`, other)))
        if (verdict.kind !== 'LINK' || verdict.by !== 'WEIGHTS') return
        expect(verdict.pattern).toMatch(/name=(SAME|VARIANT) /)
        expect(verdict.pattern).not.toContain('number=DIFFERENT')
        expect(verdict.weight).toBeGreaterThanOrEqual(LINKING_PARAMETERS.upperBar)
      }),
      { seed: 20261123, numRuns: 2_000 },
    )
  })

  it('no order of the known children changes the decision', () => {
    fc.assert(
      fc.property(sheets, fc.array(sheets, { maxLength: 4 }), (own, others) => {
        const candidates = others.map((other, at) => known(`child-${at}`, other))
        expect(decided(own, ...candidates.toReversed())).toEqual(decided(own, ...candidates))
      }),
      { seed: 20261123 },
    )
  })

  it('a record never says anything of a value it was made of', () => {
    expect(JSON.stringify(decided(CHILD, known('a', childOfTwo(), true)))).not.toMatch(/周|2016|3301/)
  })
})

function childOfTwo(): Partial<LinkingSheet> {
  expect(childOf().names).toHaveLength(1)
  return { ...CHILD, name: '周大满' }
}
