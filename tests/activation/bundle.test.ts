// The one hash that names a bundle: the same for the same bytes, another for one byte more, and computed by a stranger
// with a shell as well.
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundleHash, changedFiles, filesFrom, manifestOf } from '../../src/activation/bundle.ts'
import { BundleFaults, compileBundle } from '../../src/activation/compile-bundle.ts'
import { readBundle } from '../../src/activation/read-bundle.ts'
import { parts } from '../policy/policies.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'hutong-bundle-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function copied(name: string): Promise<string> {
  const copy = path.join(folder, name)
  await cp('policies', copy, { recursive: true })
  return copy
}

describe('the hash of a bundle', () => {
  it('is that of its manifest, byte by byte', () => {
    const files = new Map([
      ['rules/b.yaml', '护\n'],
      ['a.yaml', ''],
    ])
    expect(manifestOf(files)).toBe(
      'hutong-bundle/1\n' +
        'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 0 a.yaml\n' +
        '87d270677c71adff5e09250d5b4b26fe543441b29c27d38ae25e4fffa2d63c0f 4 rules/b.yaml\n',
    )
  })

  it('is what a stranger computes with the commands of the documentation', async () => {
    const page = await readFile('docs/activation.md', 'utf8')
    const [, commands = ''] = /```sh\n([\s\S]*?sha256sum[\s\S]*?)```/.exec(page) ?? []
    expect(commands).toContain('hutong-bundle/1')
    const { stdout } = await promisify(execFile)('sh', ['-c', commands], { cwd: 'policies' })
    expect(stdout.trim().split(/\s/)[0]).toBe(bundleHash(await readBundle('policies')))
  })

  it('changes with one byte, one name and one file, and not with the order of reading', async () => {
    const files = await readBundle('policies')
    const [[name = '', text = ''] = []] = files
    const others = [
      new Map([...files, [name, `${text} `]]),
      new Map([...files, ['another.yaml', '']]),
      new Map([...files].filter(([each]) => each !== name)),
      new Map([...files].map(([each, own]) => [each === name ? 'renamed.yaml' : each, own])),
    ]
    const hashes = [files, ...others].map(bundleHash)
    expect(new Set(hashes).size).toBe(5)
    expect(bundleHash(new Map([...files].reverse()))).toBe(bundleHash(files))
  })
})

describe('a folder of policies', () => {
  it('gives every YAML file below it, test cases and operations aside', async () => {
    const copy = await copied('whole')
    await mkdir(path.join(copy, 'tests'), { recursive: true })
    await writeFile(path.join(copy, 'tests', 'case.yaml'), 'x: 1\n')
    await writeFile(path.join(copy, 'README.md'), 'not a policy')
    const names = [...(await readBundle(copy)).keys()]
    expect(names).toEqual([...(await readBundle('policies')).keys()])
    expect(names).toContain('rules/hz-2026-70.yaml')
    expect(names).toContain('village-care-archive.yaml')
    expect(names.filter((name) => /^(tests|operations)\//.test(name))).toEqual([])
  })

  it.each([
    ['another spelling of the ending', 'one-more.yml', 'policy: x\n'],
    ['a name that has two encodings', '村.yaml', 'policy: x\n'],
    ['a name in capitals', 'One.YAML', 'policy: x\n'],
    ['bytes that are no text', 'bytes.yaml', Buffer.from([0x61, 0xff, 0xfe])],
    ['a character that no database keeps', 'zero.yaml', 'a: "\0"\n'],
  ])('is not read with %s, for it would be left out in silence', async (_what, name, content) => {
    const copy = await copied(`strange-${name.length}-${_what.length}`)
    await writeFile(path.join(copy, name), content)
    await expect(readBundle(copy)).rejects.toThrow(name)
  })

  it('comes back from the database with the same bytes, or not at all', async () => {
    const files = new Map([...(await readBundle('policies')), ['mark.yaml', '\uFEFFa: 护\r\n']])
    expect(bundleHash(filesFrom(JSON.parse(JSON.stringify(Object.fromEntries(files)))) ?? new Map())).toBe(
      bundleHash(files),
    )
    for (const wrong of [
      null,
      7,
      'text',
      [],
      { 'a.yaml': 7 },
      { '../a.yaml': '' },
      { 'tests/a.yaml': '' },
      { a: '' },
    ]) {
      expect(filesFrom(wrong)).toBeNull()
    }
  })
})

describe('a bundle', () => {
  it('compiles to policies and rule packs', async () => {
    const { policies, packs } = compileBundle(await readBundle('policies'), parts)
    expect(policies.grantFor('VILLAGE', 'P07')).toBeDefined()
    expect(packs.map(({ id }) => id).sort()).toEqual(['HZ-2026-70', 'HZ-DRAFT'])
  })

  it('says every fault of every file at once, and gives nothing', async () => {
    const files = new Map(await readBundle('policies'))
    files.set('village-care-archive.yaml', 'policy: x\n')
    files.set('rules/hz-draft.yaml', 'pack: 7\n')
    files.set('elsewhere/a.yaml', '')
    const compile = () => compileBundle(files, parts)
    expect(compile).toThrow(BundleFaults)
    expect(compile).toThrow(
      /village-care-archive\.yaml: [\s\S]*rules\/hz-draft\.yaml: [\s\S]*elsewhere\/a\.yaml: nothing/,
    )
  })

  it('with the words alone and no policy is refused', async () => {
    const words = [...(await readBundle('policies'))].filter(([file]) => /^(roles|purposes|relations|masks)/.test(file))
    expect(() => compileBundle(new Map(words), parts)).toThrow('policies: there is none')
  })

  it('names what changed from one to the next', () => {
    const before = new Map([
      ['a.yaml', '1'],
      ['b.yaml', '2'],
      ['c.yaml', '3'],
    ])
    const after = new Map([
      ['d.yaml', '4'],
      ['c.yaml', '3'],
      ['b.yaml', 'two'],
    ])
    expect(changedFiles(before, after)).toEqual(['- a.yaml', '~ b.yaml', '+ d.yaml'])
    expect(changedFiles(before, before)).toEqual([])
  })
})
