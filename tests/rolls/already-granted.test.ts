// A term's aid is given once: of a pupil to whom the bureau's record of another school gives it this term the school is told so,
// never which one that is; and only of an entitled pupil of its own.
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import { OTHER_SCHOOL, SCHOOL } from '../../src/city/organisations.ts'
import { byStudentNo, dayQuestion } from '../gateway/questions.ts'
import { openRollTown, type RollTown, rowOf } from './roll-town.ts'

const NEWCOMER = CAST.otherPupil
const HERE = { organisationId: SCHOOL, standing: 'ENROLLED', from: '2026-10-01', to: null } as const

let school: RollTown
beforeAll(async () => {
  school = await openRollTown('rolls_granted')
  await school.owner.query(`update registry.enrolment set valid_to = '2026-10-01' where child_id = $1`, [NEWCOMER.id])
})
afterAll(() => school.close())
afterEach(async () => {
  await school.owner.query('delete from registry.enrolment where standing is not null')
})

it('is told to the school of its own pupil, in a file and asked by itself, without the other school', async () => {
  await school.enrol(NEWCOMER, HERE)
  const [row] = await school.said([rowOf(NEWCOMER)])
  expect([row?.result, row?.items, row?.validUntil]).toEqual(['已在他校享受', '', ''])
  const variables = { subject: byStudentNo(NEWCOMER), benefit: 'EDUCATION_AID' }
  const asked = { as: 'school', purpose: 'P05', query: dayQuestion('items'), variables }
  const { body } = await school.town.ask(asked)
  expect(body.data.eligibility).toMatchObject({
    status: 'ALREADY_GRANTED',
    items: null,
    displayName: null,
    validUntil: null,
  })
  expect(JSON.stringify([row, body])).not.toMatch(new RegExp(`${OTHER_SCHOOL}|二十五`))
})

it('is told of no stranger, however much aid another school gives', async () => {
  expect((await school.said([rowOf(NEWCOMER)]))[0]?.result).toBe('不在本校学籍')
})

it('is not told of a pupil to whom the school itself gives it', async () => {
  expect((await school.said([rowOf(CAST.pupil)]))[0]?.result).toBe('可享受')
})

it('is told of nobody whom the rules give nothing any more', async () => {
  await school.enrol(NEWCOMER, HERE)
  await school.owner.query('update registry.outcome set superseded_at = now() where child_id = $1', [NEWCOMER.id])
  expect((await school.said([rowOf(NEWCOMER)]))[0]?.result).toBe('未能确认')
})
