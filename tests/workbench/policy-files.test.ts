// A folder of policies that cannot be read is named with the reason, and what is optional in one may be missing.
import { cp, mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PolicyFolderError, readPolicyFiles } from '../../src/workbench/policy-files.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'hutong-folder-'))
  await cp('policies', folder, { recursive: true })
})
afterAll(() => rm(folder, { recursive: true }))

const refusalOf = (name: string) =>
  readPolicyFiles(name).then(
    () => null,
    (error: unknown) => error,
  )

describe('a folder of policies', () => {
  it('that is not there, or is a file, is named with a code and no word of the operating system', async () => {
    for (const [name, code] of [
      [path.join(folder, 'none'), 'NO_SUCH_FOLDER'],
      [path.join(folder, 'roles.yaml'), 'NOT_A_FOLDER'],
      [`${folder}\0`, 'UNREADABLE_FOLDER'],
    ] as const) {
      const error = await refusalOf(name)
      if (!(error instanceof PolicyFolderError)) throw new Error('the folder cannot be read')
      expect(error.code).toBe(code)
      expect(error.message.startsWith(`${code}: ${name} `)).toBe(true)
      expect(error.message).not.toMatch(/ENO|scandir|null bytes/)
    }
  })

  it('may be without cases, and not without rule packs', async () => {
    await rm(path.join(folder, 'tests'), { recursive: true })
    expect((await readPolicyFiles(folder)).cases.size).toBe(0)
    await rm(path.join(folder, 'rules'), { recursive: true })
    expect(await refusalOf(folder)).toBeInstanceOf(PolicyFolderError)
  })
})
