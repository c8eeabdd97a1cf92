// What a child can be looked up by, as its records speak: the register decides, any other record adds what there is none of.
import { describe, expect, it } from 'vitest'
import { type HeldIdentifier, renewalOf, type StatedIdentifier } from '../../src/linking/renewal.ts'
import type { IndexKind } from '../../src/masking/blind-index.ts'

const of = (kind: IndexKind, text: string) => ({ kind, blindIndex: Buffer.from(text) })
const says = (kind: IndexKind, text: string, isFormer = false): StatedIdentifier => ({ ...of(kind, text), isFormer })
const holds = (kind: IndexKind, text: string, isInForce = true, isOfRegister = true): HeldIdentifier => ({
  ...{ ...of(kind, text), isInForce },
  isOfRegister,
})

function renewal(isRegister: boolean, stated: readonly StatedIdentifier[], held: readonly HeldIdentifier[]) {
  const { begin, end } = renewalOf({ stated, held, isRegister })
  return {
    begin: begin.map(({ kind, blindIndex, isFormer }) => `${kind} ${blindIndex}${isFormer ? ' (former)' : ''}`),
    end: end.map(({ kind, blindIndex }) => `${kind} ${blindIndex}`),
  }
}

const NOTHING = { begin: [], end: [] }

describe('the register', () => {
  it('takes the place of what it said before, and of what another office wrote', () => {
    expect(
      renewal(true, [says('NAME', 'new'), says('CITIZEN_ID', '2')], [holds('NAME', 'old'), holds('CITIZEN_ID', '1')]),
    ).toEqual({ begin: ['NAME new', 'CITIZEN_ID 2'], end: ['NAME old', 'CITIZEN_ID 1'] })
  })

  it('leaves alone what it does not state, and what is of another kind', () => {
    const held = [holds('NAME', 'one'), holds('PASSPORT', 'E1'), holds('STUDENT_NO', 'G1'), holds('CITIZEN_ID', '1')]
    expect(renewal(true, [says('NAME', 'one')], held)).toEqual(NOTHING)
    expect(renewal(true, [], held)).toEqual(NOTHING)
  })

  it('adds what was once so as ended, once, and never as something that is so today', () => {
    const stated = [says('NAME', 'new'), says('NAME', 'old', true), says('NAME', 'new', true)]
    expect(renewal(true, stated, [])).toEqual({ begin: ['NAME new', 'NAME old (former)'], end: [] })
    expect(renewal(true, stated, [holds('NAME', 'new'), holds('NAME', 'old', false)])).toEqual(NOTHING)
    // It was in force until the register said that it is former.
    expect(renewal(true, stated, [holds('NAME', 'old')])).toEqual({ begin: ['NAME new'], end: ['NAME old'] })
  })

  it('brings back what had ended', () => {
    expect(renewal(true, [says('NAME', 'old')], [holds('NAME', 'old', false), holds('NAME', 'new')])).toEqual({
      ...{ begin: ['NAME old'], end: ['NAME new'] },
    })
  })
})

describe('any other record', () => {
  it('adds a student number beside the one that is there, once', () => {
    const stated = [says('STUDENT_NO', 'G1')]
    expect(renewal(false, stated, [holds('STUDENT_NO', 'L1')])).toEqual({ begin: ['STUDENT_NO G1'], end: [] })
    expect(renewal(false, stated, [holds('STUDENT_NO', 'L1'), holds('STUDENT_NO', 'G1')])).toEqual(NOTHING)
  })

  it('adds a kind of which there is none in force, and ends nothing', () => {
    const stated = [says('NAME', 'typed'), says('CITIZEN_ID', '1'), says('NAME', 'once', true)]
    expect(renewal(false, stated, [holds('NAME', 'one'), holds('CITIZEN_ID', '2', false)])).toEqual({
      ...{ begin: ['CITIZEN_ID 1'], end: [] },
    })
  })
})

describe('a birth', () => {
  const [birth, held] = [[says('BIRTH', 'mother and certificate')], [holds('BIRTH', 'mother and certificate')]]

  it('is stated by whoever knows it whole, stays beside the number that is given later, and the register mends it', () => {
    expect(renewal(false, birth, [holds('NAME', 'one')])).toEqual({ begin: ['BIRTH mother and certificate'], end: [] })
    expect(renewal(true, [says('CITIZEN_ID', '1')], held)).toEqual({ begin: ['CITIZEN_ID 1'], end: [] })
    expect(renewal(true, [says('BIRTH', 'another')], held)).toEqual({
      ...{ begin: ['BIRTH another'], end: ['BIRTH mother and certificate'] },
    })
  })

  it('stays when the register’s first name takes the place of one that an office wrote down', () => {
    const known = [...held, holds('NAME', '王之女', true, false)]
    const renewed = renewal(true, [says('NAME', '王安')], known)
    expect(renewed).toEqual({ begin: ['NAME 王安'], end: ['NAME 王之女'] })
    expect(renewal(false, birth, [holds('NAME', '王之女', false, false), holds('NAME', '王安')]).begin).toHaveLength(1)
  })

  it.each([
    ['says so', [says('NAME', 'new'), says('NAME', 'old', true)], [holds('NAME', 'new'), holds('NAME', 'old', false)]],
    ['numbered it otherwise once', [says('NAME', 'one')], [holds('NAME', 'one'), holds('CITIZEN_ID', '1', false)]],
  ])('ends where the register %s, and no other office brings it back', (_what, stated, known) => {
    expect(renewal(true, [...stated, ...birth], [...known, ...held]).end).toContain('BIRTH mother and certificate')
    expect(renewal(true, [...stated, ...birth], known).begin).not.toContain('BIRTH mother and certificate')
    const after = [...known.map((each) => ({ ...each, isInForce: false })), holds('BIRTH', 'another', false)]
    expect(renewal(false, birth, after)).toEqual(NOTHING)
  })
})
