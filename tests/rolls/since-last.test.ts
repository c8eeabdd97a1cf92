// A roll that is sent again says of each pupil whether the result is another one than the last time, also when the last time's file
// and answers are erased long since.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import { moveTo } from '../gateway/questions.ts'
import { TEST_MOMENT } from '../world/oidc.ts'
import { csv } from './files.ts'
import { openRollTown, type RollTown, rowOf } from './roll-town.ts'

const PUPILS = [rowOf(CAST.pupil), rowOf(CAST.plainPupil), rowOf(CAST.otherPupil), ['无号', '']]

let school: RollTown
beforeAll(async () => {
  school = await openRollTown('rolls_again')
})
afterAll(() => school.close())
beforeEach(async () => {
  await school.owner.query('delete from roll.said')
})

const asked = async (rows = PUPILS): Promise<string[]> => (await school.said(rows)).map(({ sinceLast }) => sinceLast)

const FIRST = ['首次查询', '首次查询', '首次查询', '']
const SAME = ['无变化', '无变化', '无变化', '']

it('is the first time for each pupil, on the school’s roll or not, and for no row with a fault', async () => {
  expect(await asked()).toEqual(FIRST)
})

it('changed nothing where nothing changed', async () => {
  await asked()
  expect(await asked()).toEqual(SAME)
})

it('names the pupils whose result changed, and those who are new', async () => {
  await asked(PUPILS.slice(1))
  await school.owner.query(
    `insert into registry.outcome (child_id, kind, value, valid_from, recorded_at, source, source_record_time, fetched_at)
     values ($1, 'HOUSEHOLD_AID', 'DIBAO', '2026-01-01', now(), 'MZJ', now(), now())`,
    [CAST.plainPupil.id],
  )
  expect(await asked()).toEqual(['首次查询', '有变化', '无变化', ''])
})

it('knows a pupil by the identity number whom the last roll named by the student number', async () => {
  await asked()
  const { name, citizenId } = CAST.pupil
  const { body } = await school.client.send(
    Buffer.from(
      csv([
        ['姓名', '身份证号'],
        [name, citizenId ?? ''],
      ]),
    ),
  )
  await school.town.gateway.rollJobs.run()
  const result = await school.client.get(`/rolls/${body.id}/result`)
  expect(String(result.body)).toContain('无变化')
})

it('does not take a passport for a permit of the same digits', async () => {
  const DOCUMENTS = ['姓名', '证件类型', '证件号码']
  const told = async (row: readonly string[]) => {
    const { body } = await school.client.send(Buffer.from(csv([DOCUMENTS, row])))
    await school.town.gateway.rollJobs.run()
    return String((await school.client.get(`/rolls/${body.id}/result`)).body)
  }
  expect(await told(['甲', '护照', 'G12345678'])).toContain('首次查询')
  expect(await told(['乙', '来往大陆通行证', '12345678'])).toContain('首次查询')
  expect(await told(['甲', '护照', 'G12345678'])).toContain('无变化')
})

it('remembers beyond the roll itself, and not for ever', async () => {
  const run = async (moment: string): Promise<void> => {
    await moveTo(school.town, moment)
    await school.town.gateway.rollJobs.run()
    await moveTo(school.town, TEST_MOMENT)
  }
  await asked()
  await run('2026-12-31T10:00:00+08:00')
  expect((await school.owner.query('select from roll.roll')).rowCount).toBe(0)
  expect(await asked()).toEqual(SAME)
  await run('2027-12-29T10:00:00+08:00')
  expect(await asked()).toEqual(FIRST)
})

it('keeps nothing that says who it was or what was said', async () => {
  await asked()
  const { rows } = await school.owner.query('select to_jsonb(s)::text as text from roll.said s')
  const said = JSON.stringify(rows)
  for (const word of [
    CAST.pupil.studentNo,
    CAST.pupil.citizenId,
    CAST.pupil.name,
    CAST.pupil.id,
    '可享受',
    'BOARDING',
  ]) {
    expect(said).not.toContain(word)
  }
})
