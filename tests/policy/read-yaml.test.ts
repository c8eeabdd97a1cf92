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
    ['a word that is none of several words', [{ enum: ['one', 'two'] }, { const: 'three' }], 'four'],
    ['a word that is besides too short', [{ enum: ['one', 'two'], type: 'string', minLength: 3 }], 'no'],
    ['a thing of another kind', [{ type: 'object' }, { type: 'array' }], 7],
  ])('fits none with %s', (_what, forms, value) => {
    expect(saidOf(forms, value)).toEqual([NONE])
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
