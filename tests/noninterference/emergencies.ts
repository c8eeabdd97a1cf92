// What a night shift asks: opens an emergency for a child, for one named wrongly or for nobody, and reads under the grant.
import type { Random } from '../../src/city/random.ts'
import type { Scene } from './callers.ts'
import type { Operation } from './operation.ts'
import { question, someone, subjectOf } from './questions.ts'
import { TODAY } from './reference.ts'
import { randomDocument } from './selection.ts'

const OPEN = `mutation Open($subject: SubjectInput!, $reason: String!) {
  openEmergency(subject: $subject, reason: $reason) { grant openedAt expiresAt reviewBy } }`
const REASON = '患儿昏迷，需紧急手术签字，家属无法联系，现场无其他可签字的人，请求查询监护人。'

export function askEmergency(scene: Scene, random: Random): Operation {
  const { person } = someone(scene, random)
  const subject = subjectOf(scene.place.keys, person)
  const read = randomDocument({ random, schema: scene.grant.view }, [{ name: 'emergencySubject', arguments: {} }])
  const asked = question(scene, random, {
    title: 'emergency',
    document: read,
    caseNumber: '',
    persons: [{ person, subject }],
    benefit: 'CHECKUP',
    days: [TODAY],
  })
  return {
    ...asked,
    case: null,
    requests(answers) {
      if (answers.length === 0) return { query: OPEN, variables: { subject: subject.input, reason: REASON } }
      const grant = answers[0]?.body.data?.openEmergency?.grant
      return answers.length === 1 && grant ? { ...read, case: String(grant) } : null
    },
  }
}
