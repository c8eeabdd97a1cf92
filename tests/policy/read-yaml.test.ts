// How the faults of a document are told where one place may have several forms, whatever the schema: by the form that comes
// nearest, and by the choice where none comes near.
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { sentenceOf } from '../../src/policy/fault.ts'
import { faultsOf } from '../../src/policy/read-yaml.ts'

function saidOf(forms: readonly object[], value: unknown): readonly string[] {
  const validate = new Ajv({ allErrors: true, verbose: true }).compile({
    type: 'object',
    properties: { a: { anyOf: forms } },
  })
  validate({ a: value })
  return faultsOf(validate.errors ?? [], 'f.yaml').map(sentenceOf)
}

const NONE = 'f.yaml: a: fits none of the forms it may have; write one of the forms of docs/policies.md'

describe('a place that may have several forms', () => {
  it.each([
    ['a name that is none of several words', [{ enum: ['one', 'two'] }, { const: 'three' }], '周小满'],
    [
      'a number that is besides too short',
      [{ enum: ['one', 'two'], type: 'string', minLength: 30 }],
      '330106201801019970',
    ],
    ['a thing of another kind', [{ type: 'object' }, { type: 'array' }], 7],
  ])('fits none with %s', (_what, forms, value) => {
    expect(saidOf(forms, value)).toEqual([NONE])
  })

  it('is told with the word that was written, and with the one that it is near to', () => {
    const forms = [{ enum: ['one', 'two'] }, { const: 'three' }, { const: 7 }]
    expect(saidOf(forms, 'four')).toEqual([NONE.replace('a: ', 'a: `four` ')])
    const near = NONE.replace('a: ', 'a: `threee` ').replace('; ', '; did you mean `three`? else ')
    expect(saidOf(forms, 'threee')).toEqual([near])
    expect(saidOf([{ enum: ['one', 'two'], type: 'string', minLength: 3 }], 'no')).toEqual([
      NONE.replace('a: ', 'a: `no` '),
    ])
  })

  it('is told by the nearest of a dozen', () => {
    const forms = Array.from({ length: 12 }, (_, at) => ({
      type: 'object',
      required: [`x${at}`, `y${at}`, `z${at}`],
      properties: { [`x${at}`]: { type: 'number' } },
    }))
    expect(saidOf(forms, { x10: 'ten', y10: 0, z10: 0 })).toEqual(['f.yaml: a.x10: must be number; write it so'])
    expect(saidOf(forms, {})).toEqual([NONE])
  })
})

describe('a word that is none of those that may stand there', () => {
  const among = (value: unknown) => {
    const validate = new Ajv({ allErrors: true, verbose: true }).compile({
      type: 'object',
      properties: { a: { enum: ['one', 'two'] } },
    })
    validate({ a: value })
    return faultsOf(validate.errors ?? [], 'f.yaml').map(sentenceOf)
  }
  const plain = 'f.yaml: a: must be one of one, two; write one of these'
  const saying = (word: string) => plain.replace(';', `, not \`${word}\`;`)

  it('is quoted', () => {
    for (const word of ['four', 'Four-and_1', 'x', `a${'b'.repeat(39)}`]) expect(among(word)).toEqual([saying(word)])
  })

  it.each([
    '周小满',
    '330106201801019970',
    'E12345678',
    'a word',
    'not/it',
    '-x',
    'x!',
    `a${'b'.repeat(40)}`,
    7,
    null,
  ])('is not quoted where it may be a value: %j', (value) => {
    expect(among(value)).toEqual([plain])
  })
})

describe('a pattern', () => {
  const against = (schema: object, value: unknown) => {
    const validate = new Ajv({ allErrors: true, verbose: true }).compile({ type: 'object', properties: { a: schema } })
    validate({ a: value })
    return faultsOf(validate.errors ?? [], 'f.yaml').map(sentenceOf)
  }

  it('is told in the words of the schema, and as it stands where there are none', () => {
    const schema = { type: 'string', pattern: '^x+$' }
    expect(against({ ...schema, description: 'many x' }, 'y')).toEqual([
      'f.yaml: a: must be many x, not `y`; write it so',
    ])
    expect(against({ ...schema, description: 'many x' }, '张')).toEqual(['f.yaml: a: must be many x; write it so'])
    expect(against({ ...schema, description: 'many x' }, 7)).toEqual(['f.yaml: a: must be string; write it so'])
    expect(against(schema, 'y')).toEqual(['f.yaml: a: must match pattern "^x+$"; write it so'])
  })
})
