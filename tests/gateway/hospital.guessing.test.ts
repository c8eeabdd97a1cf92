// H10: a ward asks why the boy is in the scheme, and whether he is HIV positive.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import type { Town } from '../world/town.ts'
import { expectRefusalJournalled, secretsOf } from './journalled.ts'
import { byCitizenId, dayQuestion, openTownAt, recordedSources, seen } from './questions.ts'

const ABOUT = '(subject: $subject, benefit: $benefit)'
const HEAD = 'query Ask($subject: SubjectInput!, $benefit: Benefit!)'
const QUESTION = 'is he HIV positive?'
const KNOWN = { subject: byCitizenId(CAST.stay), benefit: 'MEDICAL_AID' }

interface Guess {
  readonly query: string
  readonly variables?: Readonly<Record<string, unknown>>
  /** The same place with a word that nobody's schema has: an unknown field of the document unless said. */
  readonly unknown?: Readonly<Record<string, unknown>>
}

const NO_BENEFIT = { benefit: 'NO_SUCH_BENEFIT' }

const answerField = (name: string): Guess => ({ query: `${HEAD} { eligibility${ABOUT} { status ${name} } }` })
const guesses: Readonly<Record<string, Guess>> = {
  'a field for it': answerField('hivPositive'),
  'a field for the reason': answerField('reason'),
  'a field of civil affairs': answerField('civilAffairs { categories }'),
  'a field behind an alias': answerField('status2: diagnosis'),
  'a field behind a false condition': answerField('illnessAttested @include(if: false)'),
  'the child itself': { query: `{ child(ref: "x") { health { illnessAttested } } }` },
  'the list of children': { query: '{ children(filter: { category: ORPHAN }) { nodes { childRef } } }' },
  'a type by its name': answerField('... on Health { illnessAttested }'),
  'an argument in free text': {
    query: `${HEAD} { eligibility(subject: $subject, benefit: $benefit, question: "${QUESTION}") { status } }`,
  },
  'a value of an enumeration': { query: `${HEAD} { eligibility(subject: $subject, benefit: HIV_CARE) { status } }` },
  'a benefit of another purpose': {
    query: `${HEAD} { eligibility(subject: $subject, benefit: CHECKUP) { status } }`,
  },
  'a benefit of another purpose in the variables': {
    ...{ query: dayQuestion(), variables: { benefit: 'CHECKUP' }, unknown: NO_BENEFIT },
  },
  'free text for the benefit': { query: dayQuestion(), variables: { benefit: QUESTION }, unknown: NO_BENEFIT },
  'free text for the benefit in the document': {
    query: `${HEAD} { eligibility(subject: $subject, benefit: "${QUESTION}") { status } }`,
  },
  'a field of the subject': {
    query: dayQuestion(),
    variables: { subject: { ...byCitizenId(CAST.stay), diagnosis: QUESTION } },
    unknown: { subject: { ...byCitizenId(CAST.stay), noSuchField: QUESTION } },
  },
}

const sources = recordedSources()

let town: Town

beforeAll(async () => {
  town = await openTownAt(7, ['hospital'], sources)
})
afterAll(() => town.close())

const ask = ({ query, variables }: Guess) =>
  town.ask({
    as: 'hospital',
    purpose: 'P01',
    case: 'E-2026-0002',
    query,
    variables: { ...KNOWN, ...variables },
  })

describe('a ward guesses at what it may not know', () => {
  it.each(Object.entries(guesses))('refuses %s in the very bytes of a word that nobody has', async (_, guess) => {
    const unknown = await ask(guess.unknown ? { ...guess, variables: guess.unknown } : answerField('noSuchField'))
    await town.newEntries()
    sources.take()
    const response = await ask(guess)
    expect(response.body.errors[0].extensions.code).toBe('REFUSED')
    expect(response.body).not.toHaveProperty('data')
    expect(seen(response)).toEqual(seen(unknown))
    expect(sources.take()).toEqual([])
    expectRefusalJournalled(await town.newEntries(), {
      code: 'REFUSED',
      policy: 'hospital-settlement',
      purpose: 'P01',
      secrets: [...secretsOf(CAST.stay), QUESTION, 'HIV'],
    })
  })

  it('reminds of the duty to report, in both languages', async () => {
    const chinese = await ask(answerField('hivPositive'))
    expect(chinese.body.errors[0].message).toContain('如怀疑儿童受到伤害，请立即报告')
    const english = await town.ask({
      as: 'hospital',
      purpose: 'P01',
      case: 'E-2026-0002',
      query: answerField('hivPositive').query,
      variables: KNOWN,
      headers: { 'accept-language': 'en' },
    })
    expect(english.body.errors[0].message).toContain('report it at once')
  })
})
