// The JSON Schemas for editors: fresh, sound in a strict validator's eyes, and as strict as a file's reader where an editor
// can be.
import { readdirSync, readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { isDay } from '../../src/clock.ts'
import { editorSchemas, schemaFileFor } from '../../src/workbench/editor-schemas.ts'
import { changed, desk, files } from './published.ts'

const schemas = editorSchemas(desk)
const validators = new Map(
  [...schemas].map(([name, schema]) => [
    name,
    new Ajv({ strict: true, allErrors: true }).addFormat('date', isDay).compile(schema),
  ]),
)

function fits(file: string, text: string): boolean {
  const validate = validators.get(schemaFileFor(file) ?? '')
  if (!validate) throw new Error(`no schema for ${file}`)
  return validate(parse(text))
}

describe('the schemas', () => {
  it('stand in the folder as they are made; write them anew with `npm run hutong -- policy schemas`', () => {
    expect(readdirSync('policies/schemas').sort()).toEqual([...schemas.keys()].sort())
    for (const [name, schema] of schemas) {
      expect(JSON.parse(readFileSync(`policies/schemas/${name}`, 'utf8')), name).toEqual(
        JSON.parse(JSON.stringify(schema)),
      )
    }
  })

  it('are draft-07 by its own meta-schema, and compile in strict mode', () => {
    const ajv = new Ajv({ strict: true })
    for (const [name, schema] of schemas) expect(ajv.validateSchema(schema), name).toBe(true)
  })

  it('are named by the first line of every file that they are for', () => {
    for (const [file, text] of [...files.documents, ...files.cases]) {
      const above = file.includes('/') ? '../' : ''
      const [first] = text.split('\n', 1)
      expect(first, file).toBe(`# yaml-language-server: $schema=${above}schemas/${schemaFileFor(file)}`)
    }
  })

  it('let every published file pass', () => {
    for (const [file, text] of [...files.documents, ...files.cases])
      expect([file, fits(file, text)]).toEqual([file, true])
  })
})

describe('while it is written, a policy', () => {
  const fitsChanged = (edit: Parameters<typeof changed>[1], file = 'village-care-archive.yaml') =>
    fits(file, changed(file, edit).get(file) ?? '')

  it.each([
    ['a field that there is none of', { fields: { 'PublicSecurity.sexx': 'reveal' } }],
    ['a mask that the field cannot carry', { fields: { 'PublicSecurity.birthDate': { mask: 'name' } } }],
    ['a condition without its other side', { fields: { 'PublicSecurity.sex': { where: 'address-not-protected' } } }],
    ['a role that there is none of', { role: 'VILAGE' }],
    ['a purpose that there is none of', { purpose: 'P17' }],
    ['a relation that there is none of', { relation: 'anyone' }],
    ['a filter that the schema has none of', { use: { filter: ['Guardian.phone'] } }],
    ['a value of an enumeration that there is none of', { values: { Benefit: ['CAR'] } }],
    ['a key that means nothing', { allow: 'all' }],
  ])('is marked for %s', (_what, more) => {
    expect(fitsChanged(() => undefined)).toBe(true)
    expect(fitsChanged((policy) => Object.assign(policy, more))).toBe(false)
  })

  it('is offered every field of the schema with its item, level and source', () => {
    const policy = schemas.get('policy.schema.json') as unknown as {
      properties: { fields: { properties: Record<string, { description: string }> } }
    }
    const { properties } = policy.properties.fields
    expect(properties['CivilAffairs.categories']?.description).toBe('D26 困境儿童类别 categories, L4, MZJ')
    for (const { policy: written } of desk.entries) {
      for (const coordinate of Object.keys(written.fields)) expect(properties).toHaveProperty([coordinate])
    }
  })
})
