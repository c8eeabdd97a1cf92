// The service that answers about one record as a test holds it, and how a gateway or a job reads it by a mapping.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Timer } from '../../src/clock.ts'
import { shanghaiDay } from '../../src/clock.ts'
import { bearer } from '../../src/departments/adapters/credentials.ts'
import { createHttpClient } from '../../src/departments/adapters/http-client.ts'
import { createMappedSource } from '../../src/departments/adapters/mapped-source.ts'
import { readMapping } from '../../src/departments/adapters/mapping.ts'
import { ORDINARY_BOUNDS, type SourceBounds } from '../../src/departments/bounds.ts'
import { UNREADABLE } from '../../src/departments/cell-form.ts'
import { departmentOf } from '../../src/departments/departments.ts'
import { guardSource } from '../../src/departments/guarded-source.ts'
import type { SourcePace } from '../../src/departments/pace/source-pace.ts'
import { compileRead } from '../../src/departments/read-statement.ts'
import { type ClosableSource, createReader, type RowsByKey, type Source } from '../../src/departments/reader.ts'
import { maskNamed } from '../../src/masking/masks.ts'
import type { KeysInOrder } from '../../src/registry/pace/read-in-bounds.ts'
import type { ServiceCall, SingleRecordSettings } from './single-record-process.ts'

const DEPARTMENT = departmentOf('NYJ')

const MAPPING = `
department: NYJ
request: { method: GET, path: "/households/{key}" }
response:
  rows: /household
  key: id
  asOf: /loaded
  schema: { type: object, required: [loaded, household] }
columns:
  low_income: { field: low, truth: { "yes": ["Y"], "no": ["N"] } }
`

export const LOW_INCOME = 'Agriculture.lowIncomeRegistered'
export const STATEMENT = compileRead(DEPARTMENT, [{ coordinate: LOW_INCOME, mask: null }], maskNamed)

/** Null where the record is not there, or cannot be read. */
export function lowIncomeOf(rows: RowsByKey, key: string): unknown {
  const row = rows.get(key)
  return row === undefined || row === UNREADABLE ? null : (row.get(LOW_INCOME) ?? null)
}

/** A key of the department's own; in the order of its number. */
export function keyOf(child: number): string {
  return `00000000-0000-4000-8000-${String(child).padStart(12, '0')}`
}

/** So many children in the order of their keys. */
export function jobKeys(children: number): KeysInOrder {
  return {
    total: children,
    async after(key, most) {
      const first = key === null ? 1 : Number(key.slice(-12)) + 1
      return Array.from({ length: Math.max(0, Math.min(most, children + 1 - first)) }, (_, at) => keyOf(first + at))
    },
  }
}

/** What is agreed with a service that a test does not want to wait for. */
export const QUICK: SourceBounds = { ...ORDINARY_BOUNDS, batch: 1, rate: { perSecond: 100 }, dailyQuota: 5_000 }

export interface SingleRecordService {
  readonly url: string
  moveTo(now: Date): Promise<void>
  calls(): Promise<readonly ServiceCall[]>
  /** Resolves when the n-th call of all has come; its answer is held until `release`. */
  came(call: number): Promise<void>
  release(): void
  stop(): Promise<void>
}

export async function startSingleRecordService(settings: SingleRecordSettings): Promise<SingleRecordService> {
  const program = fileURLToPath(new URL('single-record-process.ts', import.meta.url))
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', program], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const { stdin, stdout } = child
  if (!stdin || !stdout) throw new Error('the service has no input or output')
  const lines = createInterface({ input: stdout })
  const say = (line: object): boolean => stdin.write(`${JSON.stringify(line)}\n`)
  const heard = <Name extends string>(name: Name): Promise<unknown> =>
    new Promise((resolve) => {
      const listen = (text: string): void => {
        const line = JSON.parse(text) as Record<string, unknown>
        if (!(name in line)) return
        lines.off('line', listen)
        resolve(line[name])
      }
      lines.on('line', listen)
    })
  const asked = (name: string, line: object): Promise<unknown> => {
    const answer = heard(name)
    say(line)
    return answer
  }
  return {
    url: String(await asked('url', { settings })),
    moveTo: async (now) => void (await asked('now', { now: now.getTime() })),
    calls: async () => (await asked('calls', { report: true })) as ServiceCall[],
    came: async (call) => void (await asked('came', { holdAt: call })),
    release: () => void say({ release: true }),
    async stop() {
      const ended = once(child, 'close')
      stdin.end()
      await ended
    },
  }
}

export interface SingleRecordReading {
  readonly source: Source
  readonly bounds: SourceBounds
  readonly pace: SourcePace
  readonly clock: Timer
}

export function openSingleRecordSource(url: string): ClosableSource {
  const { value, faults } = readMapping(MAPPING, 'agriculture.yaml', DEPARTMENT)
  if (!value) throw new Error(JSON.stringify(faults))
  return createMappedSource(createHttpClient({ url, maxResponseBytes: 10_000, credentials: bearer('secret') }), value)
}

/** What one process reads by: desks and jobs before one guard. */
export function singleRecordReaders({ source, bounds, pace, clock }: SingleRecordReading) {
  const guarded = guardSource(source, { bounds, clock, pace })
  const parts = {
    department: DEPARTMENT,
    source: guarded,
    openerFor: () => () => {
      throw new Error('nothing here is sealed')
    },
    clock,
    today: () => shanghaiDay(clock.now()),
  }
  return { desk: createReader({ ...parts, lane: 'DESK' }), job: createReader({ ...parts, lane: 'JOB' }) }
}
