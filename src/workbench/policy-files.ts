// Reads a folder of policies as its author keeps it: policies and words, rule packs, cases.
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { readPolicyFolder } from '../policy/read-policies.ts'

/** Texts by the file's name as seen from the folder: `village-care-archive.yaml`, `rules/hz-draft.yaml`. */
export interface PolicyFiles {
  readonly documents: ReadonlyMap<string, string>
  readonly packs: ReadonlyMap<string, string>
  /** The register of algorithms. */
  readonly algorithms: ReadonlyMap<string, string>
  readonly cases: ReadonlyMap<string, string>
}

/** A folder of policies that cannot be read: which, and why, for whoever named it. */
export class PolicyFolderError extends Error {
  readonly code: 'NO_SUCH_FOLDER' | 'NOT_A_FOLDER' | 'UNREADABLE_FOLDER'

  constructor(folder: string, cause: unknown) {
    const { code, what } = REASONS[(cause as NodeJS.ErrnoException).code ?? ''] ?? UNREADABLE
    super(`${code}: ${folder} ${what}; name a folder of policies, with its folder \`rules\``, { cause })
    this.name = 'PolicyFolderError'
    this.code = code
  }
}

type Reason = Readonly<{ code: PolicyFolderError['code']; what: string }>

const UNREADABLE: Reason = { code: 'UNREADABLE_FOLDER', what: 'cannot be read' }
const REASONS: Readonly<Record<string, Reason>> = {
  ENOENT: { code: 'NO_SUCH_FOLDER', what: 'is not there, or lacks what belongs in it' },
  ENOTDIR: { code: 'NOT_A_FOLDER', what: 'is a file' },
}

/** Rejects with PolicyFolderError when the folder or its rule packs cannot be read; a folder without cases has none. */
export async function readPolicyFiles(folder: string): Promise<PolicyFiles> {
  try {
    return await readFiles(folder)
  } catch (cause) {
    throw new PolicyFolderError(folder, cause)
  }
}

async function readFiles(folder: string): Promise<PolicyFiles> {
  const [documents, packs, algorithms, cases] = await Promise.all([
    readPolicyFolder(folder),
    readBelow(folder, 'rules'),
    readBelow(folder, 'algorithms').catch(noSuchFolder),
    readBelow(folder, 'tests').catch(noSuchFolder),
  ])
  return { documents, packs, algorithms, cases }
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
