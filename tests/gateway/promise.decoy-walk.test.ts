// Promise 2, two kinds of no: for a child that is not there, one that is not the caller's and one that is, the sources get
// the same calls in number, order and form, and the journal the same entries.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import { clearLimits } from '../world/limits.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { openTown, type Town } from '../world/town.ts'
import { ABSENT, byCitizenId, byStudentNo, CHILD_FILE, CLASS, dayQuestion, STAY, seen } from './questions.ts'

interface Call {
  readonly source: string
  readonly statement: string | null
  readonly text: string
  readonly keyForms: readonly string[]
}

let calls: Call[] = []
let registry: OwnRegistry
let town: Town

beforeAll(async () => {
  registry = await openOwnRegistry('decoy')
  town = await openTown({
    databaseUrl: registry.databaseUrl,
    wrapSource: (source, real) => ({
      fetch(statement, keys, today) {
        const keyForms = keys.map((key) => key.replace(/[0-9a-f]/g, 'x'))
        calls.push({ source, statement: statement.name, text: statement.text, keyForms })
        return real.fetch(statement, keys, today)
      },
    }),
  })
})
afterAll(async () => {
  await town.close()
  await registry.drop()
})
beforeEach(async () => {
  await clearLimits(town.pool('REGISTRY', 'hutong_gateway'))
})

interface Trace {
  readonly status: number
  readonly calls: readonly Call[]
  readonly entries: readonly unknown[]
}

async function traceOf(
  question: Parameters<Town['ask']>[0],
): Promise<Trace & { response: Awaited<ReturnType<Town['ask']>> }> {
  await town.newEntries()
  calls = []
  const response = await town.ask(question)
  const entries = (await town.newEntries()).map(({ kind, body }) => ({
    kind,
    keys: Object.keys(body),
    fields: body.fields,
    count: body.count,
    subjects: (body.subjects as readonly string[] | undefined)?.map((subject) => subject.length),
  }))
  return { status: response.status, calls, entries, response }
}

async function expectSameWalk(questions: readonly Parameters<Town['ask']>[0][]): Promise<void> {
  const [first, ...others] = await sequence(questions)
  expect(first?.status).toBe(200)
  expect(first?.calls.length).toBeGreaterThan(0)
  for (const other of others) {
    expect(other.calls).toEqual(first?.calls)
    expect(other.entries).toEqual(first?.entries)
    expect(other.status).toBe(first?.status)
  }
}

async function sequence(
  questions: readonly Parameters<Town['ask']>[0][],
): Promise<Awaited<ReturnType<typeof traceOf>>[]> {
  const traces = []
  for (const question of questions) traces.push(await traceOf(question))
  return traces
}

const NOBODY = { citizenId: ABSENT.citizenId, fullName: ABSENT.name }

describe('the walk for a child that is not there', () => {
  it('is that for one of another county and for one’s own, in casework', async () => {
    const refs = town.gateway.rooms.childRefs('1133019999000XH06C')
    const ids = [
      '00000000-0000-4000-8000-00000000dead',
      CAST.otherDistrictChild.id,
      CAST.stay.id,
      CAST.disabledEdge.id,
      CAST.foundling.id,
    ]
    await expectSameWalk(
      ids.map((id) => ({ as: 'adjudicator', purpose: 'P08', query: CHILD_FILE, variables: { ref: refs.refOf(id) } })),
    )
  })

  it.each([
    ['P01', 'MEDICAL_AID', 'hospital', 'E-2026-0002'],
    ['P02', 'PREMIUM_SUBSIDY', 'hospital', 'E-2026-0002'],
    ['P02', 'INSTITUTION_COVER', 'hospital', 'E-2026-0002'],
    ['P03', 'CHECKUP', 'checkup', 'E-2026-0018'],
  ])('is that for one of another unit and for one’s own patient, under %s for %s', async (purpose, benefit, as, own) => {
    const subjects = [NOBODY, byCitizenId(CAST.otherHospitalChild), byCitizenId(CAST.plain), byCitizenId(CAST.stay)]
    await expectSameWalk(
      subjects.map((subject) => ({ as, purpose, case: own, query: dayQuestion(), variables: { subject, benefit } })),
    )
  })

  it('is that for another school’s pupil, one not entitled and one who is', async () => {
    const subjects = [NOBODY, byCitizenId(CAST.otherPupil), byCitizenId(CAST.plainPupil), byStudentNo(CAST.pupil)]
    await expectSameWalk(
      subjects.map((subject) => ({
        as: 'school',
        purpose: 'P05',
        query: dayQuestion(),
        variables: { subject, benefit: 'EDUCATION_AID' },
      })),
    )
  })

  it('is one walk for a stay of many days', async () => {
    const ask = (subject: unknown, encounter: string) => ({
      as: 'hospital',
      purpose: 'P01',
      case: encounter,
      query: STAY,
      variables: { subject, from: '2026-05-03', to: '2026-05-09' },
    })
    await expectSameWalk([
      ask(NOBODY, 'E-2026-0001'),
      ask(byCitizenId(CAST.plain), 'E-2026-0001'),
      ask(byCitizenId(CAST.stay), 'E-2026-0001'),
    ])
  })

  it('is one walk for a class, whoever is on the roll', async () => {
    const ask = (pupils: readonly unknown[]) => ({
      as: 'school',
      purpose: 'P05',
      case: 'B-2026-0001',
      query: CLASS,
      variables: { pupils },
    })
    await expectSameWalk([
      ask([NOBODY, byCitizenId(CAST.otherPupil), byCitizenId(CAST.stay)]),
      ask([byCitizenId(CAST.pupil), byCitizenId(CAST.movedPupil), byCitizenId(CAST.plainPupil)]),
    ])
  })

  it('ends in the same bytes for a child that is not there, not one’s own, or not entitled', async () => {
    const ask = (subject: unknown, encounter: string) =>
      town.ask({
        as: 'hospital',
        purpose: 'P01',
        case: encounter,
        query: dayQuestion(),
        variables: { subject, benefit: 'MEDICAL_AID' },
      })
    const absent = seen(await ask(NOBODY, 'E-2026-0007'))
    expect(seen(await ask(byCitizenId(CAST.otherHospitalChild), 'E-2026-0007'))).toEqual(absent)
    expect(seen(await ask(byCitizenId(CAST.plain), 'E-2026-0007'))).toEqual(absent)
  })
})
