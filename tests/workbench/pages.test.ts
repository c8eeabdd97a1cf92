// What the officers' pages show is what they may copy: the policy compiles in the place of the published one, the cases pass.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readCaseFiles } from '../../src/workbench/case-file.ts'
import { layOut } from '../../src/workbench/desk.ts'
import { runCases } from '../../src/workbench/run-cases.ts'
import { desk, files, parts, TODAY } from './published.ts'

/** The text that a page sets in, from the line that begins so to the end of its block. */
function shownIn(page: string, beginning: string): string {
  const text = readFileSync(`docs/${page}`, 'utf8')
  const block = text.slice(text.indexOf(`    ${beginning}`)).split(/\n\n(?! )/, 1)[0] ?? ''
  return block.replaceAll(/^ {4}/gm, '')
}

describe('a page for officers', () => {
  it.each(['policies.md', 'policies.zh-CN.md'])('shows a policy that compiles: %s', (page) => {
    const text = shownIn(page, 'policy: village-care-archive')
    const entry = layOut(new Map([...files.documents, ['village-care-archive.yaml', text]]), parts).entryFor(
      'VILLAGE',
      'P07',
    )
    expect(entry?.policy.until).toBe('2027-01-01')
    expect(entry?.grant.decide('select', 'PublicSecurity.residenceSince')).toMatchObject({
      effect: 'mask',
      mask: 'month',
    })
  })

  it.each(['workbench.md', 'workbench.zh-CN.md'])('shows cases that pass: %s', (page) => {
    const texts = new Map([['tests/page.yaml', shownIn(page, 'caller: { role: VILLAGE')]])
    const read = readCaseFiles(texts, desk)
    expect(read.faults).toEqual([])
    const results = runCases(desk, read.files, TODAY)
    expect(results).toHaveLength(4)
    expect(results.flatMap(({ differences }) => differences)).toEqual([])
  })
})
