// A job that is killed with no warning, at a call that a seed chooses, and begun again: no key is lost, none is there twice,
// and no call was made that had not been counted.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testDatabases } from '../world/database.ts'
import { mulberryFrom } from '../world/mulberry.ts'
import type { JobProcessSettings } from './job-process.ts'
import { prepareResults } from './job-results.ts'
import { keyOf, QUICK, startSingleRecordService } from './single-record.ts'

const CHILDREN = 40
const PROGRAM = fileURLToPath(new URL('job-process.ts', import.meta.url))

const databases = testDatabases()
let owner: pg.Pool

beforeAll(async () => {
  owner = databases.pool('REGISTRY', 'hutong_owner')
  await prepareResults(owner, { schema: 'pace_killed', jobs: 'killed job' })
})
afterAll(async () => {
  await owner.query('drop schema pace_killed cascade')
  await databases.close()
})

function start(settings: JobProcessSettings) {
  const child = spawn(process.execPath, ['--import', 'tsx', PROGRAM], { stdio: ['pipe', 'inherit', 'inherit'] })
  child.stdin.end(`${JSON.stringify(settings)}\n`)
  return { ended: once(child, 'close') as Promise<[number | null, string | null]>, kill: () => child.kill('SIGKILL') }
}

describe('a job that is killed', () => {
  it.each([1, 2, 3])('and begun again comes to each key once (trial %i)', async (seed) => {
    const random = mulberryFrom(seed)
    const service = await startSingleRecordService({ perSecond: 100, perDay: 5_000, open: null })
    const name = `killed job ${seed}`
    const registryUrl = databases.url('REGISTRY', 'hutong_gateway')
    const settings = { registryUrl, serviceUrl: service.url, name, children: CHILDREN }
    let came = 0
    for (let kill = 0; kill < 2; kill += 1) {
      // Killed while an answer is held: what comes after it is on its way, and what came before it is being written.
      came += 1 + Math.floor(random() * (CHILDREN / 2))
      const call = service.came(came)
      const killed = start(settings)
      await call
      killed.kill()
      service.release()
      expect(await killed.ended).toEqual([null, 'SIGKILL'])
      came = (await service.calls()).length
    }
    expect(await start(settings).ended).toEqual([0, null])
    const calls = await service.calls()
    await service.stop()
    const { rows } = await owner.query<{ key: string; low: boolean }>(
      'select key, low from pace_killed.result where job = $1 order by key',
      [name],
    )
    expect(rows).toEqual(Array.from({ length: CHILDREN }, (_, at) => ({ key: keyOf(at + 1), low: true })))
    expect(calls.filter(({ status }) => status !== 200)).toEqual([])
    const { rows: counted } = await owner.query<{ job_calls: number; done: number; is_finished: boolean }>(
      `select s.job_calls, j.done, j.finished_at is not null as is_finished
       from pace.source s join pace.job j on j.name = s.source where s.source = $1`,
      [name],
    )
    expect(counted).toMatchObject([{ done: CHILDREN, is_finished: true }])
    expect(counted[0]?.job_calls).toBeGreaterThanOrEqual(calls.length)
    expect(calls.length).toBeLessThan(CHILDREN + 2 * 2 * QUICK.atOnce)
  }, 600_000)
})
