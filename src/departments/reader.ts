// The reading edge of every department: rows come in raw and go on treated, in one step. Behind it nobody holds a raw
// value, for what leaves is a TreatedRows that only this file makes.
import type { Clock, Day } from '../clock.ts'
import { coalesceBy } from '../database/coalesce.ts'
import type { Mask } from '../masking/mask.ts'
import type { Opener } from '../masking/sealed-cell.ts'
import { TreatedCell } from './adapters/treated-cell.ts'
import { fits, UNREADABLE } from './cell-form.ts'
import type { ColumnCodes } from './column-codes.ts'
import type { Department, DepartmentCode } from './department.ts'
import type { GuardedSource } from './guarded-source.ts'
import type { Holding } from './holding.ts'
import type { Lane } from './pace/source-pace.ts'
import type { ReadStatement } from './read-statement.ts'
import { AnswerFault, isHeldBack, isOutage, SourceBusy, SourceClosed } from './source-fault.ts'

/** Raw rows as an adapter brings them: `[subject key, ...cells]`. They live between `fetch` and `treat` only. */
export interface RawRows {
  readonly asOf: Date | string
  readonly rows: readonly (readonly unknown[])[]
}

/** How rows are fetched from one department: one call. Rejects when the source is out, late or wrong. */
export interface Source {
  /** True where one call asks about all of its keys alike, so that keys under different conditions need calls of their own. */
  readonly asksOneShape?: boolean
  /** True where it hands cells over, and neither tests nor orders by them; whoever lists has to. */
  readonly handsOverOnly?: boolean
  fetch(statement: ReadStatement, keys: readonly string[], bound: BoundCall): Promise<RawRows>
}

export interface ClosableSource extends Source {
  close(): Promise<void>
}

/** What one request binds beside the keys. */
export interface BoundCall {
  readonly today: Day
  readonly holding: Holding
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal
}

/** One read, for whom it is included: desks go before jobs. */
export interface BoundRead extends Omit<BoundCall, 'signal'> {
  readonly lane: Lane
  /** Aborted when the job has ended; a desk is held by its deadline. */
  readonly left?: AbortSignal
}

declare const treated: unique symbol

/** Cells by coordinate, every one of them treated. */
export type TreatedRow = ReadonlyMap<string, unknown> & { readonly [treated]: true }

/** By subject key. A row in which one cell is of another form is not believed in any: see `rowFor`. */
export type RowsByKey = ReadonlyMap<string, TreatedRow | typeof UNREADABLE>

/** A cell that came in another form than its column's, and whose row was not read. */
export interface MalformedCell {
  readonly key: string
  readonly coordinate: string
}

export type TreatedRows =
  | {
      readonly state: 'FRESH'
      readonly asOf: Date
      readonly rows: RowsByKey
      readonly malformed: readonly MalformedCell[]
    }
  | { readonly state: 'STALE' }
  | { readonly state: 'UNAVAILABLE'; readonly reason: 'SOURCE_OUT' | 'SOURCE_CLOSED' | 'SOURCE_BUSY' }

export interface DepartmentReader {
  readonly department: Department
  readonly lane: Lane
  /** Of its source. */
  readonly handsOverOnly: boolean
  /** Never rejects: a source that fails gives UNAVAILABLE for exactly its own cells. */
  /** `left` is aborted when a job has ended and waits for nothing any more. */
  read(statement: ReadStatement, keys: readonly string[], holding?: Holding, left?: AbortSignal): Promise<TreatedRows>
}

/** A reader whose reads leave desks before them. */
export type JobReader = DepartmentReader & { readonly lane: 'JOB' }

export type OpenerFor = (place: string, mask: Mask | undefined, today: Day) => Opener

export interface ReaderParts<Of extends Lane = Lane> {
  readonly department: Department
  readonly source: GuardedSource
  /** For whom it reads; look-ups of the two are never joined. */
  readonly lane: Of
  /** Masking's own function, with the department's key in it: opens and treats at once. */
  readonly openerFor: OpenerFor
  /** The codes that its columns may hold; a column without an entry holds any text. */
  readonly codes?: ColumnCodes
  readonly clock: Clock
  readonly today: () => Day
  /** Told of each failure, without any value. */
  readonly onFailure?: (code: DepartmentCode, cause: unknown) => void
}

export function createReader<Of extends Lane>(parts: ReaderParts<Of>): DepartmentReader & { readonly lane: Of } {
  const { department, source, clock, lane } = parts
  // A job is one caller that waits for nobody's company.
  const fetch = lane === 'DESK' && source.batch > 1 ? coalescedFetch(source) : source.read
  return {
    department,
    lane,
    handsOverOnly: source.handsOverOnly,
    async read(statement, keys, holding = NOTHING_HELD, left) {
      const today = parts.today()
      try {
        const raw = await fetch(statement, keys, { today, holding, lane, ...(left ? { left } : {}) })
        const asOf = new Date(raw.asOf)
        if (Number.isNaN(asOf.getTime())) throw new AnswerFault('no freshness stamp')
        const ageHours = (clock.now().getTime() - asOf.getTime()) / 3_600_000
        if (ageHours < -MOST_HOURS_AHEAD) throw new AnswerFault('a freshness stamp of the future')
        if (ageHours > department.freshForHours) return { state: 'STALE' }
        return { state: 'FRESH', asOf, ...treat(statement, raw, { ...parts, keys, today }) }
      } catch (cause) {
        parts.onFailure?.(department.code, cause)
        return { state: 'UNAVAILABLE', reason: reasonOf(cause) }
      }
    },
  }
}

function reasonOf(cause: unknown): 'SOURCE_OUT' | 'SOURCE_CLOSED' | 'SOURCE_BUSY' {
  if (cause instanceof SourceClosed) return 'SOURCE_CLOSED'
  return cause instanceof SourceBusy ? 'SOURCE_BUSY' : 'SOURCE_OUT'
}

/** Two clocks may differ; a stamp beyond that would make whatever comes with it fresh for as long as it likes. */
const MOST_HOURS_AHEAD = 1

const NOTHING_HELD: Holding = new Map()

class ForeignRows extends AnswerFault {
  constructor() {
    super('rows do not match the keys')
  }
}

/** Keys of one statement; look-ups beyond this go into the next group. */
const MOST_GROUPED = 64
const MOST_UNDER_WAY = 2

interface LookUp {
  readonly statement: ReadStatement
  readonly keys: readonly string[]
  readonly bound: BoundRead
}

// Requests in flight that ask the same columns share a round trip; keys are never merged across column sets.
function coalescedFetch(source: GuardedSource): GuardedSource['read'] {
  const lookUp = coalesceBy<LookUp, RawRows>(() => ({
    largest: Math.min(MOST_GROUPED, source.batch),
    inFlight: MOST_UNDER_WAY,
    // One child's row that cannot be read must not cost the answers about others.
    isItemFault: (cause) => !isOutage(cause) && !isHeldBack(cause),
    async run(group) {
      const [first] = group
      if (!first) return []
      const groups = group.map(({ keys }) => keys)
      const raw = await source.read(first.statement, groups.flat(), {
        ...first.bound,
        holding: joined(group),
      })
      return groups.length === 1 ? [raw] : split(raw, groups)
    },
  }))
  return (statement, keys, bound) => {
    // A long list is a call of its own: it gains nothing from company and would hold it up.
    if (keys.length !== 1) return source.read(statement, keys, bound)
    return lookUp(`${bound.today} ${statement.text} ${JSON.stringify(statement.parameters)}`, {
      statement,
      keys,
      bound,
    })
  }
}

// Each look-up brings the keys for which its own conditions hold; a key that two bring must hold in both.
function joined(group: readonly LookUp[]): Holding {
  const conditions = new Set(group.flatMap(({ bound }) => [...bound.holding.keys()]))
  return new Map(
    [...conditions].map((condition) => {
      const failing = new Set(
        group.flatMap(({ keys, bound }) => keys.filter((key) => !bound.holding.get(condition)?.includes(key))),
      )
      return [condition, group.flatMap(({ keys }) => keys).filter((key) => !failing.has(key))]
    }),
  )
}

function split(raw: RawRows, groups: readonly (readonly string[])[]): RawRows[] {
  const byKey = new Map<unknown, (readonly unknown[])[]>()
  const asked = new Set<unknown>(groups.flat())
  for (const row of raw.rows) {
    // A row that nobody asked for spoils the group; alone, each look-up finds out whether it was its own.
    if (!asked.has(row[0])) throw new ForeignRows()
    byKey.set(row[0], [...(byKey.get(row[0]) ?? []), row])
  }
  return groups.map((keys) => ({ asOf: raw.asOf, rows: keys.flatMap((key) => byKey.get(key) ?? []) }))
}

function treat(
  statement: ReadStatement,
  raw: RawRows,
  {
    keys,
    today,
    openerFor,
    onFailure,
    codes,
  }: Pick<ReaderParts, 'openerFor' | 'onFailure' | 'codes'> & { keys: readonly string[]; today: Day },
): { readonly rows: RowsByKey; readonly malformed: readonly MalformedCell[] } {
  const asked = new Set(keys)
  const failed = (cause: unknown): void => onFailure?.(statement.department.code, cause)
  const openers = statement.columns.map(({ place, mask }) =>
    place === null ? null : careful(openerFor(place, mask ?? undefined, today), failed),
  )
  const codesOf = statement.columns.map(({ mask }, at) =>
    mask === null ? codes?.get(statement.sourceColumns[at] ?? '') : undefined,
  )
  const rows = new Map<string, TreatedRow | typeof UNREADABLE>()
  const malformed: MalformedCell[] = []
  for (const row of raw.rows) {
    if (row.length !== statement.columns.length + 1) throw new AnswerFault('the source sent other columns than asked')
    const key = row[0] as string
    // An answer about another child than asked, or twice about one, is no answer.
    if (!asked.has(key) || rows.has(key)) throw new ForeignRows()
    const found = malformedIn(statement, row, codesOf)
    malformed.push(...found)
    rows.set(key, found.length > 0 ? UNREADABLE : treatRow(statement, row, openers))
  }
  if (malformed.length > 0) failed(new AnswerFault('the source sent a cell of another form'))
  return { rows, malformed }
}

// A word in the place of a code may be one that slipped by a column: its neighbours are no better known than it is.
function malformedIn(
  { columns }: ReadStatement,
  row: readonly unknown[],
  codesOf: readonly (ReadonlySet<string> | undefined)[],
): MalformedCell[] {
  return columns.flatMap(({ form, coordinate }, at) =>
    fits(row[at + 1], form, codesOf[at]) ? [] : [{ key: row[0] as string, coordinate }],
  )
}

function treatRow(
  statement: ReadStatement,
  row: readonly unknown[],
  openers: readonly (CarefulOpener | null)[],
): TreatedRow {
  const key = row[0] as string
  const cells = new Map<string, unknown>()
  for (const [at, column] of statement.columns.entries()) {
    const opener = openers[at]
    const cell = row[at + 1]
    const value = cell instanceof TreatedCell ? cell.value : opened(opener ?? null, cell, key)
    for (const name of [column.coordinate, ...(column.also ?? [])]) cells.set(name, value)
  }
  return cells as unknown as TreatedRow
}

type CarefulOpener = (...cell: Parameters<Opener>) => ReturnType<Opener> | typeof UNREADABLE

// One cell that does not open costs that cell: its neighbours, and the other children of the page, are as they were.
function careful(open: Opener, failed: (cause: unknown) => void): CarefulOpener {
  return (cell, key) => {
    try {
      return open(cell, key)
    } catch (cause) {
      failed(cause)
      return UNREADABLE
    }
  }
}

function opened(opener: CarefulOpener | null, cell: unknown, key: string): unknown {
  return opener ? opener((cell as Buffer | null) ?? null, key) : (cell ?? null)
}
