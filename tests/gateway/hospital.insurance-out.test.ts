// H07: the insurance bureau is out at admission. Its absence must tell nothing of any child and never become a "no".
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import { databaseName, databaseOf, urlFor } from '../../src/database/databases.ts'
import { type SpawnedService, spawnBureauService } from '../../src/departments/bureau/spawn.ts'
import type { Town } from '../world/town.ts'
import { SERVICE_SECRET } from '../world/town-site.ts'
import { expectJournalled, secretsOf } from './journalled.ts'
import { ABSENT, byCitizenId, dayQuestion, openTownAt, STAY, seen } from './questions.ts'

const TODAY = { from: '2026-11-23', to: '2026-11-23' }
const CHILDREN = [
  { child: byCitizenId(CAST.stay), case: 'E-2026-0002', resolved: 1 },
  { child: byCitizenId(CAST.plain), case: 'E-2026-0007', resolved: 1 },
  { child: byCitizenId(ABSENT), case: 'E-2026-0002', resolved: 0 },
] as const
const SECRETS = [...secretsOf(CAST.stay), ...secretsOf(CAST.plain), ABSENT.citizenId, ABSENT.name]

const askStay = (town: Town, { child, case: number }: (typeof CHILDREN)[number]) =>
  town.ask({ as: 'hospital', purpose: 'P01', case: number, query: STAY, variables: { subject: child, ...TODAY } })

const ANOTHER_CHILD = '00000000-0000-4000-8000-000000000000'
const ASKED_COLUMNS = ['CHILD', '2026-01-01', '2027-01-01']

type Reply = (exchange: { end(status: number, type: string, text: string): void; keys: string[] }) => void

const json =
  (rows: (keys: string[]) => unknown[], asOf = '2026-11-22T16:00:00.000Z'): Reply =>
  ({ end, keys }) =>
    end(200, 'application/json', JSON.stringify({ asOf, rows: rows(keys) }))

const FAULTS: Readonly<Record<string, Reply>> = {
  'never answers': () => undefined,
  'answers an error': ({ end }) => end(503, 'application/json', '{"error":"unavailable"}'),
  'answers a page of HTML with status 200': ({ end }) => end(200, 'text/html', '<html>维护中</html>'),
  'answers HTML that calls itself JSON': ({ end }) => end(200, 'application/json', '<html>维护中</html>'),
  'answers JSON of another form': ({ end }) => end(200, 'application/json', '{"rows":[]}'),
  'answers about another child': json(() => [[ANOTHER_CHILD, ...ASKED_COLUMNS]]),
  'answers about the child and another one': json((keys) => [
    [keys[0], ...ASKED_COLUMNS],
    [ANOTHER_CHILD, ...ASKED_COLUMNS],
  ]),
  'answers more columns than it was asked for': json((keys) => [[keys[0] ?? ANOTHER_CHILD, ...ASKED_COLUMNS, 'DUE']]),
  'has not been loaded for days': json(() => [], '2026-11-20T16:00:00.000Z'),
}

/** A bureau that is there and at fault. */
async function faultyBureau(reply: Reply): Promise<{ server: Server; url: string }> {
  const server = createServer(async (incoming, outgoing) => {
    let body = ''
    for await (const chunk of incoming) body += String(chunk)
    const { keys } = JSON.parse(body) as { keys: string[] }
    reply({ keys, end: (status, type, text) => outgoing.writeHead(status, { 'content-type': type }).end(text) })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

async function closeBoth(town: Town, server: Server): Promise<void> {
  await town.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}

describe('the insurance bureau is out', () => {
  let bureau: SpawnedService
  let town: Town

  beforeAll(async () => {
    const { serverUrl, prefix, passwords } = inject('town')
    const role = 'hutong_ybj_reader'
    const databaseUrl = urlFor(serverUrl, databaseName(prefix, databaseOf('YBJ')), role, passwords[role])
    bureau = await spawnBureauService({ code: 'YBJ', databaseUrl, secret: SERVICE_SECRET, port: 0 })
    town = await openTownAt(5, ['hospital'], { serviceUrls: { YBJ: bureau.url } })
  })
  afterAll(async () => {
    await town.close()
    await bureau.stop()
  })

  it('leaves every child undetermined from the moment the process is gone, and keeps no tier of before', async () => {
    const before = await askStay(town, CHILDREN[0])
    expect(before.body.data.stayEligibility[0]).toMatchObject({ status: 'CONFIRMED', tier: 'T70' })
    await town.newEntries()
    await bureau.stop()
    const answers = []
    for (const each of CHILDREN) {
      const response = await askStay(town, each)
      answers.push(seen(response))
      expect(response.body.data.stayEligibility[0]).toEqual({
        answerId: expect.any(String),
        benefit: 'MEDICAL_AID',
        status: 'UNDETERMINED',
        tier: null,
        validOn: '2026-11-23',
        validUntil: null,
        rule: { id: 'R08', pack: 'HZ-2026-70' },
        sources: [
          { source: 'MZJ', syncedAt: '2026-11-22T16:00:00.000Z' },
          { source: 'YBJ', syncedAt: null },
        ],
        manualPath: { name: '西湖区示例值班', phone: '12000000106' },
        displayName: null,
      })
      expectJournalled(await town.newEntries(), town, {
        policy: 'hospital-settlement',
        role: 'HOSP_CLERK',
        purpose: 'P01',
        case: each.case,
        fields: ['Query.stayEligibility'],
        statuses: ['UNDETERMINED'],
        resolved: each.resolved,
        secrets: SECRETS,
      })
    }
    expect(answers[1]).toEqual(answers[0])
    expect(answers[2]).toEqual(answers[0])
  })

  it('tells the operator which source failed, and no value', async () => {
    await askStay(town, CHILDREN[0])
    expect(town.events.at(-1)).toMatchObject({ event: 'source-failed', department: 'YBJ' })
    for (const secret of SECRETS) if (secret) expect(JSON.stringify(town.events)).not.toContain(secret)
  })
})

describe('the insurance bureau answers, but wrongly', () => {
  let close: () => Promise<void> = async () => undefined
  afterEach(() => close())

  it.each(
    Object.entries(FAULTS).map(([name, reply], at) => [name, reply, at % 2] as const),
  )('leaves every child undetermined when it %s', async (_, reply, at) => {
    const { server, url } = await faultyBureau(reply)
    const bounds = { YBJ: { deadlineMs: 1_000 } }
    const town = await openTownAt(5 * at, ['hospital'], { serviceUrls: { YBJ: url }, bounds })
    close = () => closeBoth(town, server)
    const responses = await Promise.all(CHILDREN.map((each) => askStay(town, each)))
    for (const response of responses) {
      expect(response.body.data.stayEligibility[0]).toMatchObject({ status: 'UNDETERMINED', tier: null })
      expect(seen(response)).toEqual(seen(responses[0] as typeof response))
    }
    const outcomes = (await town.newEntries()).filter(({ kind }) => kind === 'OUTCOME')
    expect(outcomes.map(({ body }) => body.status)).toEqual(Array(3).fill('RELEASED'))
  })

  it('shows no word that the bureau wrote where days belong', async () => {
    const { server, url } = await faultyBureau(
      json((keys) => [[keys[0] ?? ANOTHER_CHILD, 'CHILD', '2026-01-01 欠费', '2027-01-01 张三']]),
    )
    const town = await openTownAt(5, ['hospital'], { serviceUrls: { YBJ: url } })
    close = () => closeBoth(town, server)
    const response = await town.ask({
      as: 'hospital',
      purpose: 'P02',
      case: 'E-2026-0004',
      query: dayQuestion('cover { from to }'),
      variables: { subject: byCitizenId(CAST.orphanWithLivingParents), benefit: 'PREMIUM_SUBSIDY' },
    })
    expect(response.body.data.eligibility).toMatchObject({ status: 'UNDETERMINED', cover: null, displayName: null })
    expect(response.text).not.toMatch(/张三|欠费/)
  })

  it('leaves premium and check-up undetermined too, for each rests on the bureau', async () => {
    const { server, url } = await faultyBureau(({ end }) => end(503, 'application/json', '{}'))
    const town = await openTownAt(5, ['hospital'], { serviceUrls: { YBJ: url } })
    close = () => closeBoth(town, server)
    for (const [purpose, benefit, more] of [
      ['P02', 'PREMIUM_SUBSIDY', 'cover { from to }'],
      ['P02', 'INSTITUTION_COVER', 'institutionWard'],
      ['P03', 'CHECKUP', 'checkup { entitled usedThisYear }'],
    ] as const) {
      const variables = { subject: byCitizenId(CAST.stay), benefit }
      const ask = { as: 'hospital', purpose, case: 'E-2026-0002', query: dayQuestion(more), variables }
      const { eligibility } = (await town.ask(ask)).body.data
      expect(eligibility).toMatchObject({ status: 'UNDETERMINED', manualPath: { phone: '12000000106' } })
      expect([eligibility.cover, eligibility.institutionWard, eligibility.checkup].filter(Boolean)).toEqual([])
    }
  })
})
