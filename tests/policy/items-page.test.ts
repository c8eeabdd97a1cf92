// The page of data items that officers read is what the schema and the policies say today.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { DATA_ITEMS } from '../../src/catalogue/items.ts'
import { itemsPage } from '../../src/commands/items-page.ts'
import { compilePolicies } from '../../src/policy/compile.ts'
import { readPolicyFolder } from '../../src/policy/read-policies.ts'
import { parts } from './policies.ts'

const documents = await readPolicyFolder('policies')
const policies = compilePolicies(documents, parts)

describe('the page of data items', () => {
  it.each([
    ['en', 'docs/items.md'],
    ['zh', 'docs/items.zh-CN.md'],
  ] as const)('is fresh (%s)', (language, file) => {
    expect(readFileSync(file, 'utf8')).toBe(itemsPage(language, policies, parts))
  })

  it('has a line for each item, those without a field too', () => {
    const page = itemsPage('en', policies, parts)
    for (const { code } of DATA_ITEMS) expect(page).toContain(`| **${code}** `)
    expect(page).toMatch(/\*\*D45\*\*[^|]*\|[^|]*\| no field anywhere \| nobody \|/)
  })

  it('says another thing once a policy grants another thing', () => {
    const village = documents.get('village-care-archive.yaml') ?? ''
    const wider = village.replace('fields:\n', 'fields:\n  PublicSecurity.sex: reveal\n')
    const changed = compilePolicies(new Map([...documents, ['village-care-archive.yaml', wider]]), parts)
    expect(itemsPage('en', changed, parts)).not.toBe(itemsPage('en', policies, parts))
  })
})
