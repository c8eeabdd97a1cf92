// Rotations while requests flow: a whole gateway on a copy of a department's cells, asked without pause, while its key is
// followed by another, its cells are sealed anew and the old key is retired, again and again.
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { Agent, request } from 'undici'
import { inject } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import { systemClock } from '../../src/clock.ts'
import { cellsUnder, cellsUnderKey } from '../../src/keys/cells-under.ts'
import { createFileProvider } from '../../src/keys/file-provider.ts'
import { openKeyStore } from '../../src/keys/key-store.ts'
import { type LiveKeys, watchKeys } from '../../src/keys/live-keys.ts'
import { reseal } from '../../src/keys/reseal.ts'
import { sealedTablesOf } from '../../src/keys/sealed-columns.ts'
import { openTown, type Town, tokenOf } from '../world/town.ts'
import { type OwnPolice, openOwnPolice } from './own-police.ts'

export interface LoadSettings {
  /** Makes the copy's databases. */
  readonly name: string
  readonly rotations: number
  /** Requests begun each second; null: each of four as soon as it had its answer. */
  readonly perSecond: number | null
  /** At least so long. */
  readonly seconds: number
  /** How often the gateway looks at its keys. */
  readonly everyMs: number
  readonly say: (line: string) => void
}

export interface LoadResult {
  readonly asked: number
  /** Answers that differ from the first one, as text; none is what is to be shown. */
  readonly wrong: readonly string[]
  /** Milliseconds from each change of the file until the gateway had it. */
  readonly takenUpAfterMs: readonly number[]
  /** Cells by key when all is done. */
  readonly cells: ReadonlyMap<number, number>
  readonly ids: readonly number[]
}

const CODE = 'GAJ'
/** Those of its own database. */
const TABLES = sealedTablesOf(CODE).filter(({ database }) => database === CODE)
const QUERY = 'query Q($ref: ID!) { child(ref: $ref) { publicSecurity { displayName citizenId hukouAddress } } }'
const SMALL_BATCH = 100

export async function rotateUnderLoad(settings: LoadSettings): Promise<LoadResult> {
  await using parts = new AsyncDisposableStack()
  const police = await openOwnPolice(settings.name)
  parts.defer(() => police.drop())
  const folder = await mkdtemp(path.join(os.tmpdir(), 'hutong-keys-test-'))
  parts.defer(() => rm(folder, { recursive: true, force: true }))
  const file = path.join(folder, 'keys.json')
  await copyFile(inject('town').keyFile, file)
  const live = await watchKeys({
    provider: createFileProvider(file),
    clock: systemClock,
    log: () => undefined,
    onFailure: () => undefined,
    everyMs: settings.everyMs,
  })
  parts.defer(() => live.stop())
  const town = await openTown({ databaseUrl: police.databaseUrl, keys: async () => live.keys })
  parts.defer(() => town.close())
  const load = await startLoad(town, settings)
  const takenUpAfterMs: number[] = []
  try {
    await load.first
    for (let at = 1; at <= settings.rotations; at += 1) {
      takenUpAfterMs.push(...(await rotateOnce({ file, live, police })))
      settings.say(`rotation ${at}: ${load.asked()} asked so far`)
    }
    await load.lasted
  } finally {
    await load.stop()
  }
  const [table = expectTable()] = TABLES
  const { ids } = await openKeyStore(file, null).ring(CODE)
  return { asked: load.asked(), wrong: load.wrong, takenUpAfterMs, cells: await cellsUnder(police.loader, table), ids }
}

function expectTable(): never {
  throw new Error(`${CODE} has sealed columns`)
}

async function rotateOnce({
  file,
  live,
  police,
}: {
  file: string
  live: LiveKeys
  police: OwnPolice
}): Promise<number[]> {
  const ring = live.keys.departments[CODE]
  const store = openKeyStore(file, null)
  const { current } = await store.ring(CODE)
  const id = await store.add({ code: CODE, notAfter: '2027-11-26' })
  const waits = [await until(() => ring.ids.includes(id))]
  await store.makeCurrent(CODE, id)
  waits.push(await until(() => ring.currentId === id))
  for (const table of TABLES) await reseal({ pool: police.loader, table, keyring: ring, batch: SMALL_BATCH })
  if ((await cellsUnderKey(() => police.loader, TABLES, current)) > 0)
    throw new Error('a cell was left under the old key')
  await store.remove(CODE, current)
  waits.push(await until(() => !ring.ids.includes(current)))
  return waits
}

async function until(isSo: () => boolean): Promise<number> {
  const since = performance.now()
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5))
  return performance.now() - since
}

interface Load {
  readonly first: Promise<void>
  /** Resolves when the time that was asked for is over. */
  readonly lasted: Promise<void>
  readonly wrong: string[]
  asked(): number
  stop(): Promise<void>
}

async function startLoad(town: Town, { perSecond, seconds }: LoadSettings): Promise<Load> {
  const ref = town.gateway.rooms.childRefs('1133019999000XH06C').refOf(CAST.disabledEdge.id)
  const token = await tokenOf(town.site.issuer, 'adjudicator')
  const agent = new Agent({ connections: 32 })
  const ask = async (): Promise<string> => {
    const { body } = await request(new URL('/graphql', town.url), {
      dispatcher: agent,
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'x-purpose': 'P08' },
      body: JSON.stringify({ query: QUERY, variables: { ref } }),
    })
    return body.text()
  }
  const right = await ask()
  if (!right.includes(CAST.disabledEdge.name)) throw new Error(`the first answer is not the child's: ${right}`)
  const wrong: string[] = []
  const underWay = new Set<Promise<void>>()
  let [asked, isOver] = [0, false]
  const once = async (): Promise<void> => {
    asked += 1
    const answer = await ask().catch((error: unknown) => String(error))
    if (answer !== right && wrong.length < 10) wrong.push(answer)
  }
  const begin = (): void => {
    const one = once().finally(() => underWay.delete(one))
    underWay.add(one)
  }
  const worker = async (): Promise<void> => {
    while (!isOver) await once()
  }
  const TICK_MS = 50
  const timer = perSecond === null ? undefined : setInterval(() => tick(), TICK_MS)
  const since = performance.now()
  // By the clock and not by the tick: what a late tick missed is made up for.
  const tick = (): void => {
    const due = Math.floor(((performance.now() - since) / 1_000) * (perSecond ?? 0))
    while (asked < due) begin()
  }
  const workers = perSecond === null ? [worker(), worker(), worker(), worker()] : []
  return {
    first: until(() => asked > 4).then(() => undefined),
    // The last tick may come after the last second.
    lasted: until(() => performance.now() - since >= seconds * 1_000 && asked >= (perSecond ?? 0) * seconds).then(
      () => undefined,
    ),
    wrong,
    asked: () => asked,
    async stop() {
      isOver = true
      clearInterval(timer)
      await Promise.all([...workers, ...underWay])
      await agent.close()
    },
  }
}
