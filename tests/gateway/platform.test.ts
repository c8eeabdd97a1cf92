// A hospital's program asks through the public-data platform: the same answer as to a token of one's own, the person in the
// journal and not the platform, and nothing for whoever meddles on the way.
import { type ChildProcess, fork } from 'node:child_process'
import { createHash, createSecretKey } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import request from 'supertest'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import { demoAccount } from '../../src/demo/accounts.ts'
import { openTown, type Town } from '../world/town.ts'
import { APPLICATION, GATEWAY_KEY, type Orders } from './platform-process.ts'
import { byCitizenId, dayQuestion, recordedSources } from './questions.ts'

const PLATFORM = 'https://data.platform.example.cn'
const ACCOUNTS = { 'zl-10001': demoAccount('hospital'), 'zl-10002': demoAccount('nurse') }
const QUESTION = dayQuestion()
const VARIABLES = { subject: byCitizenId(CAST.stay), benefit: 'MEDICAL_AID' }

const sources = recordedSources()
let town: Town
let platform: ChildProcess
let url: string

beforeAll(async () => {
  const { organisationId: organisation } = demoAccount('hospital')
  town = await openTown({
    wrapSource: sources.wrapSource,
    platform: {
      issuer: PLATFORM,
      keys: new Map([
        [GATEWAY_KEY.id, { key: createSecretKey(GATEWAY_KEY.secret, 'utf8'), algorithm: 'HMAC-SHA-256' }],
      ]),
      applications: new Map([[APPLICATION.appKey, { organisation, role: 'HOSP_CLERK', purposes: ['P01'] }]]),
    },
  })
  const loader = town.pool('REGISTRY', 'hutong_loader')
  for (const [subject, { personId }] of Object.entries(ACCOUNTS)) {
    const values = [PLATFORM, subject, personId]
    await loader.query('insert into roster.account (issuer, subject, person_id) values ($1, $2, $3)', values)
  }
  await town.gateway.rooms.roster.refresh()
  platform = fork(fileURLToPath(new URL('./platform-process.ts', import.meta.url)), {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const [started] = (await once(platform, 'message')) as [{ url: string }]
  url = started.url
})
afterAll(async () => {
  platform?.disconnect()
  const loader = town.pool('REGISTRY', 'hutong_loader')
  await loader.query('delete from roster.account where issuer = $1', [PLATFORM])
  await town.close()
})
beforeEach(async () => {
  await tell({ upstream: town.url, now: town.clock.now().getTime(), meddle: null })
  await town.newEntries()
  sources.take()
})

async function tell(orders: Orders): Promise<void> {
  platform.send(orders)
  await once(platform, 'message')
}

/** Through the platform, as a person with a session there. */
async function ask({
  session = 'session-of-a-clerk',
  query = QUESTION,
  purpose = 'P01',
  secret = APPLICATION.secret,
} = {}) {
  const requestTime = '1795399200000'
  const sign = createHash('md5').update(`${APPLICATION.appKey}${secret}${requestTime}`).digest('hex')
  return request(url)
    .post('/')
    .set({ appKey: APPLICATION.appKey, sign, requestTime, 'x-session': session })
    .set({ 'x-purpose': purpose, 'x-case': 'E-2026-0002' })
    .send({ query, variables: VARIABLES })
}

const direct = () =>
  town.ask({ as: 'hospital', purpose: 'P01', case: 'E-2026-0002', query: QUESTION, variables: VARIABLES })

describe('a question through the public-data platform', () => {
  it('is answered as with a token, and journalled under the person and the number of the request', async () => {
    const { body } = await direct()
    const [own] = await town.newEntries()
    const answer = await ask()
    const ids = { answerId: expect.any(String) }
    expect(answer.body.data.eligibility).toEqual({ ...body.data.eligibility, ...ids })
    expect(answer.body.data.eligibility.status).toBe('CONFIRMED')
    const [entry] = await town.newEntries()
    const { personId, role, organisationId, policyIds } = own?.body ?? {}
    expect(entry?.body).toMatchObject({ personId, role, organisationId, policyIds, purpose: 'P01' })
    expect(entry?.body.tokenId).toMatch(/^request-\d+-\d+$/)
  })

  it('is the person’s: a nurse of another ward is not told what the clerk is', async () => {
    const answer = await ask({ session: 'session-of-a-nurse' })
    expect(answer.body.data.eligibility.status).toBe('NONE_CONFIRMED')
    const [entry] = await town.newEntries()
    expect(entry?.body.personId).toBe(ACCOUNTS['zl-10002'].personId)
  })

  it('asks what is registered, and nothing else', async () => {
    await direct()
    await town.newEntries()
    sources.take()
    const answer = await ask({ query: `${QUESTION} # of my own` })
    expect([answer.status, answer.body.errors[0].extensions.code]).toEqual([403, 'REFUSED'])
    expect(sources.take()).toEqual([])
    expect((await town.newEntries()).map(({ kind }) => kind)).toEqual(['REFUSAL'])
  })

  it('is refused for a purpose that the application does not have, and says so under the person', async () => {
    const answer = await ask({ purpose: 'P03' })
    expect([answer.status, answer.body.errors[0].extensions.code]).toEqual([403, 'REFUSED'])
    const [entry] = await town.newEntries()
    expect(entry).toMatchObject({ kind: 'REFUSAL', body: { personId: ACCOUNTS['zl-10001'].personId, purpose: 'P03' } })
  })

  it('never comes to us with a wrong signature of the application', async () => {
    expect((await ask({ secret: 'another' })).status).toBe(403)
    expect([await town.newEntries(), sources.take()]).toEqual([[], []])
  })

  it.each([
    'body',
    'account',
    'twice',
  ] as const)('is refused, and nothing is read for it, where somebody on the way changes or repeats it: %s', async (meddle) => {
    await tell({ meddle })
    const answer = await ask({ session: 'session-of-a-nurse' })
    expect([answer.status, answer.body.errors[0].extensions.code]).toEqual([401, 'UNAUTHENTICATED'])
    const answered = meddle === 'twice' ? 1 : 0
    expect((await town.newEntries()).filter(({ kind }) => kind === 'INTENT')).toHaveLength(answered)
  })

  it('is refused when it was handed on more than a minute ago', async () => {
    await tell({ now: town.clock.now().getTime() - 61_000 })
    expect((await ask()).status).toBe(401)
    expect([await town.newEntries(), sources.take()]).toEqual([[], []])
  })
})
