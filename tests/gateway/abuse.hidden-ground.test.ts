// X09: can a child's parents' illness be read from the answer about the child? An orphan whose parents are alive is such a
// case. The answer is that of any other orphan and of a child on DIBAO, and nothing that a hospital or a school can see
// or name tells one ground from another.
import { getNamedType, isEnumType, isInputObjectType, isObjectType } from 'graphql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CAST, type CastKey } from '../../src/city/cast.ts'
import { printGatewaySchema } from '../../src/schema.ts'
import { openTown, type Town } from '../world/town.ts'
import { byCitizenId, dayQuestion, recordedSources } from './questions.ts'

const sources = recordedSources()
let town: Town

beforeAll(async () => {
  town = await openTown({ wrapSource: sources.wrapSource })
})
afterAll(() => town.close())

async function answerAbout(child: CastKey, encounter: string): Promise<{ text: string; calls: unknown }> {
  sources.take()
  const response = await town.ask({
    as: 'hospital',
    purpose: 'P01',
    case: encounter,
    query: dayQuestion(),
    variables: { subject: byCitizenId(CAST[child]), benefit: 'MEDICAL_AID' },
  })
  expect(response.body.data.eligibility.status).toBe('CONFIRMED')
  const { answerId, displayName } = response.body.data.eligibility
  return { text: response.text.replace(answerId, 'an id').replace(displayName, 'a name'), calls: sources.take() }
}

const THE_CHILD = ['orphanWithLivingParents', 'E-2026-0004'] as const

describe('the answer about an orphan whose parents are alive', () => {
  it.each([
    ['an orphan whose parents are dead', 'february', 'E-2026-0012'],
    ['a child on DIBAO', 'stay', 'E-2026-0002'],
    ['another child on DIBAO', 'rareName', 'E-2026-0011'],
  ] as const)('equals that about %s in every byte but its id and the name', async (_who, child, encounter) => {
    expect(await answerAbout(child, encounter)).toEqual(await answerAbout(...THE_CHILD))
  })

  it('stands in the journal like the others: no ground, no tier', async () => {
    await town.newEntries()
    await answerAbout(...THE_CHILD)
    const own = await town.newEntries()
    await answerAbout('stay', 'E-2026-0002')
    const other = await town.newEntries()
    const shape = (entries: typeof own) =>
      entries.map(({ kind, body }) => [kind, Object.keys(body), body.fields, body.cells])
    expect(shape(other)).toEqual(shape(own))
    expect(JSON.stringify(own)).not.toMatch(/ORPHAN|DIBAO|T70|ALIVE|DEAD/)
  })
})

// Names of grounds and of what stands beside them. Benefit and Tier are the only codes an outside organisation meets.
const GROUNDS =
  /categor|orphan|parent|vital|ground|household|dibao|tekun|allowance|amount|subsidychoice|illness|disab|custody|guardian/i

// Whoever outside the government gets answers. Break-glass names a guardian, and has tests of its own.
const outsideViews = () => {
  const { policies } = town.gateway.rooms
  return policies
    .grants()
    .filter(({ role, purpose }) => policies.vocabulary.roles[role]?.side === 'outside' && purpose !== 'P12')
    .filter(({ view }) => view.getType('EligibilityAnswer') !== undefined)
}

describe('what an organisation outside the government can name', () => {
  it('is no type, field, argument or code that tells the ground', () => {
    const views = outsideViews()
    expect(views).toHaveLength(7)
    for (const { view } of views) {
      for (const type of Object.values(view.getTypeMap())) {
        if (type.name.startsWith('__')) continue
        const names = [type.name]
        if (isEnumType(type)) names.push(...type.getValues().map(({ name }) => name))
        if (isObjectType(type) || isInputObjectType(type)) names.push(...Object.keys(type.getFields()))
        for (const name of names) expect(name).not.toMatch(GROUNDS)
      }
    }
  })

  it('is one code for every ground: two tiers, and of four statuses none that names one', () => {
    for (const { view } of outsideViews()) {
      const codes = (name: string) => {
        const type = view.getType(name)
        return isEnumType(type) ? type.getValues().map((value) => value.name) : []
      }
      expect(codes('Tier')).toEqual(['T70', 'OTHER'])
      expect(codes('AnswerStatus')).toEqual(['CONFIRMED', 'ALREADY_GRANTED', 'NONE_CONFIRMED', 'UNDETERMINED'])
    }
  })

  it('holds no amount and no text of a reason: an answer’s leaves are codes, days, ids and the masked name', () => {
    for (const { view } of outsideViews()) {
      const answer = view.getType('EligibilityAnswer')
      if (!isObjectType(answer)) throw new Error('a hospital and a school get answers')
      const texts = Object.values(answer.getFields()).filter(({ type }) => getNamedType(type).name === 'String')
      expect(texts.map(({ name }) => name).filter((name) => name !== 'items')).toEqual([])
      const numbers = Object.values(answer.getFields()).filter(({ type }) =>
        /^(Int|Float)$/.test(getNamedType(type).name),
      )
      expect(numbers).toEqual([])
    }
  })
})

describe('the whole published schema', () => {
  it('holds no field, code or word for HIV', () => {
    expect(printGatewaySchema(town.gateway.rooms.schema)).not.toMatch(/hiv|aids|艾滋|CD4|antiretro/i)
  })

  it('holds no diagnosis, offence, prison or bank balance', () => {
    expect(printGatewaySchema(town.gateway.rooms.schema)).not.toMatch(
      /diagnos|offence|prison|drug|balance|诊断|服刑|吸毒/i,
    )
  })
})
