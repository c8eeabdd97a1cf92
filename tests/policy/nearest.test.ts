// Which known word a mistyped one is taken for, for the author of a policy: one that is near enough, and else none.
import { describe, expect, it } from 'vitest'
import { adviceFor, nearest } from '../../src/policy/nearest.ts'

describe('a mistyped word', () => {
  it.each([
    ['a letter too much', 'VILLLAGE', ['STREET', 'VILLAGE'], 'VILLAGE'],
    ['a letter too little', 'VILAGE', ['STREET', 'VILLAGE'], 'VILLAGE'],
    ['another letter', 'STRETT', ['STREET', 'VILLAGE'], 'STREET'],
    ['small letters for capitals', 'street', ['STREET', 'VILLAGE'], 'STREET'],
    ['two of five letters wrong', 'abcde', ['abcxy'], 'abcxy'],
    ['three of five letters wrong', 'abcde', ['abxyz'], null],
    ['one of two letters wrong', 'ab', ['ax'], null],
    ['one of two letters left out', 'PublicSecurity.sx', ['PublicSecurity.sex'], 'PublicSecurity.sex'],
    ['one letter too much of a short word', 'Child.sexx', ['Child.sex'], 'Child.sex'],
    ['a letter left out before a dot', 'Child.sex', ['Chid.sex'], 'Chid.sex'],
    ['two neighbours swapped in a short word', 'sxe', ['sex'], 'sex'],
    ['two neighbours swapped at its end', 'naem', ['name'], 'name'],
    ['two neighbours swapped, and a letter wrong', 'nxma', ['name'], null],
    ['two letters swapped that are no neighbours', 'cba', ['abc'], null],
    ['two pairs of neighbours swapped', 'badcx', ['abcdx'], 'abcdx'],
    ['neighbours swapped behind a letter too much', 'xabdc', ['abcd'], 'abcd'],
    ['neighbours swapped behind a letter too little', 'bdc', ['abcdx'], null],
    ['a letter doubled for another', 'aab', ['aba'], 'aba'],
    ['all but the first two letters left out', 'ab', ['abcde'], null],
    ['a field of a type, one of three letters wrong', 'Child.sax', ['Child.name', 'Child.sex'], 'Child.sex'],
    ['a field of a type, two of three letters wrong', 'PublicSecurity.abc', ['PublicSecurity.axy'], null],
    ['the nearest of several', 'abcdefgh', ['abcdexyh', 'abcdexgh', 'abcxyzgh'], 'abcdexgh'],
    ['the first of several as near', 'cat', ['bat', 'hat', 'rat'], 'bat'],
    ['a letter left out, and another for the next', 'abc', ['bxc'], null],
    ['nothing known', 'cat', [], null],
    ['nothing at all', '', ['cat', ''], ''],
  ])('with %s: `%s` among %j is %j', (_what, word, known, meant) => {
    expect(nearest(word, known)).toBe(meant)
  })

  it('is asked about where it is near to one, and only then', () => {
    expect(adviceFor('STRET', ['STREET'], 'remove it')).toBe('did you mean `STREET`? else remove it')
    expect(adviceFor('ROAD', ['STREET'], 'remove it')).toBe('remove it')
  })
})
