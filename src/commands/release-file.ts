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

const DAY_MS = 86_400_000

/** Told of a release that takes effect later, for a mistyped year holds back every other; empty for one that is due. */
export function waitText(effectiveFrom: string, now: Date): string {
  const days = Math.ceil((Date.parse(effectiveFrom) - now.getTime()) / DAY_MS)
  if (days <= 0) return ''
  const when = days === 1 ? 'within a day' : `in ${days} days`
  return `it takes effect ${when}; until then no other can, unless it withdraws this one (\`policy release --withdraw\`)\n`
}
