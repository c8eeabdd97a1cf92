// A release in a file, as it travels between officers: its canonical text. One line feed after it, which an editor or an
// earlier version put there, is no part of it.
import { readFile } from 'node:fs/promises'
import { readRelease, releaseHash } from '../activation/release.ts'
import type { NamedRelease } from '../activation/succession.ts'

export interface ReleaseFile extends NamedRelease {
  /** What is signed. */
  readonly text: string
}

/** Throws when the file is not, byte by byte, the record of one release. */
export async function readReleaseFile(file: string): Promise<ReleaseFile> {
  const text = (await readFile(file, 'utf8')).replace(/\n$/, '')
  const release = readRelease(text)
  if (!release) throw new Error(`${file}: is not the record of a release`)
  return { ...release, text, hash: releaseHash(text) }
}
