// From a bundle's files to what decides: policies compiled against this program's schema, and rule packs. A bundle with
// any fault is refused whole.
import { hashOfText } from '../document-id.ts'
import { readDocuments } from '../eligibility/read-document.ts'
import { type RulePack, readRulePack } from '../eligibility/rule-pack.ts'
import type { CheckParts } from '../policy/check.ts'
import { compilePolicies, PolicyFaults, type PolicySet } from '../policy/compile.ts'
import { type Algorithm, checkAlgorithms, decidersIn, readAlgorithm } from '../worklists/algorithm.ts'
import type { BundleFiles } from './bundle.ts'

/** A rule pack with the SHA-256 of its text, which an answer is kept with: the very same words can recompute it. */
export interface ActivePack extends RulePack {
  readonly hash: string
  /** Its path in the bundle. */
  readonly file: string
}

/** What decides one operation from its start to its end. */
export interface ActiveSet {
  readonly policies: PolicySet
  readonly packs: readonly ActivePack[]
  /** The register of algorithms: a rule of work lists that is not in it does not run. */
  readonly algorithms: readonly Algorithm[]
}

/** A bundle that does not compile, with every fault of every file. */
export class BundleFaults extends Error {
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(`the bundle does not compile:\n${faults.join('\n')}`)
    this.name = 'BundleFaults'
    this.faults = faults
  }
}

export type CompileBundle = (files: BundleFiles) => ActiveSet

const RULES = 'rules/'
const ALGORITHMS = 'algorithms/'

/** Throws BundleFaults. */
export function compileBundle(files: BundleFiles, parts: CheckParts): ActiveSet {
  const faults: string[] = []
  const policies = compiled(policyDocuments(files), parts, faults)
  const packs = readDocuments(filesBelow(files, RULES), readPack, faults)
  const algorithms = readDocuments(filesBelow(files, ALGORITHMS), readAlgorithm, faults)
  for (const path of files.keys()) {
    const isRead = [RULES, ALGORITHMS].some(
      (folder) => path.startsWith(folder) && !path.slice(folder.length).includes('/'),
    )
    if (path.includes('/') && !isRead) faults.push(`${path}: nothing reads this folder; move or remove it`)
  }
  if (policies?.grants().length === 0) faults.push('policies: there is none, and nobody could ask anything')
  if (policies)
    faults.push(...checkAlgorithms(algorithms, { packs: [...packs.values()], mayDecide: decidersIn(policies) }))
  if (!policies || faults.length > 0) throw new BundleFaults(faults)
  return { policies, packs: [...packs.values()], algorithms: [...algorithms.values()] }
}

/** The documents for `compilePolicies`: the files of the folder itself. */
export function policyDocuments(files: BundleFiles): Map<string, string> {
  return new Map([...files].filter(([path]) => !path.includes('/')))
}

function filesBelow(files: BundleFiles, folder: string): [string, string][] {
  return [...files].filter(([path]) => path.startsWith(folder)).sort(([a], [b]) => (a < b ? -1 : 1))
}

function compiled(documents: Map<string, string>, parts: CheckParts, faults: string[]): PolicySet | null {
  try {
    return compilePolicies(documents, parts)
  } catch (error) {
    if (!(error instanceof PolicyFaults)) throw error
    faults.push(...error.faults)
    return null
  }
}

function readPack(text: string, path: string): ActivePack {
  return { ...readRulePack(text, path), hash: hashOfText(text), file: path }
}
