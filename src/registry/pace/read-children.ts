// A job's reading of children: page by page, each page whole from every department that is asked, within the bounds of each. What it
// comes to is the reader's to keep: killed, such a job is run again from its beginning.
import type { Timer } from '../../clock.ts'
import type { SourceBounds } from '../../departments/bounds.ts'
import type { EdgeRead } from '../../departments/edge-reads.ts'
import { type Finish, Forecast, latestOf } from '../../departments/pace/forecast.ts'
import type { TreatedRows } from '../../departments/reader.ts'
import { invariant } from '../../errors.ts'
import { type PacedReader, readWhole } from './read-in-bounds.ts'

export interface KeyedChild {
  readonly childId: string
  /** Its keys, by code of the department. */
  readonly keys: Readonly<Record<string, string>>
}

export interface ChildrenJob<Child extends KeyedChild> {
  readonly reads: readonly EdgeRead[]
  /** By department code; of every department that is read. */
  readonly readers: ReadonlyMap<string, PacedReader>
  readonly clock: Timer
  /** Most children of a page. */
  readonly most: number
  /** The next page, in the order of the ids; NO_CHILD comes before the first. */
  after(childId: string): Promise<readonly Child[]>
  readonly size: ChildrenSize
  /** Told before the first page, and when the work on a page is done. */
  readonly onProgress?: (progress: ChildrenProgress) => void
}

/** What there is to go through, as far as it can be told before. */
export interface ChildrenSize {
  readonly children: number
  /** Keys of these children, by code of the department. */
  readonly keys: ReadonlyMap<string, number>
}

export interface ChildrenProgress {
  readonly children: number
  readonly total: number
  /** When the last department will be done. Rejects with SourceBusy when that cannot be counted. */
  finish(): Promise<Finish>
}

/** What the departments told of a page, by code. */
export type Told = ReadonlyMap<string, Extract<TreatedRows, { readonly state: 'FRESH' }>>

export interface ReadPage<Child> {
  readonly children: readonly Child[]
  readonly told: Told
}

export const NO_CHILD = '00000000-0000-0000-0000-000000000000'

/** Throws SOURCE_UNAVAILABLE for a department that is stale, or stays out for an hour: never less than all of a page. */
export async function* readChildren<Child extends KeyedChild>(
  job: ChildrenJob<Child>,
): AsyncGenerator<ReadPage<Child>> {
  const sources = job.reads.map((read) => new SourceOfPages(job, read))
  let done = 0
  const tell = (): void => {
    const total = Math.max(job.size.children, done)
    const pages = Math.ceil((total - done) / job.most)
    const finish = async () => latestOf(await Promise.all(sources.map((source) => source.finish(pages))))
    job.onProgress?.({ children: done, total, finish })
  }
  tell()
  for (let after = NO_CHILD; ; ) {
    const children = await job.after(after)
    const last = children.at(-1)
    if (!last) return
    const told = await Promise.all(sources.map(async (source) => [source.code, await source.read(children)] as const))
    yield { children, told: new Map(told) }
    done += children.length
    after = last.childId
    tell()
  }
}

class SourceOfPages {
  readonly code: string
  readonly #paced: PacedReader
  readonly #read: EdgeRead
  readonly #clock: Timer
  readonly #forecast: Forecast
  #keysLeft: number

  constructor({ readers, clock, size }: Pick<ChildrenJob<KeyedChild>, 'readers' | 'clock' | 'size'>, read: EdgeRead) {
    const { code } = read.department
    const paced = readers.get(code)
    invariant(paced, `${code} has a reader`)
    this.code = code
    this.#paced = paced
    this.#read = read
    this.#clock = clock
    this.#forecast = new Forecast({ ...paced, clock })
    this.#keysLeft = size.keys.get(code) ?? 0
  }

  async read(children: readonly KeyedChild[]) {
    const keys = children.flatMap((child) => child.keys[this.code] ?? [])
    const job = { ...this.#paced, statement: this.#read.statement, clock: this.#clock }
    const rows = await readWhole(job, keys)
    this.#keysLeft = Math.max(0, this.#keysLeft - keys.length)
    this.#forecast.done(Math.ceil(keys.length / this.#paced.bounds.batch))
    return rows
  }

  finish(pages: number): Promise<Finish> {
    return this.#forecast.finish(callsOf({ pages, keys: this.#keysLeft }, this.#paced.bounds))
  }
}

// Each page is read in calls of its own, of one key at least.
function callsOf({ pages, keys }: { readonly pages: number; readonly keys: number }, { batch }: SourceBounds): number {
  return pages === 0 ? 0 : Math.min(keys, pages * Math.ceil(keys / pages / batch))
}
