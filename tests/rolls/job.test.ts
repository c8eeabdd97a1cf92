// A roll from the door to its result: who may send one, what comes back, what stops it, and what is said of whom it does not concern.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CAST, CLASS_OF_45, SCHOOL_BATCH } from '../../src/city/cast.ts'
import type { PupilResult } from '../../src/rolls/result.ts'
import { ABSENT, moveTo, recordedSources } from '../gateway/questions.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { openTown, type Town } from '../world/town.ts'
import { csv, read, xls, xlsx } from './files.ts'
import { type RollClient, rollClient } from './roll-client.ts'

const NOW = '2026-11-23T10:00:00+08:00'
const sources = recordedSources()
let registry: OwnRegistry
let town: Town
let client: RollClient
let whileReading: (() => Promise<unknown>) | null = null

const wrapSource: typeof sources.wrapSource = (code, real) => {
  const recorded = sources.wrapSource(code, real)
  return {
    ...recorded,
    async fetch(...asked) {
      const act = whileReading
      whileReading = null
      await act?.()
      return recorded.fetch(...asked)
    },
  }
}

beforeAll(async () => {
  registry = await openOwnRegistry('rolls')
  town = await openTown({ databaseUrl: registry.databaseUrl, wrapSource })
  client = rollClient(town)
})
afterAll(async () => {
  await town.close()
  await registry.drop()
})
beforeEach(async () => {
  await moveTo(town, NOW)
  await town.newEntries()
  sources.take()
})
afterEach(async () => {
  await registry.owner.query('delete from roll.roll')
  await registry.owner.query('delete from roll.said')
  await registry.loader.query('update roster.assignment set valid_to = null')
  await registry.loader.query(`update registry.approval set valid_to = null, largest_batch = 60`)
})

type Named = { readonly studentNo: string | null; readonly name: string }
const HEADER = ['姓名', '学籍号']
const rowOf = ({ studentNo, name }: Named): string[] => [name, studentNo ?? '']
const roll = (...pupils: readonly Named[]): string[][] => [HEADER, ...pupils.map(rowOf)]

/** Forty-five pupils, the first twenty of them twice: two chunks. */
const TWO_CHUNKS = roll(...CLASS_OF_45.flatMap((pupil, at) => (at < 20 ? [pupil, pupil] : [pupil])))

async function sent(rows: readonly (readonly string[])[]): Promise<string> {
  const response = await client.send(Buffer.from(csv(rows)))
  expect([response.status, response.body.state]).toEqual([202, 'QUEUED'])
  return response.body.id
}

async function progress(id: string): Promise<Record<string, unknown>> {
  return JSON.parse(String((await client.get(`/rolls/${id}`)).body))
}

async function results(id: string): Promise<(PupilResult & { readonly line: number })[]> {
  const response = await client.get(`/rolls/${id}/result`, { headers: { accept: 'application/json' } })
  expect(response.status).toBe(200)
  return JSON.parse(String(response.body)).pupils
}

const hideFirstColumn: NonNullable<NonNullable<Parameters<typeof xls>[1]>['change']> = (sheet) => {
  sheet['!cols'] = [{ hidden: true }]
}

const codeOf = (body: Buffer | { errors: [{ extensions: { code: string } }] }): string =>
  (Buffer.isBuffer(body) ? JSON.parse(String(body)) : body).errors[0].extensions.code

describe('an aid officer who sends a roll', () => {
  it('gets the same workbook back, with what was answered of each pupil', async () => {
    const file = xlsx(roll(CAST.pupil, CAST.plainPupil, { ...CAST.pupil, studentNo: 'G1' }, CAST.otherPupil))
    const response = await client.send(file)
    expect(response.body).toMatchObject({ pupils: 4, answered: 0, reason: null })
    const { id } = response.body
    await town.gateway.rollJobs.run()
    expect(await progress(id)).toMatchObject({ state: 'DONE', pupils: 4, answered: 4, notBefore: null })
    const said = (await results(id)).map(({ line, result, items, validUntil }) => [line, result, items, validUntil])
    expect(said).toEqual([
      [2, '可享受', '免住宿费、营养膳食补助', '2027-01-31'],
      [3, '未能确认', '', ''],
      [4, '需更正', '', ''],
      [5, '不在本校学籍', '', ''],
    ])
    const fetched = await client.get(`/rolls/${id}/result`)
    expect(fetched.headers['content-type']).toMatch(/spreadsheetml/)
    expect(fetched.headers['content-disposition']).toBe(`attachment; filename="roll-${id}.xlsx"`)
    expect((await read(fetched.body)).width).toBe(8)
    expect((await client.get(`/rolls/${id}/result`)).body).toEqual(fetched.body)
  })

  it('leaves the act, an intent for each chunk with its own pupils alone, and each fetching in the journal', async () => {
    const id = await sent(TWO_CHUNKS)
    await town.gateway.rollJobs.run()
    await results(id)
    const entries = await town.newEntries()
    const of = (kind: string) => entries.filter((each) => each.kind === kind).map(({ body }) => body)
    expect(of('ACT')).toMatchObject([
      { act: 'ROLL_SENT', facts: { roll: id, pupils: 65, asked: 45, purpose: 'P05', case: 'B-2026-0001' } },
      { act: 'ROLL_LOOKED_UP', facts: { roll: id } },
      { act: 'ROLL_LOOKED_UP', facts: { roll: id } },
      { act: 'ROLL_FETCHED', personId: 'demo-person-school', facts: { roll: id, answered: 65 } },
    ])
    expect(of('INTENT')).toMatchObject([
      { role: 'SCH_AID_OFFICER', purpose: 'P05', caseNumber: 'B-2026-0001', count: 40, policyIds: ['school-aid'] },
      { count: 5 },
    ])
    expect(JSON.stringify(entries)).not.toContain(CLASS_OF_45[0]?.name)
  })

  it('holds file and answers sealed', async () => {
    const id = await sent(roll(CAST.pupil))
    await town.gateway.rollJobs.run()
    const { rows } = await registry.owner.query<{ all: Buffer }>(
      `select file_sealed || result_sealed as all from roll.roll join roll.answer on roll_id = id where id = $1`,
      [id],
    )
    for (const part of [CAST.pupil.name, CAST.pupil.studentNo ?? '', '可享受']) {
      expect(rows[0]?.all.includes(part)).toBe(false)
      expect(rows[0]?.all.includes(Buffer.from(part).toString('base64').slice(0, 8))).toBe(false)
    }
  })

  it('is told by name and place what is wrong with the file, in the language of the request', async () => {
    const bad = await client.send(xls([HEADER, ['甲', 1]], { change: hideFirstColumn }))
    expect([bad.status, bad.body.errors[0]]).toEqual([
      400,
      {
        message: '工作表含有隐藏的行或列',
        extensions: { code: 'BAD_INPUT', fault: 'HIDDEN_CELLS', at: { column: 1 } },
      },
    ])
    const english = await client.send(Buffer.from('x'), { headers: { 'accept-language': 'en' } })
    expect(english.body.errors[0].extensions.fault).toBe('HEADER_NOT_FOUND')
    expect(english.body.errors[0].message).toMatch(/^no header/)
  })
})

describe('a row that is not on the school’s own roll', () => {
  const strangers = [
    CAST.otherPupil,
    { studentNo: `G${CAST.villageChild.citizenId}`, name: CAST.villageChild.name },
    { studentNo: ABSENT.studentNo, name: ABSENT.name },
    { studentNo: CAST.pupil.studentNo, name: '沈乐妍' },
  ]

  it('is told so whoever it is, by the same words', async () => {
    const id = await sent(roll(CAST.plainPupil, ...strangers))
    await town.gateway.rollJobs.run()
    const [, ...said] = (await results(id)).map(({ line: _, ...rest }) => rest)
    const one = {
      ...{ result: '不在本校学籍', items: '', validUntil: '', answerId: '', sinceLast: '首次查询' },
      remark: '本校当前学籍中没有此号码与姓名；请核对，或先办理学籍',
    }
    expect(said).toEqual([one, one, one, one])
  })

  it('moves no source call and no entry of the journal, so that nothing of a stranger can show', async () => {
    const observed = async (rows: string[][]) => {
      sources.take()
      await town.newEntries()
      await sent(rows)
      await town.gateway.rollJobs.run()
      const intents = (await town.newEntries()).filter(({ kind }) => kind === 'INTENT')
      return [sources.take(), intents.map(({ body: { subjects, count } }) => [subjects, count])]
    }
    const alone = await observed(roll(CAST.plainPupil))
    expect(alone[0]).not.toEqual([])
    for (const stranger of strangers) expect(await observed(roll(CAST.plainPupil, stranger))).toEqual(alone)
    expect(await observed(roll(...strangers.slice(0, 3)))).toEqual([[], []])
  })

  it('stands in the journal as looked up, like a pupil, before the roll is looked at', async () => {
    await sent(roll(CAST.plainPupil, ...strangers))
    await town.gateway.rollJobs.run()
    const entries = await town.newEntries()
    const place = entries.findIndex(({ body }) => body.act === 'ROLL_LOOKED_UP')
    expect(entries[place]?.body.subjects).toHaveLength(1 + strangers.length)
    expect(place).toBeLessThan(entries.findIndex(({ kind }) => kind === 'INTENT'))
  })

  it('is one from the day on which the pupil moved away', async () => {
    const id = await sent(roll(CAST.movedPupil))
    await town.gateway.rollJobs.run()
    expect((await results(id))[0]?.result).not.toBe('不在本校学籍')
  })
})

describe('whoever may not', () => {
  const file = Buffer.from(csv(roll(CAST.pupil)))

  it.each([
    ['without the approval’s number', { case: '' }, 400, 'CASE_REQUIRED'],
    ['under an approval that nobody gave', { case: 'B-2026-9999' }, 403, 'REFUSED'],
    ['of another school, under this one’s approval', { as: 'other-school' }, 403, 'REFUSED'],
    ['as a program', { as: 'school-agent' }, 403, 'REFUSED'],
    ['as the head, who approves and does not ask', { as: 'school-head', purpose: 'P07' }, 403, 'REFUSED'],
    ['as a hospital', { as: 'hospital', purpose: 'P01' }, 403, 'REFUSED'],
    ['without a purpose', { purpose: '' }, 400, 'PURPOSE_REQUIRED'],
  ])('sends a roll %s is refused before anything is read', async (_who, more, status, code) => {
    const response = await client.send(file, more)
    expect([response.status, codeOf(response.body)]).toEqual([status, code])
    expect(sources.take()).toEqual([])
    const [refusal] = (await town.newEntries()).filter(({ kind }) => kind === 'REFUSAL')
    expect(refusal?.body).toMatchObject({ code, subjects: [] })
  })

  it('sends more pupils than the head approved is refused', async () => {
    await registry.loader.query('update registry.approval set largest_batch = 1 where case_number = $1', [
      SCHOOL_BATCH.caseNumber,
    ])
    const response = await client.send(Buffer.from(csv(roll(CAST.pupil, CAST.plainPupil))))
    expect([response.status, codeOf(response.body)]).toEqual([403, 'REFUSED'])
  })

  it('did not send it is told what is told of none', async () => {
    const id = await sent(roll(CAST.pupil))
    await town.gateway.rollJobs.run()
    const none = '00000000-0000-4000-8000-000000000000'
    for (const path of ['', '/result']) {
      const other = await client.get(`/rolls/${id}${path}`, { as: 'other-school' })
      const absent = await client.get(`/rolls/${none}${path}`)
      expect([other.status, String(other.body)]).toEqual([403, String(absent.body)])
    }
    expect((await client.cancel(id, { as: 'other-school' })).status).toBe(403)
    expect((await client.get(`/rolls/${id}`, { as: 'school-agent' })).status).toBe(403)
  })

  it('is the head sees how far a roll of the school has come, may cancel it, and is given no result', async () => {
    const id = await sent(TWO_CHUNKS)
    await runAnd(async () => {
      const head = { as: 'school-head', purpose: 'P07' }
      const { status, body } = await client.get(`/rolls/${id}`, head)
      expect([status, JSON.parse(String(body))]).toMatchObject([200, { state: 'QUEUED', pupils: 65, answered: 0 }])
    })
    await town.newEntries()
    const absent = await client.get('/rolls/00000000-0000-4000-8000-000000000000/result')
    for (const purpose of ['P05', 'P06', 'P07']) {
      const { status, body } = await client.get(`/rolls/${id}/result`, { as: 'school-head', purpose })
      expect([purpose, status, String(body)]).toEqual([purpose, 403, String(absent.body)])
    }
    expect((await town.newEntries()).map(({ kind }) => kind)).toEqual(Array(4).fill('REFUSAL'))
    const second = await sent(roll(CAST.pupil))
    expect((await client.cancel(second, { as: 'school-head', purpose: 'P07' })).status).toBe(200)
    expect(await progress(second)).toMatchObject({ state: 'CANCELLED' })
  })

  it('sent it themselves opens it under no other purpose, least of all that of a report, whose rights may be of any age', async () => {
    const id = await sent(roll(CAST.pupil))
    await town.gateway.rollJobs.run()
    await town.newEntries()
    for (const path of ['', '/result']) {
      const { status } = await client.get(`/rolls/${id}${path}`, { purpose: 'P11' })
      expect([path, status]).toEqual([path, 403])
    }
    expect((await client.cancel(id, { purpose: 'P11' })).status).toBe(403)
    const entries = await town.newEntries()
    expect(entries.map(({ kind }) => kind)).toEqual(['REFUSAL', 'REFUSAL', 'REFUSAL'])
    expect((await client.get(`/rolls/${id}/result`)).status).toBe(200)
  })

  it('asks for a result before it is done is told so', async () => {
    const response = await client.get(`/rolls/${await sent(roll(CAST.pupil))}/result`)
    expect([response.status, codeOf(response.body)]).toEqual([400, 'BAD_INPUT'])
  })

  it('sends a fourth roll while three wait is told to wait', async () => {
    for (let at = 0; at < 3; at += 1) await sent(roll(CAST.pupil))
    const response = await client.send(file)
    expect([response.status, codeOf(response.body)]).toEqual([429, 'TOO_MANY'])
  })

  it('sends or fetches a file while two are in memory is told to try again, and is let in once one is gone', async () => {
    const id = await sent(roll(CAST.pupil))
    await town.gateway.rollJobs.run()
    const others = [await client.begin(100), await client.begin(100)]
    const [third, fetched] = [await client.send(file), await client.get(`/rolls/${id}/result`)]
    expect([third.status, fetched.status, codeOf(third.body)]).toEqual([503, 503, 'UNAVAILABLE'])
    expect((await client.get(`/rolls/${id}`)).status).toBe(200)
    await Promise.all(others.map((other) => other.giveUp()))
    await expect.poll(async () => (await client.get(`/rolls/${id}/result`)).status).toBe(200)
  })

  it('sends in another way than the door takes is told which', async () => {
    const put = await client.get('/rolls')
    expect([put.status, put.headers.allow]).toEqual([405, 'POST'])
    expect((await client.get('/rolls/1')).status).toBe(404)
    const packed = await client.send(file, { headers: { 'content-encoding': 'gzip' } })
    expect(packed.status).toBe(415)
    const form = await client.send(file, { headers: { 'content-type': 'multipart/form-data; boundary=x' } })
    expect(form.status).toBe(415)
    const long = await client.send(Buffer.alloc(20 * 1024 * 1024 + 1))
    expect([long.status, codeOf(long.body)]).toEqual([413, 'TOO_COSTLY'])
  })
})

/** Works on what waits, and does something while the first chunk reads its sources. */
async function runAnd(act: () => Promise<unknown>): Promise<void> {
  whileReading = act
  await town.gateway.rollJobs.run()
  expect(whileReading).toBe(null)
}

describe('a roll under way', () => {
  it('stops when whoever sent it leaves the school, and the rows that are done stay', async () => {
    const id = await sent(TWO_CHUNKS)
    await runAnd(async () => {
      await registry.loader.query(`update roster.assignment set valid_to = '2026-11-23' where person_id = $1`, [
        'demo-person-school',
      ])
      await town.gateway.rooms.roster.refresh()
    })
    await registry.loader.query('update roster.assignment set valid_to = null')
    await town.gateway.rooms.roster.refresh()
    expect(await progress(id)).toMatchObject({ state: 'STOPPED', reason: 'RIGHTS_ENDED', answered: 60 })
    expect(await results(id)).toHaveLength(60)
  })

  it('stops when whoever sent it works at another unit of the school', async () => {
    const unitOf = async (unit: string) => {
      await registry.loader.query(`update roster.assignment set unit = $1 where person_id = 'demo-person-school'`, [
        unit,
      ])
      await town.gateway.rooms.roster.refresh()
    }
    const id = await sent(TWO_CHUNKS)
    await runAnd(() => unitOf('CANTEEN'))
    await unitOf('AID')
    expect(await progress(id)).toMatchObject({ state: 'STOPPED', reason: 'RIGHTS_ENDED', answered: 60 })
  })

  it('stops when the head’s approval ends', async () => {
    const id = await sent(TWO_CHUNKS)
    await runAnd(() =>
      town.ask({
        ...{ as: 'school-head', purpose: 'P05', query: 'mutation ($batch: ID!) { endBatch(batch: $batch) { until } }' },
        variables: { batch: SCHOOL_BATCH.caseNumber },
      }),
    )
    expect(await progress(id)).toMatchObject({ state: 'STOPPED', reason: 'NOT_APPROVED', answered: 60 })
  })

  it('stops when it is cancelled, and nothing is written any more', async () => {
    const id = await sent(TWO_CHUNKS)
    await runAnd(() => client.cancel(id))
    expect(await progress(id)).toMatchObject({ state: 'CANCELLED', answered: 0 })
  })

  it('waits for the next hour when a limit is reached, and goes on where it stood', async () => {
    const id = await sent(roll(CAST.pupil))
    await registry.owner.query(
      `insert into registry.limit_counter (organisation_id, purpose, hour_start, person_id, misses, children, new_children)
       values ($1, 'P05', '2026-11-23T08:00:00+08:00', 'demo-person-school', 0, 3001, 3001)`,
      [SCHOOL_BATCH.organisationId],
    )
    await town.gateway.rollJobs.run()
    expect(await progress(id)).toMatchObject({ state: 'QUEUED', answered: 0, notBefore: '2026-11-23T03:00:00.000Z' })
    // However long that takes: a roll that waits does not expire.
    await registry.owner.query(`update roll.roll set expires_at = '2026-11-01' where id = $1`, [id])
    await town.gateway.rollJobs.run()
    expect(await progress(id)).toMatchObject({ state: 'QUEUED', answered: 0 })
    await registry.owner.query('delete from registry.limit_counter')
    await moveTo(town, '2026-11-23T11:00:00+08:00')
    await town.gateway.rollJobs.run()
    await moveTo(town, NOW)
    expect(await progress(id)).toMatchObject({ state: 'DONE', answered: 1 })
  })

  it('is taken over from a process that fell silent, and each row is answered once', async () => {
    const id = await sent(TWO_CHUNKS)
    const second = await openTown({ databaseUrl: registry.databaseUrl })
    try {
      await runAnd(async () => {
        for (const each of [town, second]) await moveTo(each, '2026-11-23T10:03:00+08:00')
        await second.gateway.rollJobs.run()
      })
      await moveTo(town, NOW)
      expect(await progress(id)).toMatchObject({ state: 'DONE', answered: 65 })
      const said = await results(id)
      expect(said.map(({ line }) => line)).toEqual(Array.from({ length: 65 }, (_, at) => at + 2))
    } finally {
      await second.close()
    }
  })

  it('is erased with its answers seven days after it was done', async () => {
    const id = await sent(roll(CAST.pupil))
    await town.gateway.rollJobs.run()
    expect((await progress(id)).expiresAt).toBe('2026-11-30T02:00:00.000Z')
    await moveTo(town, '2026-11-30T10:00:00+08:00')
    await town.gateway.rollJobs.run()
    const { rows } = await registry.owner.query('select id from roll.roll union all select roll_id from roll.answer')
    expect(rows).toEqual([])
    await moveTo(town, NOW)
    expect((await client.get(`/rolls/${id}/result`)).status).toBe(403)
  })
})
