// An XLSX workbook (ECMA-376) as a zip archive of bounded size: what it holds is looked at by name before any cell of it, and
// what could hide something, fetch something or run something is refused by name.

import type { Readable } from 'node:stream'
import yauzl, { type Entry, type ZipFile } from 'yauzl'
import type { FileContent } from '../file-content.ts'
import { FileRefused } from '../file-refused.ts'

export const LARGEST_FILE = 20 * 1024 * 1024
/** Of all that is read, expanded; yauzl ends an entry that expands beyond what it declares. */
const LARGEST_CONTENT = 512 * 1024 * 1024
const MOST_EXPANSION = 200
const MOST_ENTRIES = 1_000

export interface Workbook {
  /** Of all entries, in the order of the archive. */
  names(): readonly string[]
  has(name: string): boolean
  /** Bytes when expanded, as the archive declares; no more of it can be read. */
  sizeOf(name: string): number
  /** Throws FileRefused for an entry that is not there. */
  read(name: string): Promise<Readable>
  close(): void
}

/** Throws FileRefused. */
export async function openWorkbook(file: FileContent): Promise<Workbook> {
  const { size } = await file.stat()
  if (size > LARGEST_FILE) throw new FileRefused('TOO_LARGE')
  const content = Buffer.alloc(size)
  await file.read(content, 0, size, 0)
  if (isCompoundFile(content)) throw new FileRefused('OLD_OR_ENCRYPTED')
  const zip = await opened(content)
  try {
    const entries = await entriesOf(zip)
    refuseUnwanted([...entries.keys()])
    return workbookOf(zip, entries)
  } catch (error) {
    zip.close()
    throw error
  }
}

function workbookOf(zip: ZipFile, entries: ReadonlyMap<string, Entry>): Workbook {
  return {
    names: () => [...entries.keys()],
    has: (name) => entries.has(name),
    sizeOf: (name) => entries.get(name)?.uncompressedSize ?? 0,
    read(name) {
      const entry = entries.get(name)
      if (!entry) return Promise.reject(new FileRefused('NOT_A_WORKBOOK'))
      return new Promise((resolve, reject) => {
        zip.openReadStream(entry, (error, stream) =>
          error ? reject(new FileRefused('NOT_A_WORKBOOK')) : resolve(stream),
        )
      })
    },
    close: () => zip.close(),
  }
}

function opened(content: Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    yauzl.fromBuffer(content, { lazyEntries: true, autoClose: false, strictFileNames: true }, (error, zip) =>
      error ? reject(new FileRefused('NOT_A_WORKBOOK')) : resolve(zip),
    )
  })
}

function entriesOf(zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>()
  let expanded = 0
  return new Promise((resolve, reject) => {
    zip.on('error', () => reject(new FileRefused('NOT_A_WORKBOOK')))
    zip.on('end', () => resolve(entries))
    zip.on('entry', (entry: Entry) => {
      expanded += entry.uncompressedSize
      const isTooMuch = expanded > LARGEST_CONTENT || entries.size >= MOST_ENTRIES || expandsTooFar(entry)
      if (isTooMuch) return reject(new FileRefused('EXPANDS_TOO_FAR'))
      if (entry.isEncrypted()) return reject(new FileRefused('ENCRYPTED'))
      if (entries.has(entry.fileName)) return reject(new FileRefused('NOT_A_WORKBOOK'))
      entries.set(entry.fileName, entry)
      zip.readEntry()
    })
    zip.readEntry()
  })
}

// A small entry may shrink to almost nothing honestly.
function expandsTooFar({ compressedSize, uncompressedSize }: Entry): boolean {
  return uncompressedSize > 1024 * 1024 && uncompressedSize > compressedSize * MOST_EXPANSION
}

function refuseUnwanted(names: readonly string[]): void {
  const has = (pattern: RegExp): boolean => names.some((name) => pattern.test(name))
  if (!has(/^xl\/workbook\.xml$/)) throw new FileRefused('NOT_A_WORKBOOK')
  if (has(/vbaProject|^xl\/(macrosheets|activeX)\//i)) throw new FileRefused('MACROS')
  if (has(/^xl\/(externalLinks|queryTables)\/|^xl\/connections\.xml$/i)) throw new FileRefused('EXTERNAL_LINKS')
}

/** The container of old workbooks, and of those with a password (MS-CFB). */
export function isCompoundFile(content: Buffer): boolean {
  return content.subarray(0, 8).toString('hex') === 'd0cf11e0a1b11ae1'
}
