// A large roll with planted faults, worked on by processes that are killed: what came of it is compared with what was planted,
// with a roll of the same file that nobody disturbed, and with the journal.
import { once } from 'node:events'
import { inject } from 'vitest'
import { SCHOOL_BATCH } from '../../src/city/cast.ts'
import { type BlindIndexKey, blindIndex } from '../../src/masking/blind-index.ts'
import { readKeyFile } from '../../src/masking/key-file.ts'
import { normalName } from '../../src/masking/normal-name.ts'
import { CHUNK_PUPILS } from '../../src/rolls/answer-chunk.ts'
import type { PupilResult } from '../../src/rolls/result.ts'
import { moveTo } from '../gateway/questions.ts'
import { firstLine, startProcess } from '../intake/change-feed.ts'
import { madeUpChild } from '../intake/intake-site.ts'
import { TEST_MOMENT } from '../world/oidc.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { openTown, type Town } from '../world/town.ts'
import { partsOf, xlsx } from './files.ts'
import type { KillAt } from './kill-points.ts'
import { type RollClient, rollClient } from './roll-client.ts'
import type { RollsProcessSettings } from './rolls-process.ts'

export type Cell = Parameters<typeof xlsx>[0][number][number]

export interface PlantedRow {
  readonly cells: readonly Cell[]
  /** What the result must say, by its beginning; a pupil's own answer follows from the rules and is any of `ANSWERS`. */
  readonly said: readonly string[]
  readonly remark: string
}

const ANSWERS = ['可享受', '已在他校享受', '未能确认', '待人工核定']
const HEADER = ['班级', '姓名', '证件号码']

/** Of twenty rows one of each fault, one stranger and fifteen pupils. */
export function plantedRow(place: number): PlantedRow {
  const { name, citizenId } = madeUpChild(place)
  const row = (number: Cell, said: readonly string[], remark = '', called = name): PlantedRow => ({
    cells: [`${place % 6}班`, called, number],
    ...{ said, remark },
  })
  switch (place % 20) {
    case 3:
      return row(Number(citizenId.slice(0, 17)) * 10, ['需更正'], '号码已被 Excel 截断')
    case 7:
      return row(`${citizenId.slice(0, 17)}${citizenId.endsWith('0') ? '1' : '0'}`, ['需更正'], '校验')
    case 11:
      return row(citizenId, ['需更正'], '姓名', '')
    case 13:
      return row(citizenId, ['不在本校学籍'], '本校当前学籍中没有')
    case 17:
      return row(madeUpChild(place - 1).citizenId, ['需更正'], `第 ${place + 2} 行`)
    default:
      return row(citizenId, ANSWERS)
  }
}

const isStranger = (place: number): boolean => place % 20 === 13
const isAskedAbout = (place: number): boolean => plantedRow(place).said === ANSWERS

export interface Finished {
  readonly file: Buffer
  readonly pupils: readonly (PupilResult & { readonly line: number })[]
}

export interface KillGround {
  readonly planted: readonly PlantedRow[]
  readonly town: Town
  send(): Promise<string>
  /** Works on what waits in a process of its own; false when nothing was left to do before it came to where it is killed. */
  killed(at: KillAt): Promise<boolean>
  /** Works on what waits, once whoever held it has been silent for too long, and undisturbed. */
  run(): Promise<void>
  finished(id: string): Promise<Finished>
  /** How often each pupil was asked about since the last call, one number a pupil. */
  askings(): Promise<readonly number[]>
  /** How many of these answers were kept with what they were weighed on. */
  kept(answerIds: readonly string[]): Promise<number>
  close(): Promise<void>
}

export async function openKillGround(name: string, rows: number): Promise<KillGround> {
  const registry = await openOwnRegistry(name, ['JOURNAL'])
  const places = Array.from({ length: rows }, (_, place) => place)
  await plant(registry, (await readKeyFile(inject('town').keyFile)).registryIndex, places)
  const town = await openTown({ databaseUrl: registry.databaseUrl })
  const client = rollClient(town)
  const planted = places.map(plantedRow)
  const file = xlsx([['某校学生名册'], HEADER, ...planted.map(({ cells }) => cells)])
  const journal = registry.pool('JOURNAL', 'hutong_journal_writer')
  // Whoever was killed holds the roll for two minutes.
  let runs = 0
  const later = (): string => {
    runs += 1
    return new Date(Date.parse(TEST_MOMENT) + runs * 3 * 60_000).toISOString()
  }
  let seen = new Map<string, number>()
  return {
    ...{ planted, town },
    async send() {
      await registry.owner.query('delete from roll.said')
      const { status, body } = await client.send(file)
      if (status !== 202) throw new Error(`the roll is not taken: ${status} ${JSON.stringify(body)}`)
      return body.id
    },
    async killed(killAt) {
      const moment = later()
      const prefixes = { REGISTRY: registry.prefix, JOURNAL: registry.prefix }
      const settings: RollsProcessSettings = { site: town.site, moment, prefixes, killAt }
      const child = startProcess('../rolls/rolls-process.ts', settings)
      const ended = once(child, 'close')
      const line = await firstLine(child)
      child.kill('SIGKILL')
      await ended
      return line === 'AT_POINT'
    },
    async run() {
      await moveTo(town, later())
      await town.gateway.rollJobs.run()
      // A token is good for a quarter of an hour.
      await moveTo(town, TEST_MOMENT)
    },
    finished: (id) => finished(client, id),
    async askings() {
      const { rows: intents } = await journal.query<{ subject: string; count: number }>(
        `select subject, count(*)::int as count from journal.entry, jsonb_array_elements_text(body::jsonb -> 'subjects') subject
         where kind = 'INTENT' group by subject`,
      )
      const before = seen
      seen = new Map(intents.map(({ subject, count }) => [subject, count]))
      return intents.map(({ subject, count }) => count - (before.get(subject) ?? 0))
    },
    async kept(answerIds) {
      const { rows: found } = await registry.owner.query<{ count: number }>(
        `select count(*)::int as count from unnest($1::uuid[]) as a(answer_id)
         where exists (select from answer.question where answer_ids @> array[answer_id])`,
        [answerIds],
      )
      return found[0]?.count ?? 0
    },
    async close() {
      await town.close()
      await registry.drop()
    },
  }
}

async function finished(client: RollClient, id: string): Promise<Finished> {
  const json = await client.get(`/rolls/${id}/result`, { headers: { accept: 'application/json' } })
  const { body: file } = await client.get(`/rolls/${id}/result`)
  return { file, pupils: JSON.parse(String(json.body)).pupils }
}

// Children whom education knows, as far as there are any, so that their answers differ; they get a name and a number that the file has.
async function plant({ owner }: OwnRegistry, key: BlindIndexKey, places: readonly number[]): Promise<void> {
  const { rows } = await owner.query<{ id: string }>(
    `select child_id as id from registry.source_link where department = 'JYJ' order by child_id limit $1`,
    [places.length],
  )
  const children = places.map((place) => ({ ...madeUpChild(place), id: rows[place]?.id ?? madeUpChild(place).id }))
  const ids = children.map(({ id }) => id)
  const numbers = children.map(({ citizenId }) => blindIndex(key, 'CITIZEN_ID', citizenId))
  const names = children.map(({ name }) => blindIndex(key, 'NAME', normalName(name)))
  await owner.query('delete from registry.identifier where blind_index = any($1)', [numbers])
  await owner.query(
    'insert into registry.child (id, recorded_at) select id, now() from unnest($1::uuid[]) id on conflict do nothing',
    [ids],
  )
  await owner.query(
    `insert into registry.identifier (child_id, kind, blind_index, valid_from, recorded_at)
     select id, kind, index, '2016-01-01', now() from unnest($1::uuid[], $2::bytea[], $3::bytea[]) as c(id, number, name)
     cross join lateral (values ('CITIZEN_ID', number), ('NAME', name)) as i(kind, index)`,
    [ids, numbers, names],
  )
  await owner.query('delete from registry.enrolment where child_id = any($1)', [ids])
  await owner.query(
    `insert into registry.enrolment (organisation_id, child_id, valid_from, recorded_at)
     select $1, id, '2024-09-01', now() from unnest($2::uuid[]) id`,
    [SCHOOL_BATCH.organisationId, ids.filter((_, place) => !isStranger(place))],
  )
  await owner.query('update registry.approval set largest_batch = $1 where case_number = $2', [
    places.length,
    SCHOOL_BATCH.caseNumber,
  ])
}

/** What an answer is called is drawn anew for each asking; all else of a result is the same. */
export async function withoutAnswerIds({ file, pupils }: Finished): Promise<unknown> {
  const parts = Object.entries(await partsOf(file)).map(([name, part]) => [name, part.replaceAll(UUID, 'id')])
  return { parts, pupils: pupils.map((pupil) => ({ ...pupil, answerId: pupil.answerId.replace(UUID, 'id') })) }
}

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g

/** The rows whose result is another one than was planted. */
export function wronglySaid(planted: readonly PlantedRow[], { pupils }: Finished): unknown[] {
  return planted.flatMap((row, place) => {
    const pupil = pupils[place]
    const isRight = pupil?.line === place + 3 && row.said.includes(pupil.result) && pupil.remark.includes(row.remark)
    return isRight ? [] : [{ row, pupil }]
  })
}

/** The pupils asked about, chunk by chunk. */
export function chunksOf(planted: readonly PlantedRow[]): number[] {
  const chunks = Array.from({ length: Math.ceil(planted.length / CHUNK_PUPILS) }, (_, at) => at * CHUNK_PUPILS)
  return chunks.map((from) => {
    const places = Array.from({ length: Math.min(CHUNK_PUPILS, planted.length - from) }, (_, at) => from + at)
    return places.filter(isAskedAbout).length
  })
}
