// A text that is no YAML is told by its causes: one sentence each, with line, column, what is wrong in words and what mends
// it, and nothing of what the parser stumbles over afterwards.
import { describe, expect, it } from 'vitest'
import { sentenceOf } from '../../src/policy/fault.ts'
import { parseYaml } from '../../src/policy/read-yaml.ts'
import { changed, GOOD } from './policies.ts'

function saidOf(text: string): readonly string[] {
  return parseYaml(text, 'f.yaml').faults.map((fault) => sentenceOf(fault).replace('f.yaml: ', ''))
}

/** A document with one line, or several, among others. */
function among(lines: string): string {
  return `policy: a\nfields:\n  A.b: reveal\n${lines}\n  C.d: reveal\n  E.f: { mask: name }\nuse:\n  input: [a, "b"]\n`
}

const COLON = 'write `key: value`, with a colon and a blank between them'
const COMMA = 'a comma is missing in the brackets; write `,` between what the brackets hold'
const DEEPER = 'the line is set in further than the one above; begin both in the same column'
const BESIDE = 'the line does not begin under the lines that it belongs to; set it in as they are'
const TAB = 'a tab stands before the first word of the line'

const CAUSES: readonly (readonly [what: string, text: string, ...said: string[]])[] = [
  [
    'a brace',
    among('  B.c: { mask: name'),
    'line 4, column 8: `{` is never closed in the line of `B.c`; write `}` where it ends',
  ],
  [
    'a brace behind a dash',
    'a:\n  - b: [ c\nd: e\n',
    'line 2, column 8: `[` is never closed in the line of `b`; write `]` where it ends',
  ],
  [
    'a bracket',
    among('  B.c: [a, b'),
    'line 4, column 8: `[` is never closed in the line of `B.c`; write `]` where it ends',
  ],
  [
    'a quotation mark in braces',
    among('  B.c: { mask: "name }'),
    'line 4, column 16: `"` is never closed in the line of `B.c`; write `"` where it ends',
  ],
  [
    'a single quotation mark',
    among("  B.c: 'name"),
    "line 4, column 8: `'` is never closed in the line of `B.c`; write `'` where it ends",
  ],
  [
    'a quotation mark at the very end',
    'a: "',
    'line 1, column 4: `"` is never closed in the line of `a`; write `"` where it ends',
  ],
  [
    'a brace that another one closes at the very end',
    '{ a: { b: c }',
    'line 1, column 14: `}` is missing; write it where the brackets end',
  ],
  [
    'a bracket that another one closes at the very end',
    '[ a, [ b ]',
    'line 1, column 11: `]` is missing; write it where the brackets end',
  ],
  [
    'a bracket inside a brace, both open',
    '{ policy: [',
    'line 1, column 11: `[` is never closed; write `]` where it ends',
  ],
  [
    'a bracket inside another without a comma before it, both open',
    '[ a [ b\n',
    'line 1, column 5: `[` is never closed; write `]` where it ends',
  ],
  [
    'a brace, and a bracket where the next line begins',
    'f: { g\n[ h',
    'line 1, column 4: `{` is never closed in the line of `f`; write `}` where it ends',
    'line 2, column 1: `[` is never closed; write `]` where it ends',
  ],
  [
    'a bracket behind a key that holds a line separator',
    'o\u2028d: [ e\n',
    'line 1, column 6: `[` is never closed in the line of `o`; write `]` where it ends',
  ],
  [
    'two braces in two lines',
    among('  B.c: { mask: name\n  G.h: { mask: x'),
    'line 4, column 8: `{` is never closed in the line of `B.c`; write `}` where it ends',
    'line 5, column 8: `{` is never closed in the line of `G.h`; write `}` where it ends',
  ],
  ['a tab', among('\tB.c: reveal'), `line 4, column 1: ${TAB}; write blanks for it`],
  ['a tab behind blanks', among('  \tB.c: reveal'), `line 4, column 3: ${TAB}; write blanks for it`],
  [
    'many tabs',
    'a:\n\tb: c\n\td: e\nf:\n\tg: h\n',
    `line 2, column 1: ${TAB}, and in 2 more below; write blanks for it`,
  ],
  [
    'no colon',
    changed(['role: STREET', 'role STREET']),
    `line 3, column 1: no colon and blank behind \`role\`; ${COLON}`,
  ],
  [
    'no colon before a block',
    changed(['fields:', 'fields']),
    `line 7, column 1: no colon and blank behind \`fields\`; ${COLON}`,
  ],
  [
    'no colon in the last line',
    'policy: a\nrole STREET',
    `line 2, column 1: no colon and blank behind \`role\`; ${COLON}`,
  ],
  [
    'no colon and nothing else in the last line',
    'policy: a\nrole',
    `line 2, column 1: no colon and blank behind \`role\`; ${COLON}`,
  ],
  [
    'no colon behind a word with a digit',
    'a: b\nv2 c\nd: e\n',
    `line 2, column 1: no colon and blank behind \`v2\`; ${COLON}`,
  ],
  [
    'no colon in the last field',
    'a:\n  B.c: d\n  E.f g\nh: i\n',
    `line 3, column 3: no colon and blank behind \`E.f\`; ${COLON}`,
  ],
  [
    'no blank behind a colon',
    changed(['role: STREET', 'role:STREET']),
    `line 3, column 1: no colon and blank behind \`role\`; ${COLON}`,
  ],
  [
    'a colon of Chinese writing',
    changed(['role: STREET', 'role：STREET']),
    'line 3, column 5: `：` means nothing; write `: `, a colon and a blank',
  ],
  [
    'a colon of Chinese writing that begins its line',
    'a: b\n：c\nd: e\n',
    'line 2, column 1: `：` means nothing; write `: `, a colon and a blank',
  ],
  ['a comma of Chinese writing', 'a: { x: 1，y: 2 }\n', 'line 1, column 10: `，` means nothing; write `, `, a comma'],
  [
    'no colon in two lines',
    changed(['role: STREET', 'role STREET'], ['sex: reveal', 'sex reveal']),
    `line 3, column 1: no colon and blank behind \`role\`; ${COLON}`,
    `line 16, column 3: no colon and blank behind \`PublicSecurity.sex\`; ${COLON}`,
  ],
  [
    'a tab, an open brace and no colon',
    `${among('\tB.c: reveal\n  G.h: { mask: name')}limits x\ny: z\n`,
    `line 4, column 1: ${TAB}; write blanks for it`,
    'line 5, column 8: `{` is never closed in the line of `G.h`; write `}` where it ends',
    `line 10, column 1: no colon and blank behind \`limits\`; ${COLON}`,
  ],
  [
    'two colons',
    changed(['role: STREET', 'role: STREET: x']),
    'line 3, column 7: a second colon stands in the line; put the value in quotation marks, or begin a line',
  ],
  [
    'two colons, the second at its end',
    'a: b:\nc: d\n',
    'line 1, column 4: a second colon stands in the line; put the value in quotation marks, or begin a line',
  ],
  ['a line set in too far', among('   B.c: reveal'), `line 4, column 4: ${DEEPER}`],
  ['a line set in too far behind a blank line', 'a: b\n\n  c: d\n', `line 3, column 3: ${DEEPER}`],
  ['a line set in too little', among(' B.c: reveal'), `line 4, column 1: ${BESIDE}`],
  ['no comma', among('  B.c: { mask: name where: x }'), `line 4, column 16: ${COMMA}`],
  ['no comma between quoted words', among('  B.c: ["a" "b"]'), `line 4, column 13: ${COMMA}`],
  [
    'a brace too many',
    among('  B.c: { mask: name }}'),
    'line 4, column 22: what stands here closes nothing and goes on with nothing; remove it',
  ],
  [
    'a sign that begins no value',
    'a: @b\n',
    'line 1, column 4: no value may begin with `@`; put it in quotation marks',
  ],
  [
    'a sign that begins no value, before a key of two lines',
    'a: @b\n"c:\n d": e\n',
    'line 1, column 4: no value may begin with `@`; put it in quotation marks',
  ],
  [
    'a second document',
    `${GOOD}---\n${GOOD}`,
    'line 28, column 1: a second document begins here; write it to a file of its own',
  ],
  [
    'a key twice',
    `${GOOD}role: VILLAGE\n`,
    'line 28, column 1: one key stands here twice: `role`; keep one of the two',
  ],
  [
    'a quoted key twice',
    among('  "A.b": reveal'),
    'line 4, column 3: one key stands here twice: `A.b`; keep one of the two',
  ],
  [
    'a key of two words twice',
    'select A.b(c:): x\nselect A.b(c:): x\n',
    'line 2, column 1: one key stands here twice: `select A.b(c:)`; keep one of the two',
  ],
  [
    'a key of two words twice, each before a block',
    'A b:\n  c: d\nA b:\n  e: f\n',
    'line 3, column 1: one key stands here twice: `A b`; keep one of the two',
  ],
  [
    'a key in braces twice',
    'a: { b: c, b: d }\n',
    'line 1, column 12: one key stands here twice: `b`; keep one of the two',
  ],
  [
    'a key three times',
    among('  A.b: reveal\n  A.b: reveal'),
    'line 4, column 3: one key stands here twice: `A.b`; keep one of the two',
    'line 5, column 3: one key stands here twice: `A.b`; keep one of the two',
  ],
  [
    'a key twice before a line without a colon and one behind it',
    'a: b\na: b\nc d\ne: f\ne: f\n',
    'line 2, column 1: one key stands here twice: `a`; keep one of the two',
    `line 3, column 1: no colon and blank behind \`c\`; ${COLON}`,
  ],
  [
    'an escape that there is none of',
    'a: "\\q"\n',
    'line 1, column 5: cannot be read as YAML; compare the line with one that can',
  ],
]

describe('a text that is no YAML', () => {
  it.each([
    '"a": b\n',
    'fields:\n  "Query.child": reveal\n  B.c: reveal\n',
    "- 'a': b\n  c: d\n",
    '[ "a": b ]\n',
  ])('is not found in a text that begins with a quoted or bracketed key: %j', (text) => {
    expect(saidOf(text)).toEqual([])
  })

  it.each(CAUSES)('is told by its cause: %s', (_what, text, ...said) => {
    expect(saidOf(text)).toEqual(said)
    // A key that stands twice further in hides nothing of the rest.
    const hidesNothing = said.every((each) =>
      /column [2-9]\d*: one key stands here twice|column 1\d: one key/.test(each),
    )
    expect(parseYaml(text, 'f.yaml').value === null).toBe(!hidesNothing)
  })

  it.each([
    ['an identity number', 'a: b\nx330106201801019970 c\nd: e\n'],
    ['a word that is none of the gateway', 'a: b\n张小满 c\nd: e\n'],
    ['a value in braces', 'a: { 周小满: [ }\n'],
    ['a word with something behind it', 'a: b\nw/12 c\nd: e\n'],
  ])('is told without quoting %s', (_what, text) => {
    for (const said of saidOf(text)) expect(said).not.toMatch(/330106|小满|w\/12/)
    expect(saidOf(text)).toHaveLength(1)
  })

  it('is not one whose tag makes pairs of a list, one of them empty', () => {
    expect(saidOf('a: !!pairs [ {}, { b: c } ]\n')).toEqual([])
  })

  it('is told of an alias of nothing, and of more of them than a person writes', () => {
    expect(saidOf('a: *b\n')).toEqual([
      'more than 100 aliases, or one of nothing that stands before it; write them out',
    ])
  })
})
