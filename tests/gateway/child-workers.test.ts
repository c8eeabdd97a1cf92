// Civil affairs' register of child workers from the chairs of those who ask: the county sees which of its own posts are held, by nobody's name or
// number; for everybody else, and for every answer about a child, it might as well not be there.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import { PLANTED_POSTS } from '../../src/city/worker-rows.ts'
import { DEMO_ACCOUNTS } from '../../src/demo/accounts.ts'
import { copyOfTown, type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { openTown, type Town } from '../world/town.ts'
import { byCitizenId, byStudentNo, dayQuestion, seen } from './questions.ts'

const POSTS = /* GraphQL */ `
  query Posts($division: DivisionCode!) {
    childWorkers(division: $division) { post division fullTime certified trainedThisYear }
  }`

interface Post {
  readonly post: string
  readonly division: string
  readonly fullTime: boolean
  readonly certified: boolean
  readonly trainedThisYear: boolean
}

let registry: OwnRegistry
let town: Town
let owner: ReturnType<OwnRegistry['pool']>

const REGISTER = ['civil_affairs.child_worker', 'civil_affairs.worker_file']

beforeAll(async () => {
  registry = await openOwnRegistry('child_workers', ['MZJ'])
  const loader = registry.pool('MZJ', 'hutong_loader')
  owner = registry.pool('MZJ', 'hutong_owner')
  await copyOfTown(loader, 'MZJ', ['civil_affairs.welfare_record', 'civil_affairs.freshness'])
  town = await openTown({ databaseUrl: registry.databaseUrl })
})
afterAll(async () => {
  await town?.close()
  await registry?.drop()
})
beforeEach(async () => {
  await owner.query(`truncate ${REGISTER.join(', ')}`)
  await copyOfTown(registry.pool('MZJ', 'hutong_loader'), 'MZJ', REGISTER)
})

const ask = (division: string, as = 'adjudicator', purpose = 'P08') =>
  town.ask({ as, purpose, query: POSTS, variables: { division } })
const posts = async (division: string): Promise<Post[]> => (await ask(division)).body.data.childWorkers

describe('the register of child workers', () => {
  it('is refused to every role and purpose but the county’s', async () => {
    const pairs = DEMO_ACCOUNTS.flatMap(({ key, role, purposes }) =>
      purposes.map((purpose) => [key, role, purpose] as const),
    )
    for (const [as, role, purpose] of pairs.filter(([, role]) => role !== 'MZ_ADJUDICATOR')) {
      const { status, body } = await ask('330106901901', as, purpose)
      expect([role, purpose, status >= 400, body.data]).toEqual([role, purpose, true, undefined])
    }
  })

  it.each([
    '330109',
    '330109901901',
    '330100',
    '330281',
  ])('is refused for %s, which is not the own, and nothing is read', async (division) => {
    await owner.query('alter table civil_affairs.worker_file rename to elsewhere')
    const { status, body } = await ask(division)
    await owner.query('alter table civil_affairs.elsewhere rename to worker_file')
    expect([status, body.errors[0].extensions.code]).toEqual([403, 'REFUSED'])
  })

  it('shows the county the posts that are held today, and neither name nor number', async () => {
    const response = await ask('330106901')
    const held: Post[] = response.body.data.childWorkers
    const divisions = held.map(({ division }) => division)
    for (const division of PLANTED_POSTS.held) expect(divisions).toContain(division)
    expect(divisions).not.toContain('330106901902')
    expect(divisions.every((division) => division.startsWith('330106901'))).toBe(true)
    expect(held.find(({ division }) => division === '330106901000')).toMatchObject({
      post: 'SUPERVISOR',
      certified: true,
    })
    expect(held.find(({ division }) => division === '330106901903')).toMatchObject({
      post: 'DIRECTOR',
      certified: false,
    })
    expect(response.text).not.toMatch(/MZ-\d/)
    expect(response.body.extensions).toBeUndefined()
    const number = 'select worker_no from civil_affairs.child_worker limit 1'
    await expect(registry.pool('MZJ', 'hutong_mzj_recorder').query(number)).rejects.toMatchObject({ code: '42501' })
  })

  it.each([
    ['certified to the last day', `certified_until = '2026-11-23'`, { certified: true }],
    ['certified no longer', `certified_until = '2026-11-22'`, { certified: false }],
    ['trained on the first day of the year', `trained_on = '2026-01-01'`, { trainedThisYear: true }],
    ['trained on the last day of the year before', `trained_on = '2025-12-31'`, { trainedThisYear: false }],
    [
      'never trained or certified',
      'trained_on = null, certified_until = null',
      { trainedThisYear: false, certified: false },
    ],
  ])('says of somebody %s what holds today', async (_who, change, told) => {
    await owner.query(`update civil_affairs.child_worker set ${change} where division = '330106901901'`)
    expect(await posts('330106901901')).toMatchObject([told])
  })

  it.each([
    ['begins tomorrow', `appointed_from = '2026-11-24'`],
    ['ended today', `ended_on = '2026-11-23'`],
    ['was superseded', `superseded_at = '2026-11-23T00:00:00Z'`],
  ])('leaves out a post that %s', async (_which, change) => {
    await owner.query(`update civil_affairs.child_worker set ${change} where division = '330106901901'`)
    expect(await posts('330106901901')).toEqual([])
  })

  it('has an order that tells nothing of the numbers', async () => {
    const first = await posts('330106')
    await owner.query(`update civil_affairs.child_worker set worker_no = md5(worker_no)`)
    expect(await posts('330106')).toEqual(first)
  })

  it.each([
    ['was never brought', 'delete from civil_affairs.worker_file', 'UNAVAILABLE', 'NOT_CONNECTED'],
    ['is too old', `update civil_affairs.worker_file set taken_at = '2026-08-22T12:00:00Z'`, 'STALE', 'TOO_OLD'],
    ['is out', 'alter table civil_affairs.worker_file rename to elsewhere', 'UNAVAILABLE', 'SOURCE_OUT'],
  ])('that %s is told to be missing, never to be empty', async (_when, change, state, reason) => {
    await owner.query(change)
    const { body } = await ask('330106901')
    await owner.query('alter table if exists civil_affairs.elsewhere rename to worker_file')
    expect(body.data.childWorkers).toBeNull()
    expect(body.extensions.disclosure).toEqual([{ path: ['childWorkers'], state, reason, source: 'MZJ' }])
  })

  it('moves no byte of what a hospital or a school is told, whatever stands in it and while it is out', async () => {
    const stay = () =>
      town.ask({
        ...{ as: 'hospital', purpose: 'P01', case: 'E-2026-0001', query: dayQuestion() },
        variables: { subject: byCitizenId(CAST.stay), benefit: 'MEDICAL_AID' },
      })
    const pupil = () =>
      town.ask({
        ...{ as: 'school', purpose: 'P05', query: dayQuestion() },
        variables: { subject: byStudentNo(CAST.pupil), benefit: 'EDUCATION_AID' },
      })
    const both = async () => [seen(await stay()), seen(await pupil())]
    const before = await both()
    expect(JSON.stringify(before)).toMatch(/CONFIRMED.*CONFIRMED/)
    for (const change of [
      `update civil_affairs.child_worker set ended_on = '2026-11-23' where appointed_from < '2026-11-23'`,
      'delete from civil_affairs.child_worker',
      'delete from civil_affairs.worker_file',
      'alter table civil_affairs.child_worker rename to elsewhere',
    ]) {
      await owner.query(change)
      expect(await both(), change).toEqual(before)
    }
    await owner.query('alter table civil_affairs.elsewhere rename to child_worker')
  })
})
