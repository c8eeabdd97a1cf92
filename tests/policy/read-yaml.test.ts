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

  it('is told by the one form that has its keys and no others, whatever is wrong below', () => {
    const numbers = { x: { type: 'number' }, y: { type: 'number' }, z: { type: 'number' } }
    const other = { type: 'object', required: ['x', 'w'], properties: { x: { type: 'boolean' } } }
    expect(saidOf([other, { type: 'object', properties: numbers }], { x: 'one', y: 'two', z: 'three' })).toEqual([
      'f.yaml: a.x: must be number; write it so',
      'f.yaml: a.y: must be number; write it so',
      'f.yaml: a.z: must be number; write it so',
    ])
    const within = { type: 'object', properties: { x: { type: 'object', required: ['p', 'q', 'r'] } } }
    expect(saidOf([{ type: 'object', required: ['w'] }, within], { x: {} })).toEqual([
      'f.yaml: a.x: lacks `p`; add it',
      'f.yaml: a.x: lacks `q`; add it',
      'f.yaml: a.x: lacks `r`; add it',
    ])
  })

  it('is told by none of two forms that have its keys where much is wrong with both', () => {
    const having = (type: string) => ({ type: 'object', properties: { x: { type }, y: { type }, z: { type } } })
    expect(saidOf([having('number'), having('boolean')], { x: 'one', y: 'two', z: 'three' })).toEqual([NONE])
  })

  it('is told of a key that may not stand in the form once', () => {
    const forms = [{ type: 'object', propertyNames: { pattern: '^x+$' } }, { type: 'array' }]
    expect(saidOf(forms, { y: 1 })).toEqual(['f.yaml: a.y: must match pattern "^x+$"; write it so'])
  })
})

describe('a bound', () => {
  it.each([
    [{ type: 'string', minLength: 1 }, '', 'must have 1 character at least'],
    [{ type: 'string', minLength: 3 }, 'ab', 'must have 3 characters at least'],
    [{ type: 'string', maxLength: 1 }, 'ab', 'must have 1 character at most'],
    [{ type: 'string', maxLength: 3 }, 'abcd', 'must have 3 characters at most'],
    [{ type: 'array', minItems: 1 }, [], 'must hold 1 entry at least'],
    [{ type: 'array', minItems: 2 }, ['a'], 'must hold 2 entries at least'],
    [{ type: 'object', minProperties: 1 }, {}, 'must hold 1 entry at least'],
    [{ type: 'object', minProperties: 2 }, { a: 'b' }, 'must hold 2 entries at least'],
    [{ type: 'number', minimum: 1 }, 0, 'must be 1 at least'],
    [{ type: 'number', maximum: 1 }, 2, 'must be 1 at most'],
  ])('of %j is told to %j in words', (schema, value, words) => {
    expect(saidOf([schema], value)).toEqual([`f.yaml: a: ${words}; write it so`])
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
    true,
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

describe('a key of the document itself', () => {
  it('is its own place where it may not stand', () => {
    const validate = new Ajv({ allErrors: true, verbose: true }).compile({
      type: 'object',
      propertyNames: { pattern: '^x+$' },
    })
    validate({ y: 1 })
    expect(faultsOf(validate.errors ?? [], 'f.yaml').map(sentenceOf)).toEqual([
      'f.yaml: y: must match pattern "^x+$"; write it so',
    ])
  })
})
