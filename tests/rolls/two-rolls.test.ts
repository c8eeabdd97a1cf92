// September: a pupil on the rolls of two schools at once, on one and admitted to another among them, is for people to settle: both
// schools are told so, whether the pupil is entitled or not, and neither learns which the other one is.
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { CAST, type CastChild } from '../../src/city/cast.ts'
import { OTHER_SCHOOL, SCHOOL } from '../../src/city/organisations.ts'
import { byStudentNo, dayQuestion } from '../gateway/questions.ts'
import { openRollTown, type RollTown, rowOf } from './roll-town.ts'

const ENTITLED = CAST.pupil
const PLAIN = CAST.plainPupil
const ELSEWHERE = { organisationId: OTHER_SCHOOL, from: '2026-09-01', to: '2026-12-01' } as const

let schools: RollTown
beforeAll(async () => {
  schools = await openRollTown('rolls_two')
})
afterAll(() => schools.close())
afterEach(async () => {
  await schools.owner.query('delete from registry.enrolment where standing is not null')
})

const results = async (): Promise<string[]> =>
  (await schools.said([rowOf(ENTITLED), rowOf(PLAIN)])).map(({ result }) => result)

async function statusAt(as: string, child: CastChild): Promise<string> {
  const variables = { subject: byStudentNo(child), benefit: 'EDUCATION_AID' }
  const { body } = await schools.town.ask({ as, purpose: 'P05', query: dayQuestion('items'), variables })
  return body.data.eligibility.status
}

it.each(['ENROLLED', 'ADMITTED'] as const)('is left open at both schools, entitled or not: %s', async (standing) => {
  expect(await results()).toEqual(['可享受', '未能确认'])
  for (const child of [ENTITLED, PLAIN]) await schools.enrol(child, { ...ELSEWHERE, standing })
  const said = (await schools.said([rowOf(ENTITLED), rowOf(PLAIN)])).map(({ line: _, answerId: __, ...row }) => row)
  expect(said.map(({ result }) => result)).toEqual(['待人工核定', '待人工核定'])
  expect(said[0]).toEqual(said[1])
  for (const as of ['school', 'other-school']) {
    for (const child of [ENTITLED, PLAIN]) expect([as, await statusAt(as, child)]).toEqual([as, 'UNDETERMINED'])
  }
  expect(JSON.stringify(said)).not.toMatch(/合成第二十五|XX25C/)
})

it('is decided again once the other roll ends', async () => {
  await schools.enrol(ENTITLED, { ...ELSEWHERE, standing: 'ENROLLED', to: '2026-11-23' })
  expect(await results()).toEqual(['可享受', '未能确认'])
})

it('is not in doubt for two rows of one school', async () => {
  await schools.enrol(ENTITLED, { ...ELSEWHERE, standing: 'ADMITTED', organisationId: SCHOOL })
  expect(await results()).toEqual(['可享受', '未能确认'])
})

it('gives nobody else a right: to a third school the pupil is a stranger', async () => {
  await schools.enrol(CAST.otherPupil, { ...ELSEWHERE, organisationId: '1233019999000XX99Z', standing: 'ENROLLED' })
  const [stranger] = await schools.said([rowOf(CAST.otherPupil)])
  expect(stranger?.result).toBe('不在本校学籍')
})
