// What is said of a row that is not on the school's own roll depends on that roll alone: one file, asked in world after world that
// differ in everything else about the strangers in it, gives the same bytes, the same journal and the same counts.
import type pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { CAST, SCHOOL_BATCH } from '../../src/city/cast.ts'
import { OTHER_SCHOOL } from '../../src/city/organisations.ts'
import { blindIndex } from '../../src/masking/blind-index.ts'
import { normalName } from '../../src/masking/normal-name.ts'
import { ABSENT, recordedSources } from '../gateway/questions.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { openTown, type Town } from '../world/town.ts'
import { xlsx } from './files.ts'
import { type RollClient, rollClient } from './roll-client.ts'

const STRANGERS = [CAST.otherPupil, CAST.turnsEighteen, CAST.orphanWithLivingParents, CAST.villageChild, CAST.deFacto]
const IDS = STRANGERS.map(({ id }) => id)
const BORN = '00000000-0000-4000-8000-0000000000aa'

const FILE = xlsx([
  ['姓名', '学籍号'],
  ...[CAST.pupil, ...STRANGERS, CAST.plainPupil, ABSENT].map(({ name, studentNo }) => [name, studentNo ?? '']),
])

const sources = recordedSources()
let drawn = 0
const chance = {
  newId: () => `00000000-0000-4000-8000-${String(++drawn).padStart(12, '0')}`,
  nonce: (bytes: number) => Buffer.alloc(bytes, 7),
}

let registry: OwnRegistry
let town: Town
let client: RollClient
let alone: Observed

beforeAll(async () => {
  registry = await openOwnRegistry('rolls_strangers')
  town = await openTown({ databaseUrl: registry.databaseUrl, wrapSource: sources.wrapSource, chance })
  client = rollClient(town)
  // A student number opens nothing of whom only an identity number is known: each stranger is there to be found.
  for (const { id, studentNo, name } of STRANGERS) await find(id, { studentNo: studentNo ?? '', name })
  alone = await observed()
})
afterAll(async () => {
  await town.close()
  await registry.drop()
})

interface Observed {
  /** All that whoever sent it gets. */
  readonly answers: unknown
  /** What stands in the gateway's own records, and what it asked of others. */
  readonly records: unknown
}

async function observed(): Promise<Observed> {
  for (const table of ['roll.roll', 'roll.said', 'registry.limit_counter', 'registry.limit_child', 'answer.question']) {
    await registry.owner.query(`delete from ${table}`)
  }
  await town.newEntries()
  sources.take()
  drawn = 0
  const sent = await client.send(FILE)
  const { id } = sent.body
  await town.gateway.rollJobs.run()
  const answers = [sent.status, sent.body]
  // An outcome is written after its answer left: what is done with the result stands behind it.
  const worked = await town.newEntries()
  for (const [path, accept] of [
    ['', '*/*'],
    ['/result', '*/*'],
    ['/result', 'application/json'],
  ] as const) {
    const { status, headers, body } = await client.get(`/rolls/${id}${path}`, { headers: { accept } })
    answers.push(status, headers['content-type'], headers['content-disposition'], body.toString('base64'))
  }
  const entries = [...worked, ...(await town.newEntries())].map(({ kind, body }) => ({ kind, body }))
  return { answers, records: { entries, sources: sources.take(), drawn, counts: await counts() } }
}

async function counts(): Promise<unknown[]> {
  const asked = [
    'select line, octet_length(result_sealed) from roll.answer order by line',
    'select pupil, said, expires_at from roll.said order by pupil',
    'select person_id, misses, children, new_children from registry.limit_counter',
    'select count(*)::int from registry.limit_child',
    'select child_id, answer_ids, octet_length(content_sealed) from answer.question order by answer_ids',
  ]
  return Promise.all(asked.map(async (text) => (await registry.owner.query(text)).rows))
}

function find(childId: string, { studentNo, name }: { readonly studentNo: string; readonly name: string }) {
  const key = town.gateway.rooms.keys.registryIndex
  return registry.owner.query(
    `insert into registry.identifier (child_id, kind, blind_index, valid_from, recorded_at)
     values ($1, 'STUDENT_NO', $2, '2016-01-01', now()), ($1, 'NAME', $3, '2016-01-01', now())`,
    [childId, blindIndex(key, 'STUDENT_NO', studentNo), blindIndex(key, 'NAME', normalName(name))],
  )
}

function aid(ids: readonly string[]): Promise<pg.QueryResult> {
  return registry.owner.query(
    `insert into registry.outcome (child_id, kind, value, valid_from, recorded_at, source, source_record_time, fetched_at)
     select id, kind, value, '2020-01-01', now(), 'MZJ', now(), now() from unnest($1::uuid[]) id cross join (values
       ('CATEGORY', 'ORPHAN'), ('CATEGORY', 'DISABLED'), ('HOUSEHOLD_AID', 'TEKUN'), ('BASIC_ALLOWANCE', 'ACTIVE')) o(kind, value)`,
    [ids],
  )
}

function enrol(ids: readonly string[], organisationId: string, from: string, to: string | null = null) {
  return registry.owner.query(
    `insert into registry.enrolment (organisation_id, child_id, valid_from, valid_to, recorded_at)
     select $2, id, $3, $4, now() from unnest($1::uuid[]) id`,
    [ids, organisationId, from, to],
  )
}

function admit(ids: readonly string[], organisationId: string, to: string | null) {
  return registry.owner.query(
    `insert into registry.enrolment (organisation_id, child_id, standing, valid_from, valid_to, recorded_at)
     select $2, id, 'ADMITTED', '2026-09-01', $3, now() from unnest($1::uuid[]) id`,
    [ids, organisationId, to],
  )
}

const TODAY = '2026-11-23'

/** Each goes on from the one before it. */
const WORLDS: readonly (readonly [name: string, make: () => Promise<unknown>])[] = [
  ['have every aid', () => aid(IDS)],
  [
    'are on the rolls of others, and of two at once',
    async () => {
      await enrol(IDS, OTHER_SCHOOL, '2025-09-01')
      await enrol(IDS, '1233019999000XX99Z', '2026-09-01')
    },
  ],
  [
    'are admitted by another school, and by this one without a last day',
    async () => {
      await admit(IDS, OTHER_SCHOOL, '2026-12-01')
      await admit(IDS, SCHOOL_BATCH.organisationId, null)
    },
  ],
  ['were on this school’s roll until yesterday', () => enrol(IDS, SCHOOL_BATCH.organisationId, '2024-09-01', TODAY)],
  ['are on this school’s roll from tomorrow', () => enrol(IDS, SCHOOL_BATCH.organisationId, '2026-11-24')],
  [
    'lie in a hospital, hidden from those who work nearby',
    async () => {
      await registry.owner.query(
        `insert into registry.protection (child_id, kind, valid_from, recorded_at, source, source_record_time, fetched_at)
       select id, 'ADDRESS', '2026-01-01', now(), 'MZJ', now(), now() from unnest($1::uuid[]) id`,
        [IDS],
      )
      await registry.owner.query(
        `insert into registry.encounter (number, organisation_id, unit, child_id, valid_from, recorded_at)
       select 'X-' || id, 'H', 'WARD-1', id, '2026-11-20', now() from unnest($1::uuid[]) id`,
        [IDS],
      )
    },
  ],
  [
    'are two children under one number and name',
    async () => {
      await registry.owner.query('insert into registry.child (id, recorded_at) values ($1, now())', [BORN])
      for (const { studentNo, name } of STRANGERS) await find(BORN, { studentNo: studentNo ?? '', name })
    },
  ],
  [
    'are adults',
    () => registry.owner.query(`update registry.child set adult_on = '2020-01-01' where id = any($1)`, [IDS]),
  ],
  [
    'have another name',
    () =>
      registry.owner.query(
        `update registry.identifier set superseded_at = now() where kind = 'NAME' and child_id = any($1)`,
        [IDS],
      ),
  ],
  [
    'are nobody whom the registry knows',
    async () => {
      for (const table of ['identifier', 'outcome', 'enrolment', 'source_link', 'encounter', 'protection']) {
        await registry.owner.query(`delete from registry.${table} where child_id = any($1)`, [[...IDS, BORN]])
      }
      await registry.owner.query('delete from registry.child where id = any($1)', [[...IDS, BORN]])
    },
  ],
  [
    'are again, and one more whom nobody knew',
    async () => {
      await registry.owner.query(
        'insert into registry.child (id, recorded_at) select id, now() from unnest($1::uuid[]) id',
        [[...IDS, BORN]],
      )
      for (const { id, studentNo, name } of [...STRANGERS, { ...ABSENT, id: BORN }]) {
        await find(id, { studentNo: studentNo ?? '', name })
      }
      await aid([...IDS, BORN])
      await enrol([BORN], OTHER_SCHOOL, '2025-09-01')
    },
  ],
]

it('answers the school’s own pupils, and says of the strangers that they are on no roll of its own', async () => {
  const { pupils } = JSON.parse(Buffer.from((alone.answers as unknown[]).at(-1) as string, 'base64').toString())
  const said = pupils.map(({ result }: { readonly result: string }) => result)
  expect(said).toEqual(['可享受', ...STRANGERS.map(() => '不在本校学籍'), '未能确认', '不在本校学籍'])
})

it('is the same to the last byte, entry and count in a world where the strangers …', async () => {
  for (const [name, make] of WORLDS) {
    await make()
    expect([name, await observed()]).toEqual([name, alone])
  }
})

it('would tell a world that differs for one of its own pupils', async () => {
  await aid([CAST.plainPupil.id])
  const { answers, records } = await observed()
  expect(answers).not.toEqual(alone.answers)
  expect(records).not.toEqual(alone.records)
})

it('would tell a stranger who comes onto its roll', async () => {
  await enrol([CAST.otherPupil.id], SCHOOL_BATCH.organisationId, '2026-11-01')
  const { answers, records } = await observed()
  expect(answers).not.toEqual(alone.answers)
  expect(records).not.toEqual(alone.records)
})
