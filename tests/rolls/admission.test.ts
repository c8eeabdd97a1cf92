// September: an admission list that the education bureau brings lets a school ask aid for who is admitted and not on its roll yet,
// until the admission's last day, and opens nothing else.
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import { SCHOOL } from '../../src/city/organisations.ts'
import { submittedSubject } from '../../src/questions/subject.ts'
import { moveTo } from '../gateway/questions.ts'
import { TEST_MOMENT } from '../world/oidc.ts'
import { openRollTown, type RollTown, rowOf } from './roll-town.ts'

const ADMITTED = { organisationId: SCHOOL, standing: 'ADMITTED', from: '2026-09-01', to: '2026-12-01' } as const
const NEWCOMER = CAST.movedPupil

let school: RollTown
beforeAll(async () => {
  school = await openRollTown('rolls_admission')
  await school.owner.query('delete from registry.enrolment where child_id = $1', [NEWCOMER.id])
})
afterAll(() => school.close())
beforeEach(async () => {
  expect(await said()).toBe('不在本校学籍')
})
afterEach(async () => {
  await moveTo(school.town, TEST_MOMENT)
  await school.owner.query('delete from registry.enrolment where standing is not null')
})

async function said(): Promise<string | undefined> {
  const [only] = await school.said([rowOf(NEWCOMER)])
  return only?.result
}

it('is answered like a pupil of the school, in a file and in a class', async () => {
  await school.enrol(NEWCOMER, ADMITTED)
  expect(await said()).toBe('可享受')
})

it('is no longer the school’s from the last day of the admission', async () => {
  await school.enrol(NEWCOMER, { ...ADMITTED, to: '2026-11-23' })
  expect(await said()).toBe('不在本校学籍')
})

it('is never the school’s where the admission has no last day', async () => {
  await school.enrol(NEWCOMER, { ...ADMITTED, to: null })
  expect(await said()).toBe('不在本校学籍')
})

it('is the school’s without a last day once on the roll', async () => {
  await school.enrol(NEWCOMER, { ...ADMITTED, standing: 'ENROLLED', to: null })
  expect(await said()).toBe('可享受')
})

it('is the school’s to ask aid for, and for nothing that a school does for its pupils', async () => {
  await school.enrol(NEWCOMER, ADMITTED)
  const { rooms } = school.town.gateway
  const { indexed } = submittedSubject({ fullName: NEWCOMER.name, studentNo: NEWCOMER.studentNo }, rooms)
  const on = { organisationId: SCHOOL, on: '2026-11-23', today: '2026-11-23' }
  const [forAid] = await rooms.relations.byRoll([indexed], { ...on, withAdmitted: true })
  const [forOther] = await rooms.relations.byRoll([indexed], { ...on, withAdmitted: false })
  expect([forAid?.childId, forOther]).toEqual([NEWCOMER.id, null])
})
