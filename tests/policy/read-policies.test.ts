// The folder of policies, as it is read from disk.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readPolicyFolder } from '../../src/policy/read-policies.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'hutong-policies-'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('a folder of policies', () => {
  it('is its YAML files by name and as text, and nothing else that lies there', async () => {
    for (const name of ['village.yaml', 'clerk.yaml', 'README.md', 'village.yaml.bak', '.yaml-lint', 'yaml']) {
      await writeFile(path.join(folder, name), `# ${name}: 困境儿童\n`)
    }
    await mkdir(path.join(folder, 'packs'))
    await writeFile(path.join(folder, 'packs', 'rules.yaml'), '# rules\n')
    expect([...(await readPolicyFolder(folder))]).toEqual([
      ['clerk.yaml', '# clerk.yaml: 困境儿童\n'],
      ['village.yaml', '# village.yaml: 困境儿童\n'],
    ])
  })

  it('that is not there is an error, never an empty set', async () => {
    await expect(readPolicyFolder(path.join(folder, 'nowhere'))).rejects.toThrow('ENOENT')
  })
})
