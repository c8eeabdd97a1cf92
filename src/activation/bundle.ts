// A bundle: the YAML files that decide together, and the one hash that names them. Pure.
//
// The bytes that are hashed, so that a stranger with a shell computes the same (docs/activation.md has the commands):
//   manifest  the line `hutong-bundle/1`, then one line a file, sorted by the path's bytes:
//             <SHA-256 of the file's bytes, 64 hex digits> <length in bytes, decimal> <path>
//             Single blanks between; each line ends with one line feed (0x0a), the last one too.
//   hash      SHA-256 of the manifest, 64 hex digits
// A path is relative to the folder of policies, with `/` between its parts, in ASCII: it has one encoding.
import { hash } from 'node:crypto'

/** Path -> text; what was read as bytes was valid UTF-8, so the text gives back the same bytes. */
export type BundleFiles = ReadonlyMap<string, string>

const PATH = /^([a-z0-9][a-z0-9_-]*\/)*[a-z0-9][a-z0-9._-]*\.yaml$/

// The cases by which policies are tested decide nothing; operations come into force one by one, by being registered.
const NO_PART = ['tests/', 'operations/']

/** True for the path of a file that belongs to a bundle. */
export function isBundlePath(path: string): boolean {
  return PATH.test(path) && !isNoPart(path)
}

/** True below the folders that lie beside the policies and are no part of a bundle. */
export function isNoPart(path: string): boolean {
  return NO_PART.some((folder) => path.startsWith(folder))
}

export function manifestOf(files: BundleFiles): string {
  const lines = [...files]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, text]) => `${hash('sha256', text)} ${Buffer.byteLength(text)} ${path}\n`)
  return `hutong-bundle/1\n${lines.join('')}`
}

export function bundleHash(files: BundleFiles): string {
  return hash('sha256', manifestOf(files))
}

/** Files as a database gives them back; null for anything that is no map from paths to well-formed texts. */
export function filesFrom(stored: unknown): BundleFiles | null {
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) return null
  const entries = Object.entries(stored)
  const isWhole = entries.every(([path, text]) => isBundlePath(path) && typeof text === 'string' && text.isWellFormed())
  return isWhole ? new Map(entries as [string, string][]) : null
}

/** Paths that were added (`+`), removed (`-`) or have other content (`~`), in order. */
export function changedFiles(before: BundleFiles, after: BundleFiles): string[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort()
  return paths.flatMap((path) => {
    if (!before.has(path)) return [`+ ${path}`]
    if (!after.has(path)) return [`- ${path}`]
    return before.get(path) === after.get(path) ? [] : [`~ ${path}`]
  })
}
