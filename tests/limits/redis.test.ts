// Limits in Redis: a gateway that is told of one counts there, for all processes; while it is down, late or forgetful by
// its settings nobody is let in.
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import { FixedClock } from '../../src/clock.ts'
import { databaseName, databaseOf, urlFor } from '../../src/database/databases.ts'
import { DEMO_AUDIENCE } from '../../src/demo/accounts.ts'
import { byServedDepartment } from '../../src/departments/departments.ts'
import { createRedisStore, type RedisStore } from '../../src/limits/redis-store.ts'
import { openGateway } from '../../src/parts.ts'
import { bundleWith, openOffice, papers, store } from '../activation/office.ts'
import { byCitizenId, dayQuestion, recordedSources, type Subject, seen } from '../gateway/questions.ts'
import { TEST_MOMENT } from '../world/oidc.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { askAt, openTown, type Town } from '../world/town.ts'
import { SERVICE_SECRET } from '../world/town-site.ts'
import { hasRedis, REDIS, type RedisServer, redisCommand, startRedis } from './stores.ts'
import { numbered, stranger, strangers } from './strangers.ts'

const UNAVAILABLE = [503, 'UNAVAILABLE']

describe.runIf(hasRedis)(`a gateway with ${REDIS}`, () => {
  const sources = recordedSources()
  const stores: RedisStore[] = []
  let server: RedisServer
  let registry: OwnRegistry
  let towns: readonly [Town, Town]

  beforeAll(async () => {
    server = await startRedis()
    registry = await openOwnRegistry('redislimits')
    towns = [await open(), await open()]
  })
  afterAll(async () => {
    await Promise.all(towns.map((town) => town.close()))
    await Promise.all(stores.map((store) => store.close()))
    await registry.drop()
    await server.stop()
  })
  beforeEach(async () => {
    await server.stop()
    server = await startRedis({ port: Number(new URL(server.url).port) })
    for (const town of towns) await answering(town)
  })

  async function open(): Promise<Town> {
    const store = await createRedisStore({ url: server.url, prefix: 'hutong', timeoutMs: 300 })
    stores.push(store)
    return openTown({ databaseUrl: registry.databaseUrl, wrapSource: sources.wrapSource, limitStore: store })
  }

  function ask(town: Town, subject: Subject) {
    return town.ask({
      as: 'school',
      purpose: 'P05',
      query: dayQuestion(),
      variables: { subject, benefit: 'EDUCATION_AID' },
    })
  }

  // A client looks for its server again after a pause of its own.
  async function answering(town: Town): Promise<void> {
    await expect.poll(async () => (await ask(town, byCitizenId(CAST.pupil))).status, { timeout: 10_000 }).toBe(200)
  }

  it('counts misses of all processes together, and writes none to the registry', async () => {
    const people = strangers(11)
    const statuses = []
    for (const [at, subject] of people.entries())
      statuses.push((await ask(towns[at % 2 === 0 ? 0 : 1], subject)).status)
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 200), 429])
    for (const town of towns) expect((await ask(town, byCitizenId(CAST.pupil))).status).toBe(429)
    const pool = towns[0].pool('REGISTRY', 'hutong_gateway')
    const { rows } = await pool.query('select from registry.limit_counter union all select from registry.limit_trace')
    expect(rows).toEqual([])
  })

  it('finds a plan whose look-ups went to two processes', async () => {
    const statuses = []
    for (let at = 0; at < 5; at += 1) {
      const subject = { citizenId: numbered('20160910', 600 + at), fullName: `王${at}` }
      statuses.push((await ask(towns[at % 2 === 0 ? 0 : 1], subject)).status)
    }
    expect(statuses).toEqual([200, 200, 200, 200, 429])
    const acts = (await Promise.all(towns.map((town) => town.newEntries()))).flat().filter(({ kind }) => kind === 'ACT')
    expect(acts).toMatchObject([{ body: { act: 'CALLER_LOCKED', facts: { pattern: 'RUNNING_SEQUENCE', lookUps: 5 } } }])
  })

  it('answers a hit and a miss alike', async () => {
    const miss = await ask(towns[0], byCitizenId(CAST.otherPupil))
    const hit = await ask(towns[0], byCitizenId(CAST.plainPupil))
    expect(seen(hit)).toEqual(seen(miss))
  })

  it('lets nobody in while Redis is down, asks no source, and goes on once it is back', async () => {
    await server.stop()
    sources.take()
    const down = await ask(towns[0], byCitizenId(CAST.pupil))
    expect([down.status, down.body.errors[0].extensions.code]).toEqual(UNAVAILABLE)
    expect(down.body.data).toBeUndefined()
    expect(sources.take()).toEqual([])
    server = await startRedis({ port: Number(new URL(server.url).port) })
    await answering(towns[0])
  })

  it('lets nobody in while Redis hangs', async () => {
    server.process.kill('SIGSTOP')
    const late = await ask(towns[0], byCitizenId(CAST.pupil))
    server.process.kill('SIGCONT')
    expect([late.status, late.body.errors[0].extensions.code]).toEqual(UNAVAILABLE)
  })

  it('is what production opens when it is named, and closes with the gateway', async () => {
    const site = inject('town')
    const office = await openOffice()
    const files = await bundleWith()
    const release = await papers(office, { files, effectiveFrom: '2026-11-01T00:00:00Z', after: null })
    await store(registry.loader, release, '2026-11-01T00:00:00Z')
    const gateway = await openGateway({
      clock: new FixedClock(TEST_MOMENT),
      databaseUrl: (code, role) => {
        const plain = urlFor(site.serverUrl, databaseName(site.prefix, databaseOf(code)), role, site.passwords[role])
        return registry.databaseUrl(code, plain)
      },
      keyFile: site.keyFile,
      ...office.settings,
      issuers: [site.issuer],
      audience: DEMO_AUDIENCE,
      services: byServedDepartment(({ code }) => ({ url: site.serviceUrls[code], token: SERVICE_SECRET })),
      acceptSynthetic: true,
      log: () => undefined,
      redisUrl: server.url,
      databasePrefix: 'hutong_own',
    })
    const url = await gateway.listen(0, '127.0.0.1')
    const response = await ask({ ...towns[0], ask: (question) => askAt(url, site.issuer, question) }, stranger(0))
    expect(response.status).toBe(200)
    const keys = await redisCommand(server, 'KEYS', 'hutong_own:limits:*')
    expect(keys).toContain('hutong_own:limits:misses:2026-11-23T02:00:00.000Z:P05:person:demo-person-school')
    await gateway.close()
    await office.close()
    const clients = async () => (await redisCommand<string>(server, 'CLIENT', 'LIST')).trim().split('\n').length
    await expect.poll(clients).toBe(stores.length + 1)
  })

  it('does not start on a Redis that is not there', async () => {
    await server.stop()
    await expect(createRedisStore({ url: server.url, prefix: 'hutong', timeoutMs: 300 })).rejects.toThrow()
  })

  it('does not start on a Redis that throws keys away when memory is short', async () => {
    const forgetful = await startRedis({ arguments: ['--maxmemory', '50mb', '--maxmemory-policy', 'allkeys-lru'] })
    await expect(createRedisStore({ url: forgetful.url, prefix: 'hutong' })).rejects.toThrow(/noeviction/)
    await forgetful.stop()
  })
})
