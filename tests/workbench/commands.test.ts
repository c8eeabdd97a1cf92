// The commands as an officer runs them: processes of their own, what they say, and how they exit.
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { hutong } from '../demo/process.ts'

// Each run is a process that builds the schema: seconds on a machine that others use.
vi.setConfig({ testTimeout: 120_000 })

let folder: string
let policies: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'hutong-workbench-'))
  policies = path.join(folder, 'policies')
  await cp('policies', policies, { recursive: true })
})
afterAll(() => rm(folder, { recursive: true }))

async function run(...words: readonly string[]): Promise<{ readonly code: number | string; readonly said: string }> {
  const started = hutong(folder, ['policy', ...words])
  return { code: await started.ended, said: started.said() }
}

/** A copy of the folder with one file changed. */
async function edited(file: string, search: string, replacement: string): Promise<string> {
  const copy = await mkdtemp(path.join(folder, 'copy-'))
  await cp(policies, copy, { recursive: true })
  const place = path.join(copy, file)
  const text = await readFile(place, 'utf8')
  expect(text).toContain(search)
  await writeFile(place, text.replace(search, replacement))
  return copy
}

describe('policy check', () => {
  it('says every fault of every file at once, each with its fix, and exits with its own code', async () => {
    const copy = await edited('hospital-settlement.yaml', 'mask: name', 'mask: lastfour')
    for (const [file, search, replacement] of [
      ['school-aid.yaml', 'purpose: P05', 'purpose: P99'],
      ['rules/hz-draft.yaml', 'id: R09', 'id: nine'],
      ['tests/school-aid.yaml', 'select CivilAffairs.categories', 'select CivilAffairs.category'],
    ] as const) {
      const place = path.join(copy, file)
      await writeFile(place, (await readFile(place, 'utf8')).replace(search, replacement))
    }
    const { code, said } = await run('check', copy)
    expect(code).toBe(3)
    expect(said).toContain(
      'hospital-settlement.yaml: fields.EligibilityAnswer.displayName.mask: `lastfour` is not in masks.yaml; did you mean `last-four`?',
    )
    expect(said).toContain('school-aid.yaml: purpose: must be one of P01 to P16, not `P99`')
    expect(said).toMatch(/rules\/hz-draft\.yaml: rules\[\d\]\.id: must be R and two digits/)
    expect(said).toContain(
      'tests/school-aid.yaml: cases.3.uses: no such coordinate `CivilAffairs.category` in the schema; did you mean `CivilAffairs.categories`?',
    )
    expect(said).toMatch(/: 4 faults\n/)
  })

  it('finds nothing wrong with the policies here, and warns as JSON when asked to', async () => {
    const { code, said } = await run('check')
    expect(code).toBe(0)
    expect(said).toMatch(/\d+ policies, 4 documents of words, 2 rule packs, \d+ cases: no faults\n/)
    const draft = await edited('school-aid.yaml', 'status: IN_FORCE', 'status: DRAFT')
    const json = JSON.parse((await run('check', '--json', draft)).said) as { faults: unknown[]; warnings: object[] }
    expect(json.faults).toEqual([])
    expect(json.warnings).toHaveLength(1)
    expect(Object.keys(json.warnings[0] ?? {})).toEqual(['file', 'path', 'what', 'fix'])
  })

  it('counts one fault as one', async () => {
    const { said } = await run('check', await edited('school-aid.yaml', 'purpose: P05', 'purpose: P99'))
    expect(said).toMatch(/: 1 fault\n/)
  })

  it('cannot pass over a folder that is not there, or is none, and says so', async () => {
    const none = path.join(folder, 'none')
    const missing = await run('check', none)
    expect(missing.code).toBe(1)
    expect(missing.said).toContain(`NO_SUCH_FOLDER: ${none} is not there`)
    const file = await run('check', path.join(policies, 'roles.yaml'))
    expect(file).toMatchObject({ code: 1, said: expect.stringContaining('NOT_A_FOLDER: ') })
  })
})

describe('policy test', () => {
  it('passes here, names a case that fails, and tells that from a fault', async () => {
    expect(await run('test')).toMatchObject({ code: 0, said: expect.stringMatching(/\d+ cases: \d+ passed, 0 failed/) })
    const widened = await edited('hospital-settlement.yaml', '{ mask: name }', 'reveal')
    const failed = await run('test', widened)
    expect(failed.code).toBe(4)
    expect(failed.said).toContain('FAILED tests/hospital-settlement.yaml: H02')
    expect(failed.said).toContain('there and not wanted: EligibilityAnswer.displayName: reveal')
    expect((await run('test', await edited('tests/school-aid.yaml', 'outcome: REFUSED', 'outcome: NO'))).code).toBe(3)
  })
})

describe('policy explain', () => {
  it('says a decision in either language, who has a field at all, and what there is none of', async () => {
    const question = ['explain', '--role', 'HOSP_CLERK', '--purpose', 'P01', '--field', 'CivilAffairs.categories']
    expect((await run(...question, '--lang', 'zh')).said).toContain('结论：拒绝')
    expect(JSON.parse((await run(...question, '--json')).said)).toMatchObject({ treatment: 'refuse' })
    expect((await run('explain', '--field', 'Guardian.phone')).said).toMatch(/^VILLAGE P07: reveal/m)
    for (const wrong of [
      ['--role', 'VILAGE', '--purpose', 'P07', '--field', 'Guardian.phone'],
      ['--field', 'Guardian.phone', '--where', 'sunny=yes'],
    ]) {
      expect((await run('explain', ...wrong)).code).toBe(2)
    }
  })

  it('says every use of an operation, and the first refusal', async () => {
    const operation = path.join(folder, 'operation.graphql')
    const variables = path.join(folder, 'variables.json')
    await writeFile(operation, 'query Q($f: ChildFilter) { children(filter: $f) { nodes { childRef } } }')
    await writeFile(variables, '{ "f": { "category": "ORPHAN" } }')
    const said = await run(
      ...['explain', '--role', 'VILLAGE', '--purpose', 'P07', '--lang', 'en'],
      ...['--operation', operation, '--variables', variables],
    )
    expect(said.code).toBe(0)
    expect(said.said).toContain('✗ filter CivilAffairs.categories: refuse')
    expect(said.said).toContain('First refusal: filter CivilAffairs.categories')
  })
})

describe('policy matrix', () => {
  it('writes a page and a file, and wants to be told which', async () => {
    const [page, table] = [path.join(folder, 'matrix.html'), path.join(folder, 'matrix.csv')]
    expect((await run('matrix', '--html', page, '--csv', table, '--bom', '--today', '2026-11-23')).code).toBe(0)
    expect(await readFile(page, 'utf8')).toContain('访问矩阵')
    expect((await readFile(table, 'utf8')).startsWith('\uFEFFitem,')).toBe(true)
    expect((await run('matrix')).code).toBe(2)
  })
})

describe('policy diff', () => {
  it('exits with its own code where somebody gains, and with none where somebody loses or nothing changes', async () => {
    const wider = await edited('hospital-settlement.yaml', '{ mask: name }', 'reveal')
    const gained = await run('diff', policies, wider, '--today', '2026-11-23')
    expect(gained.code).toBe(4)
    expect(gained.said).toContain('+ HOSP_CLERK P01 select EligibilityAnswer.displayName: mask:name → reveal')
    expect(gained.said).toContain('e.g. 周小满, child 0 of the demo: 周*满 → 周小满')
    const lost = await run('diff', wider, policies)
    expect(lost.code).toBe(0)
    expect(lost.said).toContain('cells: 0 gained, 0 unclear, 1 lost')
    const missing = await run('diff', 'old', policies)
    expect(missing.code).toBe(1)
    expect(missing.said).toContain('NO_SUCH_FOLDER: old is not there')
    expect(missing.said).not.toContain('ENOENT')
  })
})

describe('policy schemas', () => {
  it('says which are stale, writes them and the first line of each file, and is then content', async () => {
    const copy = await edited('roles.yaml', '# yaml-language-server: $schema=schemas/roles.schema.json\n', '')
    await rm(path.join(copy, 'schemas', 'policy.schema.json'))
    const stale = await run('schemas', copy, '--check')
    expect(stale.code).toBe(3)
    expect(stale.said).toContain('schemas/policy.schema.json is stale')
    expect(stale.said).toContain('roles.yaml is stale')
    expect((await run('schemas', copy)).code).toBe(0)
    expect((await run('schemas', copy, '--check')).code).toBe(0)
    expect(await readFile(path.join(copy, 'roles.yaml'), 'utf8')).toBe(await readFile('policies/roles.yaml', 'utf8'))
  })
})
