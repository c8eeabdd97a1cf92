// One decision in plain words: every sentence of an explanation is true of the compiled policies.
import { parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import { layOut } from '../../src/workbench/desk.ts'
import { type ExplainQuestion, explain, whoHas } from '../../src/workbench/explain.ts'
import { explanationInWords, LANGUAGES, operationInWords } from '../../src/workbench/explain-words.ts'
import { lookAt } from '../../src/workbench/operation.ts'
import { changed, desk, parts, TODAY } from './published.ts'

function ask(role: string, purpose: string, coordinate: string, more: Partial<ExplainQuestion> = {}): ExplainQuestion {
  return { role, purpose, coordinate, kind: 'select', today: TODAY, where: {}, ...more }
}

function words(question: ExplainQuestion, language: 'zh' | 'en' = 'en', on = desk): string {
  return explanationInWords(on, explain(on, question), language).join('\n')
}

describe('an explanation', () => {
  it('of a refusal says so, on which ground the policy stands, who has the field, and what would have to change', () => {
    const said = words(ask('HOSP_CLERK', 'P01', 'CivilAffairs.categories'))
    for (const part of [
      'Decision: refused',
      'hospital-settlement.yaml',
      '浙江省社会救助条例 24',
      'open-encounter',
      'list CivilAffairs.categories under `fields`',
      'grant one of the fields that lead to it: Child.civilAffairs',
      'MZ_ADJUDICATOR county adjudicator of civil affairs, P08 adjudication: reveal',
    ]) {
      expect(said).toContain(part)
    }
  })

  it('of a mask says what is left, by an example that the mask itself made', () => {
    const said = words(ask('HOSP_CLERK', 'P01', 'EligibilityAnswer.displayName'))
    expect(said).toContain('周小满 → 周*满')
    expect(said).toContain('Declared release: computed from PublicSecurity.displayName')
    expect(said).toContain('take the mask name away')
  })

  it.each([
    ['Guardian.phone', 'last-two', '12000000063 → *********63'],
    ['Guardian.phone', 'last-four', '12000000063 → *******0063'],
    ['Guardian.name', 'name', '周小满 → 周*满'],
    ['PublicSecurity.citizenId', 'one-and-one', '330199201801019970 → 3****************0'],
    ['PublicSecurity.residenceAddress', 'street', '杭州市西湖区合成九〇一街道903村12号 → 杭州市西湖区合成九〇一街道'],
    ['PublicSecurity.birthDate', 'month', '2018-03-09 → 2018-03-31'],
  ])('of a mask on %s shows by what such a field holds what %s leaves', (coordinate, mask, example) => {
    const masked = changed('village-care-archive.yaml', ({ fields, use }) => {
      fields[coordinate] = { mask }
      for (const kind of ['filter', 'sort']) use[kind] = use[kind]?.filter((each: string) => each !== coordinate) ?? []
    })
    expect(words(ask('VILLAGE', 'P07', coordinate), 'en', layOut(masked, parts))).toContain(`(example: ${example})`)
  })

  it('of a protected item says what each state of the child gives, and for the child asked about which', () => {
    const question = ask('VILLAGE', 'P07', 'Guardian.phone')
    expect(explain(desk, question).states).toEqual([
      { failing: null, treatment: 'reveal' },
      { failing: 'address-not-protected', treatment: 'looks-absent' },
    ])
    expect(explain(desk, { ...question, where: { 'address-not-protected': false } }).treatment).toBe('looks-absent')
    expect(words(question)).toContain('Protection (relations.yaml)')
  })

  it('of a filter by what is not seen says that it must be revealed first', () => {
    const { changes } = explain(desk, ask('VILLAGE', 'P07', 'PublicSecurity.birthDate', { kind: 'filter' }))
    expect(changes.map(({ kind }) => kind)).toEqual(['reveal-first', 'list-use'])
  })

  it('of a role without a policy says that one would have to be written', () => {
    const { changes, entry } = explain(desk, ask('OPS', 'P08', 'CivilAffairs.categories'))
    expect(entry).toBeNull()
    expect(changes).toEqual([{ kind: 'write-policy' }])
  })

  it('of a derived field names what it is computed from', () => {
    const { changes } = explain(desk, ask('PAY_OFFICER', 'P08', 'Disability.severe'))
    expect(changes[0]?.kind).toMatch(/write-policy|grant-field/)
    const village = explain(desk, ask('VILLAGE', 'P07', 'Disability.severe')).changes
    expect(village).toContainEqual({
      kind: 'grant-or-release',
      file: 'village-care-archive.yaml',
      inputs: ['Disability.disabilityGrade'],
    })
  })

  it('of a policy that has ended, or of a field on its list of refusals, says just that', () => {
    const ended = changed('village-care-archive.yaml', (policy) => {
      policy.until = '2026-11-23'
      policy.refuse = ['PublicSecurity.displayName']
    })
    const on = layOut(ended, parts)
    const question = ask('VILLAGE', 'P07', 'PublicSecurity.displayName')
    expect(explain(on, question).changes.map(({ kind }) => kind)).toEqual(['policy-ended', 'remove-refuse'])
    expect(explain(on, { ...question, today: '2026-11-22' }).changes.map(({ kind }) => kind)).toEqual(['remove-refuse'])
    expect(words(question, 'en', on)).toContain('Decision: refused')
  })

  it.each(LANGUAGES)('is whole in %s: no word is missing, whatever is asked', (language) => {
    for (const { policy } of desk.entries) {
      for (const coordinate of ['CivilAffairs.categories', 'EligibilityAnswer.displayName', 'Guardian.phone']) {
        const said = words(ask(policy.role, policy.purpose, coordinate), language)
        expect(said).not.toMatch(/undefined|\[object|null;/)
        expect(said.split('\n').length).toBeGreaterThan(5)
      }
    }
  })

  it('names exactly those who have the use, asked one by one', () => {
    for (const coordinate of parts.catalogue.keys()) {
      const has = desk.entries
        .filter(({ grant }) => grant.decide('select', coordinate).effect !== 'refuse')
        .map(({ policy }) => `${policy.role} ${policy.purpose}`)
      const said = whoHas(desk, { kind: 'select', coordinate, today: TODAY }).map((who) => `${who.role} ${who.purpose}`)
      expect(said).toEqual(has)
    }
  })
})

describe('an operation', () => {
  const look = (role: string, purpose: string, text: string, variables: Record<string, unknown> = {}) =>
    lookAt(desk, { document: parse(text), variables, role, purpose, today: TODAY })

  it('is shown with every use and its decision, also behind the first refusal', () => {
    const looked = look(
      'VILLAGE',
      'P07',
      'query Q($f: ChildFilter) { children(filter: $f) { nodes { publicSecurity { displayName birthDate } } } }',
      { f: { residenceDivision: '330106', category: 'ORPHAN' } },
    )
    expect(looked.outcome).toBe('REFUSED')
    expect(looked.firstRefusal).toBe('select PublicSecurity.birthDate')
    const refused = looked.uses.filter(({ decision }) => decision.effect === 'refuse')
    expect(refused.map(({ kind, coordinate }) => `${kind} ${coordinate}`)).toEqual([
      'select PublicSecurity.birthDate',
      'filter CivilAffairs.categories',
    ])
    expect(looked.uses).toHaveLength(7)
  })

  it('is refused for a value that the policy does not let be named, wherever it stands', () => {
    const text = (list: string) =>
      `query Q($s: SubjectInput!, $b: Benefit!) { eligibility(subject: $s, benefit: ${list}) { status } }`
    const variables = { s: { citizenId: '1', fullName: 'x' }, b: 'CHECKUP' }
    const looked = look('HOSP_CLERK', 'P01', text('$b'), variables)
    expect(looked.values).toEqual([{ enumeration: 'Benefit', value: 'CHECKUP', mayBeNamed: false }])
    expect(looked.firstRefusal).toBe('value Benefit.CHECKUP')
    expect(look('HOSP_CLERK', 'P03', text('$b'), variables).outcome).toBe('answered')
  })

  it('is refused whole to a role that nothing is granted to, as by the gateway', () => {
    for (const role of ['SYSTEM_STATISTICS', 'OPS']) {
      const looked = look(role, 'P09', '{ children { nodes { childRef } } }')
      expect(looked.outcome).toBe('REFUSED')
      expect(looked.planned).toBeNull()
    }
  })

  it('is told in words, each use with its mark', () => {
    const question = {
      document: parse('{ children { nodes { childRef civilAffairs { categories } } } }'),
      variables: {},
      role: 'VILLAGE',
      purpose: 'P07',
      today: TODAY,
    }
    const said = operationInWords(desk, { question, looked: lookAt(desk, question) }, 'zh').join('\n')
    expect(said).toContain('✓ select Child.childRef: reveal')
    expect(said).toContain('✗ select CivilAffairs.categories: refuse')
    expect(said).toContain('首个被拒：select CivilAffairs.categories')
  })
})
