// A10, C5, C6: what a village or a street finds on a visit is written at the community's own source, counts once a second person has
// countersigned it, and for twelve months. Of nobody else's child can anything be written, and nothing tells whose it is.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import { subjectKey } from '../../src/city/registry-rows.ts'
import { demoAccount } from '../../src/demo/accounts.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { openTown, type Town } from '../world/town.ts'

const [VILLAGE, STREET, XIHU] = ['5433019999000CN011', '1133019999000JD01N', '1133019999000XH06C']
const CHILD = CAST.villageChild
const OTHERS = CAST.otherDistrictChild

const VISIT = `mutation ($key: ID!, $ref: ID!, $day: Date!, $evidence: EvidenceKind!) {
  recordVisit(key: $key, ref: $ref, day: $day, evidence: $evidence, childSeen: true) { record } }`
const ASSESS = `mutation ($key: ID!, $ref: ID!, $day: Date!, $evidence: EvidenceKind!, $findings: FindingsInput,
    $father: ParentFindingInput, $mother: ParentFindingInput) {
  recordAssessment(key: $key, ref: $ref, day: $day, evidence: $evidence, findings: $findings, father: $father, mother: $mother) { record } }`
const WAITING = `{ assessmentsToCountersign { assessment ref day evidence guardianshipMissing difficulties entrustedCare accompanied needs
  parentFindings { relation unableToSupport lacksGuardianCapacity away awaySince } } }`
const SIGN = `mutation ($assessment: ID!, $says: Countersigning!, $reason: ReturnReason) {
  countersignAssessment(assessment: $assessment, says: $says, reason: $reason) { record } }`
const READ = `query ($ref: ID!) { child(ref: $ref) { community { entrustedCare guardianshipMissing difficulties accompanied needs
  parentFindings { relation unableToSupport lacksGuardianCapacity away awaySince } assessedOn lastVisitOn } } }`
const OWN = 'query ($ref: ID!) { child(ref: $ref) { community { guardianshipMissing difficulties lastVisitOn } } }'

let registry: OwnRegistry
let town: Town
let isOut = false

beforeAll(async () => {
  registry = await openOwnRegistry('assessments', ['JOURNAL', 'XZJ'])
  town = await openTown({ databaseUrl: registry.databaseUrl })
})
afterAll(async () => {
  await town?.close()
  await registry?.drop()
})
beforeEach(async () => {
  const loader = registry.pool('XZJ', 'hutong_loader')
  for (const table of ['assessment', 'countersignature', 'visit_entry', 'visit', 'freshness']) {
    await loader.query(`delete from community.${table}`)
  }
  await loader.query("insert into community.freshness values ('2026-11-23T00:00:00+08:00')")
  await registry.owner.query(
    `insert into registry.source_link (child_id, department, subject_key, recorded_at) values ($1, 'XZJ', $2, '2026-01-01')
      on conflict (child_id, department) do update set subject_key = excluded.subject_key`,
    [CHILD.id, subjectKey(CHILD.id, 'XZJ')],
  )
  await registry.owner.query(`update registry.jurisdiction set valid_to = null where valid_to = '2026-11-23'`)
  for (const table of ['limit_child', 'limit_counter', 'limit_lock', 'limit_trace']) {
    await registry.owner.query(`delete from registry.${table}`)
  }
  await closed(false)
  await town.newEntries()
})

/** The community's source takes nothing in while it is closed. */
async function closed(toRecorder: boolean): Promise<void> {
  if (isOut === toRecorder) return
  isOut = toRecorder
  const owner = registry.pool('XZJ', 'hutong_owner')
  await owner.query(`${toRecorder ? 'revoke' : 'grant'} insert on community.assessment, community.visit_entry, community.countersignature
    ${toRecorder ? 'from' : 'to'} hutong_xzj_recorder`)
}

async function ask(as: string, query: string, variables: Readonly<Record<string, unknown>> = {}, purpose = 'P07') {
  const { body, status } = await town.ask({ as, purpose, query, variables })
  const { code = null, hint } = (body.errors?.[0]?.extensions ?? {}) as { code?: string; hint?: string }
  return { data: body.data as Record<string, never> | null, code, hint, text: JSON.stringify([status, body]) }
}

const refOf = (organisation: string | undefined, childId: string) =>
  town.gateway.rooms.childRefs(String(organisation)).refOf(childId)
const said = (more: object = {}) => ({
  ...{ key: randomUUID(), ref: refOf(VILLAGE, CHILD.id), day: '2026-11-20', evidence: 'HOME_VISIT' },
  findings: { guardianshipMissing: true },
  ...more,
})
const ofStreet = (more: object = {}) => said({ ref: refOf(STREET, CHILD.id), ...more })

async function assessed(variables = said(), as = 'village'): Promise<string> {
  const { data, text } = await ask(as, ASSESS, variables)
  expect(text).toMatch(UUID_WITHIN)
  return (data?.recordAssessment as unknown as { record: string }).record
}
const UUID_WITHIN = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/

const sign = (assessment: string, more: object = { says: 'COUNTERSIGNED' }, as = 'street') =>
  ask(as, SIGN, { assessment, ...more })
async function counted(more: object = {}): Promise<void> {
  expect((await sign(await assessed(said(more)))).code).toBeNull()
}
const standing = async () =>
  (
    (await ask('adjudicator', READ, { ref: refOf(XIHU, CHILD.id) }, 'P08')).data?.child as unknown as {
      community: Record<string, unknown> | null
    }
  ).community
const waiting = async () => (await ask('street', WAITING)).data?.assessmentsToCountersign as unknown as object[]

async function written(table = 'assessment'): Promise<number> {
  const { rowCount } = await registry.pool('XZJ', 'hutong_loader').query(`select from community.${table}`)
  return rowCount ?? 0
}

async function movesYesterday(): Promise<void> {
  await registry.owner.query(
    `update registry.jurisdiction set valid_to = '2026-11-23' where child_id = $1 and kind = 'RESIDENCE' and valid_to is null`,
    [CHILD.id],
  )
}

/** As if a director of another day had written it. */
async function wroteThen(
  day: string,
  cells: Readonly<Record<string, unknown>>,
  signed: string | null = 'a supervisor',
) {
  const id = randomUUID()
  const key = subjectKey(CHILD.id, 'XZJ')
  const row = {
    ...{ id, subject_key: key, evidence: 'PHONE', role: 'VILLAGE', organisation_id: VILLAGE, division: '330106901901' },
    ...{
      recorded_by: 'a director',
      recorded_at: `${day}T02:00:00Z`,
      digest: Buffer.alloc(32),
      assessed_on: day,
      ...cells,
    },
  }
  const pool = registry.pool('XZJ', 'hutong_loader')
  const names = Object.keys(row)
  await pool.query(
    `insert into community.assessment (${names}) values (${names.map((_, at) => `$${at + 1}`)})`,
    Object.values(row),
  )
  if (signed === null) return id
  await pool.query(
    `insert into community.countersignature (assessment_id, subject_key, verdict, organisation_id, signed_by, signed_at)
     values ($1, $2, 'COUNTERSIGNED', $3, $4, $5)`,
    [id, key, STREET, signed, `${day}T03:00:00Z`],
  )
  return id
}

describe('nothing is written', () => {
  it('of another village’s child, one that moved yesterday, a hidden one or nobody’s: one refusal, and the source is not asked', async () => {
    await closed(true)
    const { rows } = await registry.owner.query<{ id: string }>(
      `select child_id as id from registry.jurisdiction where kind = 'RESIDENCE' and division = '330106901901' and valid_to is null limit 2`,
    )
    const hidden = rows.find(({ id }) => id !== CHILD.id)?.id
    await registry.owner.query(
      `insert into registry.protection (child_id, kind, valid_from, recorded_at, source, source_record_time, fetched_at)
       values ($1, 'ADDRESS', '2026-11-01', '2026-11-01', 'MZJ', '2026-11-01', '2026-11-01')`,
      [hidden ?? CHILD.id],
    )
    await movesYesterday()
    const answers = []
    for (const id of [OTHERS.id, CHILD.id, hidden ?? CHILD.id, randomUUID()]) {
      for (const query of [VISIT, ASSESS]) {
        const { findings: _, ...visit } = said({ ref: refOf(VILLAGE, id) })
        answers.push(await ask('village', query, query === VISIT ? visit : said({ ref: refOf(VILLAGE, id) })))
      }
    }
    await registry.owner.query('delete from registry.protection where child_id = $1', [hidden ?? CHILD.id])
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    expect(answers[0]?.code).toBe('REFUSED')
    expect((await town.newEntries()).filter(({ kind }) => kind === 'ACT')).toEqual([])
  })

  it.each([
    ['a day to come', { day: '2026-11-24' }, 'DAY_OUTSIDE'],
    ['a day more than ninety days ago', { day: '2026-08-24' }, 'DAY_OUTSIDE'],
    ['no finding', { findings: {} }, 'NOTHING_FOUND'],
    [
      'findings that are all unsaid',
      { findings: { guardianshipMissing: null }, father: { away: null } },
      'NOTHING_FOUND',
    ],
    ['a parent who is away without a day', { father: { away: true } }, 'AWAY_AND_SINCE'],
    ['a day of a parent who is not away', { mother: { away: false, awaySince: '2026-01-01' } }, 'AWAY_AND_SINCE'],
    ['a parent away since after the assessment', { mother: { away: true, awaySince: '2026-11-21' } }, 'AWAY_AND_SINCE'],
    ['a key that is no UUID', { key: 'mine' }, 'NOT_AN_ID'],
    ['a reference that is none', { ref: 'c1.mine' }, 'NOT_A_CHILD_REF'],
  ])('with %s, and says what is wanted', async (_what, more, hint) => {
    expect(await ask('village', ASSESS, said(more))).toMatchObject({ code: 'BAD_INPUT', hint })
    expect(await written()).toBe(0)
  })

  it.each([
    ['a code', { findings: { difficulties: ['MONEY'] } }, ['findings', 'difficulties', 0]],
    ['evidence', { evidence: 'HEARSAY' }, ['evidence']],
    ['a finding', { findings: { income: 'NONE' } }, ['findings']],
  ])('with %s that is on no list, and says where it stands', async (_what, more, variable) => {
    const { code, hint, text } = await ask('village', ASSESS, said(more))
    expect([code, hint]).toEqual(['REFUSED', 'NOT_IN_YOUR_SCHEMA'])
    expect(text).toContain(JSON.stringify({ variable }).slice(1, -1))
    expect(text).not.toMatch(/MONEY|HEARSAY|income/)
    expect(await written()).toBe(0)
  })

  it.each([
    ['hospital', 'P01'],
    ['school-head', 'P07'],
    ['adjudicator', 'P08'],
    ['protection', 'P10'],
    ['street', 'P16'],
  ])('by %s for %s, nor is anything countersigned', async (as, purpose) => {
    const assessment = await assessed()
    for (const [query, variables] of [
      [ASSESS, said()],
      [WAITING, {}],
      [SIGN, { assessment, says: 'COUNTERSIGNED' }],
    ] as const) {
      expect((await ask(as, query, variables, purpose)).code).toBe('REFUSED')
    }
    expect([await written(), await written('countersignature')]).toEqual([1, 0])
  })

  it('while the source takes nothing in, and the same key does it afterwards', async () => {
    const entry = said()
    await closed(true)
    expect((await ask('village', ASSESS, entry)).code).toBe('SOURCE_UNAVAILABLE')
    expect((await town.newEntries()).map(({ kind }) => kind)).toEqual(['INTENT', 'OUTCOME'])
    await closed(false)
    await assessed(entry)
    expect(await written()).toBe(1)
  })
})

describe('what is written', () => {
  it('is written once: the same key again gives the same receipt, and with other words it is BAD_INPUT', async () => {
    const entry = said()
    const receipts = [await assessed(entry), await assessed(entry)]
    expect(new Set(receipts).size).toBe(1)
    const other = await ask('village', ASSESS, { ...entry, findings: { guardianshipMissing: false } })
    expect(other).toMatchObject({ code: 'BAD_INPUT', hint: 'KEY_REUSED' })
    expect(await written()).toBe(1)
    const acts = (await town.newEntries()).filter(({ kind }) => kind === 'ACT')
    expect(acts).toHaveLength(1)
  })

  it('stands in the journal without a word of what was found', async () => {
    const record = await assessed(said({ findings: { difficulties: ['MEDICAL'] } }))
    await sign(record)
    const entries = await town.newEntries()
    const acts = entries.filter(({ kind }) => kind === 'ACT').map(({ body }) => [body.act, body.facts])
    expect(acts).toEqual([
      ['ASSESSMENT_RECORDED', { record }],
      ['ASSESSMENT_COUNTERSIGNED', { record }],
    ])
    expect(JSON.stringify(entries)).not.toContain('MEDICAL')
  })

  it('can be of a child whom the community did not know', async () => {
    await registry.owner.query(`delete from registry.source_link where child_id = $1 and department = 'XZJ'`, [
      CHILD.id,
    ])
    await counted()
    expect(await standing()).toMatchObject({ guardianshipMissing: true })
  })

  it('of a visit is told as its day', async () => {
    const { findings: _, ...visit } = said({ day: '2026-11-12' })
    expect((await ask('village', VISIT, visit)).code).toBeNull()
    const { data } = await ask('village', OWN, { ref: refOf(VILLAGE, CHILD.id) })
    expect(data).toEqual({
      child: { community: { guardianshipMissing: null, difficulties: null, lastVisitOn: '2026-11-12' } },
    })
  })

  it('is not changed, taken away or read by the role that adds it', async () => {
    await assessed()
    const recorder = registry.pool('XZJ', 'hutong_xzj_recorder')
    for (const statement of [
      'update community.assessment set guardianship_missing = false',
      'delete from community.assessment',
      'select guardianship_missing from community.assessment',
      'delete from community.countersignature',
      'select entrusted_care from community.visit',
    ]) {
      await expect(recorder.query(statement), statement).rejects.toMatchObject({ code: '42501' })
    }
  })
})

describe('a second person', () => {
  it('of the street sees what was found, and before that nothing of it counts', async () => {
    const record = await assessed(
      said({
        findings: { difficulties: ['SCHOOLING', 'LIVING'], needs: [] },
        father: { away: true, awaySince: '2026-01-05' },
      }),
    )
    expect(await standing()).toBeNull()
    expect(await waiting()).toEqual([
      {
        ...{ assessment: record, ref: refOf(STREET, CHILD.id), day: '2026-11-20', evidence: 'HOME_VISIT' },
        ...{ guardianshipMissing: null, difficulties: ['LIVING', 'SCHOOLING'], entrustedCare: null, accompanied: null },
        needs: [],
        parentFindings: [
          {
            relation: 'FATHER',
            unableToSupport: null,
            lacksGuardianCapacity: null,
            away: true,
            awaySince: '2026-01-05',
          },
          { relation: 'MOTHER', unableToSupport: null, lacksGuardianCapacity: null, away: null, awaySince: null },
        ],
      },
    ])
    expect((await sign(record)).data).toEqual({ countersignAssessment: { record } })
    expect(await waiting()).toEqual([])
    expect(await standing()).toEqual({
      ...{ entrustedCare: null, guardianshipMissing: null, difficulties: ['LIVING', 'SCHOOLING'], accompanied: null },
      ...{ needs: [], assessedOn: '2026-11-20', lastVisitOn: null },
      parentFindings: [
        { relation: 'FATHER', unableToSupport: null, lacksGuardianCapacity: null, away: true, awaySince: '2026-01-05' },
      ],
    })
  })

  it('is never the one who wrote it, nor a village; such a one and one that is not there are refused alike', async () => {
    const own = await assessed(ofStreet(), 'street')
    expect(await waiting()).toEqual([])
    const theirs = await sign(own)
    expect(theirs.code).toBe('REFUSED')
    expect((await sign(randomUUID())).text).toBe(theirs.text)
    expect((await sign(await assessed(), undefined, 'village')).code).toBe('REFUSED')
    expect(await standing()).toBeNull()
  })

  it('of the same street signs what a colleague wrote, and not what a deputy wrote in their own place', async () => {
    const { personId } = demoAccount('street')
    const ours = { role: 'STREET', organisation_id: STREET, division: '330106901000', guardianship_missing: true }
    const colleagues = await wroteThen('2026-11-01', { ...ours, recorded_by: 'a colleague' }, null)
    const forThem = { ...ours, recorded_by: 'a deputy', recorded_for: personId }
    const own = await wroteThen('2026-11-02', forThem, null)
    const elsewhere = await wroteThen('2026-11-03', { ...ours, organisation_id: 'another street' }, null)
    expect(await waiting()).toMatchObject([{ assessment: colleagues }])
    for (const assessment of [own, elsewhere]) expect((await sign(assessment)).code).toBe('REFUSED')
    expect((await sign(colleagues)).code).toBeNull()
    expect(await standing()).toMatchObject({ guardianshipMissing: true, assessedOn: '2026-11-01' })
  })

  it('does not count where a countersignature of the writer’s own got into the source', async () => {
    await wroteThen('2026-11-01', { guardianship_missing: true }, 'a director')
    expect(await standing()).toBeNull()
  })

  it('does not countersign for a child that has moved away', async () => {
    const record = await assessed()
    await movesYesterday()
    expect(await waiting()).toEqual([])
    expect((await sign(record)).code).toBe('REFUSED')
  })

  it('says it once; what goes back has a reason and never counts', async () => {
    const record = await assessed()
    for (const more of [{ says: 'RETURNED' }, { says: 'COUNTERSIGNED', reason: 'INCOMPLETE' }])
      expect(await sign(record, more)).toMatchObject({ code: 'BAD_INPUT', hint: 'REASON_IF_RETURNED' })
    for (const _ of [1, 2]) expect((await sign(record, { says: 'RETURNED', reason: 'NOT_SEEN' })).code).toBeNull()
    expect((await sign(record)).code).toBe('REFUSED')
    expect(await standing()).toBeNull()
    expect(await written('countersignature')).toBe(1)
  })
})

describe('an assessment', () => {
  it('holds for twelve months from its day, and then what it said is unknown again', async () => {
    await wroteThen('2025-11-24', { accompanied: true, mother_unable: true })
    await wroteThen('2025-11-23', { guardianship_missing: true })
    expect(await standing()).toMatchObject({
      ...{ accompanied: true, guardianshipMissing: null, assessedOn: '2025-11-24' },
      parentFindings: [{ relation: 'MOTHER', unableToSupport: true, away: null }],
    })
  })

  it('counts for what it says: the newest word on each thing, and none that is unsaid', async () => {
    await wroteThen('2026-03-01', {
      guardianship_missing: true,
      accompanied: false,
      father_away: true,
      father_away_since: '2026-01-01',
    })
    await wroteThen('2026-06-01', { guardianship_missing: false, difficulties: ['OTHER'], father_away: false })
    await wroteThen('2026-07-01', { guardianship_missing: true }, null)
    expect(await standing()).toMatchObject({
      ...{ guardianshipMissing: false, accompanied: false, difficulties: ['OTHER'], needs: null },
      ...{ assessedOn: '2026-06-01', parentFindings: [{ relation: 'FATHER', away: false, awaySince: null }] },
    })
  })

  it('and the load of the department: of entrusted care the newer word counts', async () => {
    const load = (entrusted: boolean, at: string) =>
      registry
        .pool('XZJ', 'hutong_loader')
        .query('insert into community.visit values ($1, $2, null, $3)', [subjectKey(CHILD.id, 'XZJ'), entrusted, at])
    await load(true, '2026-05-01T00:00:00+08:00')
    expect(await standing()).toMatchObject({ entrustedCare: true })
    await wroteThen('2026-04-01', { entrusted_care: false })
    expect(await standing()).toMatchObject({ entrustedCare: true })
    await wroteThen('2026-06-01', { entrusted_care: false })
    expect(await standing()).toMatchObject({ entrustedCare: false })
  })
})
