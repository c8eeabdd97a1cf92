// A department behind the public-data platform: secrets are fetched, renewed and given up, every request is signed, and what the
// platform's envelope says is understood; nothing that is secret travels, and nobody waits twice.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { FixedClock } from '../../src/clock.ts'
import { openServiceSource, type ServiceSource } from '../../src/departments/adapters/open-service.ts'
import { ORDINARY_BOUNDS } from '../../src/departments/bounds.ts'
import { departmentOf } from '../../src/departments/departments.ts'
import { guardSource } from '../../src/departments/guarded-source.ts'
import { MissingCell, rowFor } from '../../src/departments/missing-cell.ts'
import { compileRead } from '../../src/departments/read-statement.ts'
import { createReader, type TreatedRows } from '../../src/departments/reader.ts'
import { maskNamed } from '../../src/masking/masks.ts'
import { paceHere } from './counter-here.ts'
import { APP_KEY, APP_SECRET, INTERFACE, KNOWN, type Orders, type Seen } from './platform-process.ts'

const NOBODY = '22222222-2222-4222-8222-222222222222'
const BEGIN = new Date('2026-11-23T10:00:00+08:00')
const MINUTE = 60_000
const [BY_KEY, BY_SECRET] = ['/gateway/app/refreshTokenByKey.htm', '/gateway/app/refreshTokenBySec.htm']

const MAPPING = `
department: YBJ
request:
  method: POST
  path: ${INTERFACE}
  body: { ids: "{keys}", fields: "{fields}" }
response:
  rows: /list
  key: ybid
  asOf: /updatedAt
  schema: { type: object, required: [list] }
columns:
  scheme: { field: xzlx, codes: { "390": CHILD } }
  cover_from: { field: ksrq, day: YYYYMMDD }
  cover_to: { field: jsrq, day: YYYYMMDD }
  premium_state: jfzt
  premium_paid_on: { field: jfrq, day: YYYYMMDD }
  medical_aid_tag: jzbs
`

let folder: string
let platform: ChildProcess
let url: string
let seen: Seen[] = []
let clock: FixedClock
let service: ServiceSource

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'hutong-platform-'))
  await writeFile(path.join(folder, 'insurance.yaml'), MAPPING)
  platform = fork(fileURLToPath(new URL('./platform-process.ts', import.meta.url)), {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const [started] = (await once(platform, 'message')) as [{ url: string }]
  url = started.url
  platform.on('message', (message: Seen) => {
    if (message.path) seen.push(message)
  })
})
afterAll(async () => {
  platform?.disconnect()
  await rm(folder, { recursive: true })
})

beforeEach(async () => {
  await order({ now: BEGIN.getTime(), revoke: true, says: null, appSecret: APP_SECRET })
  clock = new FixedClock(BEGIN.toISOString())
  service = await openServiceSource(departmentOf('YBJ'), {
    ...{ url, token: APP_SECRET, platform: { appKey: APP_KEY }, clock },
    mappingFile: path.join(folder, 'insurance.yaml'),
  })
  seen = []
  return () => service.close()
})

async function order(orders: Orders): Promise<void> {
  platform.send(orders)
  await new Promise<void>((resolve) => {
    const heard = (message: { done?: true }): void => {
      if (!message.done) return
      platform.off('message', heard)
      resolve()
    }
    platform.on('message', heard)
  })
}

async function later(minutes: number): Promise<void> {
  clock.moveTo(new Date(clock.now().getTime() + minutes * MINUTE))
  await order({ now: clock.now().getTime() })
}

function reader(failures: unknown[] = []) {
  return createReader({
    department: departmentOf('YBJ'),
    source: guardSource(service.source, {
      ...{ bounds: ORDINARY_BOUNDS, clock, pace: paceHere(ORDINARY_BOUNDS, clock) },
    }),
    lane: 'DESK',
    openerFor: () => () => expect.unreachable(),
    clock,
    today: () => '2026-11-23',
    onFailure: (_code, cause) => failures.push(cause),
  })
}

const STATEMENT = compileRead(departmentOf('YBJ'), [{ coordinate: 'Cover.scheme', mask: null }], maskNamed)

const ask = (of = reader()): Promise<TreatedRows> => of.read(STATEMENT, [KNOWN, NOBODY])

function schemeOf(rows: TreatedRows): unknown {
  const row = rowFor(rows, 'YBJ', KNOWN)
  return row instanceof MissingCell || row === null ? row : row.get('Cover.scheme' as never)
}

// What was told before an order was carried out has come when that is said.
async function paths(): Promise<string[]> {
  await order({})
  return seen.map((each) => each.path)
}

describe('a department behind the public-data platform', () => {
  it('is asked for the granted fields under a secret that was fetched once, however many wait for it', async () => {
    const one = reader()
    const answers = await Promise.all([ask(one), ask(reader()), ask(reader())])
    expect(answers.map(schemeOf)).toEqual(['CHILD', 'CHILD', 'CHILD'])
    expect((await paths()).sort()).toEqual([INTERFACE, INTERFACE, INTERFACE, BY_KEY])
    expect(JSON.parse(seen.find((each) => each.path === INTERFACE)?.body ?? '')).toEqual({
      ids: [KNOWN, NOBODY],
      fields: ['xzlx'],
    })
    expect(rowFor(answers[0] as TreatedRows, 'YBJ', NOBODY)).toBeNull()
  })

  it('keeps its secret for a quarter of an hour, and renews it before it ends', async () => {
    await ask()
    await later(13)
    await ask()
    expect(await paths()).toEqual([BY_KEY, INTERFACE, INTERFACE])
    await later(1)
    expect(schemeOf(await ask())).toBe('CHILD')
    expect((await paths()).slice(3)).toEqual([BY_SECRET, INTERFACE])
  })

  it('begins anew with its own secret where the one for renewal has ended or is not known any more', async () => {
    await ask()
    await later(48 * 60)
    expect(schemeOf(await ask())).toBe('CHILD')
    expect((await paths()).slice(2)).toEqual([BY_KEY, INTERFACE])
    await order({ revoke: true })
    await later(15)
    expect(schemeOf(await ask())).toBe('CHILD')
    expect((await paths()).slice(4)).toEqual([BY_SECRET, BY_KEY, INTERFACE])
  })

  it('is asked once more with another secret where the platform has put one out of use', async () => {
    await ask()
    await order({ revoke: true })
    expect(schemeOf(await ask())).toBe('CHILD')
    expect((await paths()).slice(2)).toEqual([INTERFACE, BY_KEY, INTERFACE])
  })

  it('is out while the platform does not know the application, and asks twice at most', async () => {
    await order({ appSecret: 'another secret of the application' })
    const failures: unknown[] = []
    expect(await ask(reader(failures))).toEqual({ state: 'UNAVAILABLE', reason: 'SOURCE_OUT' })
    expect(await paths()).toEqual([BY_KEY, BY_KEY])
    expect(String(failures[0])).toContain('the secret that the gateway showed had ended')
    expect(String(failures[0])).not.toContain(APP_SECRET)
  })

  it('is busy where the platform says that the quota is spent', async () => {
    await order({ says: { code: '18' } })
    expect(await ask()).toEqual({ state: 'UNAVAILABLE', reason: 'SOURCE_BUSY' })
  })

  it.each<[string, Orders['says']]>([
    ['another code', { code: '99' }],
    ['no content', { code: '00' }],
    ['content that is no JSON', { code: '00', datas: '<html>' }],
    ['content of another form', { code: '00', datas: { rows: [] } }],
  ])('is out where the platform answers with %s', async (_what, says) => {
    await order({ says: says ?? null })
    expect(await ask()).toEqual({ state: 'UNAVAILABLE', reason: 'SOURCE_OUT' })
  })

  it('is understood where the content comes as it is, and not as a text', async () => {
    await order({
      says: { code: '00', datas: { list: [{ ybid: KNOWN, xzlx: '390' }], updatedAt: '2026-11-23T00:00:00+08:00' } },
    })
    expect(schemeOf(await ask())).toBe('CHILD')
  })
})
