// Reads a folder of policies as its author keeps it: policies and words, rule packs, cases.
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { readPolicyFolder } from '../policy/read-policies.ts'

/** Texts by the file's name as seen from the folder: `village-care-archive.yaml`, `rules/hz-draft.yaml`. */
export interface PolicyFiles {
  readonly documents: ReadonlyMap<string, string>
  readonly packs: ReadonlyMap<string, string>
  readonly cases: ReadonlyMap<string, string>
}

/** Rejects when the folder or its rule packs cannot be read; a folder without cases has none. */
export async function readPolicyFiles(folder: string): Promise<PolicyFiles> {
  const [documents, packs, cases] = await Promise.all([
    readPolicyFolder(folder),
    readBelow(folder, 'rules'),
    readBelow(folder, 'tests').catch(noSuchFolder),
  ])
  return { documents, packs, cases }
}

async function readBelow(folder: string, name: string): Promise<Map<string, string>> {
  const files = (await readdir(path.join(folder, name))).filter((file) => file.endsWith('.yaml')).sort()
  const texts = await Promise.all(files.map((file) => readFile(path.join(folder, name, file), 'utf8')))
  return new Map(files.map((file, at) => [`${name}/${file}`, texts[at] ?? '']))
}

function noSuchFolder(error: NodeJS.ErrnoException): Map<string, string> {
  if (error.code === 'ENOENT') return new Map()
  throw error
}
