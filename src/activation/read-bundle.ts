// Reads a bundle from a folder of policies: every YAML file in it and below it, test cases and operations aside.
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { type BundleFiles, isBundlePath, isNoPart } from './bundle.ts'

/** Throws when a YAML file has a name that no bundle can hold, or is no plain UTF-8: it would be left out in silence. */
export async function readBundle(folder: string): Promise<BundleFiles> {
  const names = (await readdir(folder, { recursive: true })).map((name) => name.replaceAll(path.sep, '/'))
  const found = names.filter((name) => /\.ya?ml$/i.test(name) && !isHidden(name) && !isNoPart(name))
  const strange = found.find((name) => !isBundlePath(name))
  if (strange) throw new Error(`${strange}: a policy file is named in lower-case ASCII and ends in .yaml`)
  const entries = await Promise.all(
    found.sort().map(async (name) => [name, textOf(name, await readFile(path.join(folder, name)))] as const),
  )
  return new Map(entries)
}

// A mounted volume keeps its versions in folders that begin with dots.
function isHidden(name: string): boolean {
  return name.split('/').some((part) => part.startsWith('.'))
}

function textOf(name: string, bytes: Buffer): string {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  try {
    const text = decoder.decode(bytes)
    // PostgreSQL cannot keep this one character.
    if (!text.includes('\0')) return text
  } catch {
    // Said below, in the same words.
  }
  throw new Error(`${name}: is not plain UTF-8 text`)
}
