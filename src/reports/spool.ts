// Reports on disk until the registry has them: one file each, in a folder of the gateway's own. A receipt means that the
// file and the folder's entry for it were forced to disk. Files are made under another name and linked into place, so that
// whoever looks finds a whole report or none, and the same report sent twice is one file.
import { randomBytes } from 'node:crypto'
import { type FileHandle, link, mkdir, open, readdir, readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { GatewayError } from '../errors.ts'
import type { SpooledReport } from './spooled-report.ts'

/** The receipt, of the first time. */
export type Kept = Pick<SpooledReport, 'number' | 'filedAt' | 'isConfirmed'>

export interface Spool {
  /** Resolves when the report is on disk, with the receipt of the first time it was kept. Rejects with REPORT_NOT_KEPT. */
  keep(report: SpooledReport): Promise<Kept>
  /** Numbers of those that wait, the oldest first. */
  waiting(): Promise<readonly string[]>
  /** Null for one that is not whole: it was damaged on disk, and a person must look. */
  read(number: string): Promise<SpooledReport | null>
  /** Notes that it is about to be handed over; true where it was noted before. */
  begin(number: string): Promise<boolean>
  /** The registry has it: what is left is the receipt, for whoever sends the report again. */
  settle(report: SpooledReport): Promise<void>
}

/** Given up when the disk is full, so that reports have room that nothing else took. */
const RESERVE_BYTES = 8 * 1024 * 1024
const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

export interface SpoolOptions {
  readonly folder: string
  /** Default: eight million. */
  readonly reserveBytes?: number
}

/** Makes the folder where there is none. */
export async function openSpool({ folder, reserveBytes = RESERVE_BYTES }: SpoolOptions): Promise<Spool> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const spool = new FolderSpool(folder, reserveBytes)
  await spool.reserve()
  return spool
}

class FolderSpool implements Spool {
  readonly #folder: string
  readonly #reserveBytes: number

  constructor(folder: string, reserveBytes: number) {
    this.#folder = folder
    this.#reserveBytes = reserveBytes
  }

  async keep(report: SpooledReport): Promise<Kept> {
    try {
      return await this.#keepOrFreeRoom(report)
    } catch (cause) {
      throw new GatewayError('REPORT_NOT_KEPT', `a report could not be kept: ${codeOf(cause)}`, { cause })
    }
  }

  async waiting(): Promise<readonly string[]> {
    const names = await readdir(this.#folder)
    const numbers = names.flatMap((name) => (name.endsWith(REPORT) ? [name.slice(0, -REPORT.length)] : []))
    const read = await Promise.all(numbers.map(async (number) => ({ number, at: (await this.#kept(number))?.filedAt })))
    return read.toSorted((a, b) => ((a.at ?? '') < (b.at ?? '') ? -1 : 1)).map(({ number }) => number)
  }

  read(number: string): Promise<SpooledReport | null> {
    return this.#parsed<SpooledReport>(`${number}${REPORT}`)
  }

  async begin(number: string): Promise<boolean> {
    // Without room for the note it may have been begun before, which is looked into.
    return !(await this.#makeWhereRoom(`${number}${BEGUN}`, ''))
  }

  async settle(report: SpooledReport): Promise<void> {
    const { number } = report
    // Before the report goes, so that one of the two is always there. A full disk must be emptied all the same: whoever sends
    // the report again then gets its number with another time.
    await this.#makeWhereRoom(`${number}${DONE}`, JSON.stringify(receiptOf(report)))
    for (const ending of [REPORT, BEGUN]) await rm(this.#at(`${number}${ending}`), { force: true })
    await this.reserve()
  }

  /** Takes the room again that was given up. That there is none is no fault: the disk may be full of reports. */
  async reserve(): Promise<void> {
    await this.#makeWhereRoom(RESERVE, Buffer.alloc(this.#reserveBytes))
  }

  async #keepOrFreeRoom(report: SpooledReport): Promise<Kept> {
    try {
      return await this.#keepOnce(report)
    } catch (error) {
      if (!FULL.has(codeOf(error))) throw error
      await rm(this.#at(RESERVE), { force: true })
      return this.#keepOnce(report)
    }
  }

  async #keepOnce(report: SpooledReport): Promise<Kept> {
    const { number } = report
    const former = await this.#kept(number)
    if (former) return former
    if (await this.#make(`${number}${REPORT}`, JSON.stringify(report))) return receiptOf(report)
    const first = await this.#kept(number)
    if (!first) throw new Error('a report of this number is there and cannot be read')
    return first
  }

  // The waiting report first: a settled one has its receipt before it goes.
  async #kept(number: string): Promise<Kept | null> {
    const kept = (await this.read(number)) ?? (await this.#parsed<Kept>(`${number}${DONE}`))
    return kept && receiptOf(kept)
  }

  /** False where a file of that name is there. */
  async #make(name: string, content: string | Buffer): Promise<boolean> {
    const draft = this.#at(`${name}.${randomBytes(6).toString('hex')}${DRAFT}`)
    try {
      await written(draft, content)
      return await linked(draft, this.#at(name))
    } finally {
      await rm(draft, { force: true })
      await this.#forceFolder()
    }
  }

  async #makeWhereRoom(name: string, content: string | Buffer): Promise<boolean> {
    try {
      return await this.#make(name, content)
    } catch (error) {
      if (FULL.has(codeOf(error))) return false
      throw error
    }
  }

  async #forceFolder(): Promise<void> {
    const folder = await open(this.#folder, 'r')
    await folder.sync().finally(() => folder.close())
  }

  async #parsed<Content>(name: string): Promise<Content | null> {
    try {
      return JSON.parse(await readFile(this.#at(name), 'utf8')) as Content
    } catch (error) {
      if (codeOf(error) === 'ENOENT' || error instanceof SyntaxError) return null
      throw error
    }
  }

  #at(name: string): string {
    return path.join(this.#folder, name)
  }
}

function receiptOf({ number, filedAt, isConfirmed }: Kept): Kept {
  return { number, filedAt, isConfirmed }
}

const REPORT = '.report'
const DONE = '.done'
const BEGUN = '.begun'
const DRAFT = '.draft'
const RESERVE = 'reserve'

async function written(file: string, content: string | Buffer): Promise<void> {
  let handle: FileHandle | undefined
  try {
    handle = await open(file, 'wx', 0o600)
    await handle.writeFile(content)
    await handle.sync()
  } finally {
    await handle?.close()
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | null)?.code ?? 'unknown')
}
