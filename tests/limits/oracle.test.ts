// May the limits be asked what the answers do not tell? What a look-up leaves on the counts, the statements it costs and the
// bytes of TOO_MANY are equal for a child that is absent, somebody else's, or the caller's own under another name.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import { ABSENT, byCitizenId, dayQuestion, recordedSources, type Subject, seen } from '../gateway/questions.ts'
import { clearLimits } from '../world/limits.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { type RecordedStatements, recordStatements } from '../world/recorded-statements.ts'
import { openTown, type Town } from '../world/town.ts'
import { withLimits } from './changed-limits.ts'

const MISSES: Readonly<Record<string, Subject>> = {
  'a child that is absent': { citizenId: ABSENT.citizenId, fullName: ABSENT.name },
  'a child of another hospital': byCitizenId(CAST.otherHospitalChild),
  'a child of another ward': byCitizenId(CAST.deFacto),
  'an entitled child without an encounter': byCitizenId(CAST.villageChild),
  'the patient under another name': { ...byCitizenId(CAST.stay), fullName: '周小滿' },
}
const HIT = byCitizenId(CAST.stay)

const sources = recordedSources()
let registry: OwnRegistry
let town: Town
let statements: RecordedStatements

beforeAll(async () => {
  registry = await openOwnRegistry('oracle')
  town = await openTown({
    databaseUrl: registry.databaseUrl,
    wrapSource: sources.wrapSource,
    policies: await withLimits('hospital-settlement', { missesPerHour: 2 }),
  })
  // The sources' times are kept for a while; the first look-up of all prunes.
  await ask(HIT)
  statements = recordStatements(town.gateway.rooms.registry)
})
afterAll(async () => {
  await town.close()
  await registry.drop()
})
beforeEach(async () => {
  await clearLimits(town.pool('REGISTRY', 'hutong_gateway'))
  await town.newEntries()
})

function ask(subject: Subject) {
  const variables = { subject, benefit: 'MEDICAL_AID' }
  return town.ask({ as: 'hospital', purpose: 'P01', case: 'E-2026-0002', query: dayQuestion(), variables })
}

/** What of the counts can be told apart: everything but the digests themselves. */
async function counts(): Promise<unknown[]> {
  const { rows } = await town.pool('REGISTRY', 'hutong_gateway').query<{ all: unknown }>(
    `select jsonb_build_array(
       (select jsonb_agg(to_jsonb(c)) from registry.limit_counter c),
       (select jsonb_agg(jsonb_build_array(holder, length(digest))) from registry.limit_child),
       (select jsonb_agg(jsonb_build_array(person_id, look_up like 'decoy %', length(marks::text))) from registry.limit_trace),
       (select count(*) from registry.limit_lock)) as all`,
  )
  return rows
}

async function costOf(subject: Subject) {
  await clearLimits(town.pool('REGISTRY', 'hutong_gateway'))
  sources.take()
  await town.newEntries()
  statements.take()
  const response = await ask(subject)
  const entries = (await town.newEntries()).map(({ kind, body }) => [kind, Object.keys(body)])
  return {
    reply: seen(response),
    statements: statements.take(),
    calls: sources.take(),
    entries,
    counts: await counts(),
  }
}

describe('a counted look-up', () => {
  it('leaves and costs the same for every kind of miss', async () => {
    const [[, first] = [], ...others] = Object.entries(MISSES)
    if (!first) throw new Error('there is a first')
    const wanted = await costOf(first)
    expect(wanted.reply).toMatchObject({ status: 200 })
    for (const [what, subject] of others) expect(await costOf(subject), what).toEqual(wanted)
  })

  it('costs a hit the statements of a miss, in the same order', async () => {
    const [miss, hit] = [await costOf(MISSES['a child that is absent'] as Subject), await costOf(HIT)]
    expect(hit.statements).toEqual(miss.statements)
    expect(hit.statements).toEqual([
      'limit-standing',
      'related-by-encounter',
      'outcomes',
      'limit-count',
      'limit-counted',
      'keep-answers',
    ])
    expect(hit.calls).toEqual(miss.calls)
    expect(hit.entries).toEqual(miss.entries)
  })
})

describe('TOO_MANY', () => {
  it('is one answer at one cost, whatever is asked about', async () => {
    const answers = []
    for (const subject of [HIT, ...Object.values(MISSES)]) {
      await clearLimits(town.pool('REGISTRY', 'hutong_gateway'))
      await ask(MISSES['a child of another ward'] as Subject)
      await ask(MISSES['a child of another hospital'] as Subject)
      const before = await counts()
      sources.take()
      await town.newEntries()
      statements.take()
      const response = await ask(subject)
      expect(response.status).toBe(429)
      expect(await counts()).toEqual(before)
      const entries = (await town.newEntries()).map(({ kind, body }) => [kind, body.status ?? null])
      answers.push({ reply: seen(response), statements: statements.take(), calls: sources.take(), entries })
    }
    for (const answer of answers) expect(answer).toEqual(answers[0])
    expect(answers[0]).toMatchObject({ statements: ['limit-standing'], calls: [] })
  })

  it('comes after as many misses, whatever they are about', async () => {
    for (const [what, subject] of Object.entries(MISSES)) {
      await clearLimits(town.pool('REGISTRY', 'hutong_gateway'))
      const statuses = [await ask(subject), await ask(subject), await ask(subject)].map(({ status }) => status)
      expect(statuses, what).toEqual([200, 200, 429])
    }
  })

  it('never comes for one’s own patient, however often', async () => {
    for (let time = 0; time < 15; time += 1) expect((await ask(HIT)).status).toBe(200)
  })
})
