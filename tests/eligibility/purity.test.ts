// The rules can be proved only while they depend on nothing but what they are handed.
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const room = new URL('../../src/eligibility/', import.meta.url)
const files = readdirSync(room).filter((name) => name.endsWith('.ts'))

test.each(files)('%s imports nothing but its neighbours, clock arithmetic, errors and the YAML parser', (name) => {
  const source = readFileSync(new URL(name, room), 'utf8')
  const imported = [...source.matchAll(/from '([^']+)'/g)].map(([, specifier]) => specifier ?? '')
  const allowed = /^(\.\/[a-z-]+\.ts|\.\.\/clock\.ts|\.\.\/errors\.ts|yaml)$/
  expect(imported.filter((specifier) => !allowed.test(specifier))).toEqual([])
  expect(source).not.toMatch(/systemClock|Date\.now|new Date\(|Math\.random|process\.|import\(/)
})
