// Leaks in the last step: an answer, a cursor, a count, a header or an id that is made from what is not granted.
import type { Response } from 'supertest'
import { CAST } from '../../src/city/cast.ts'
import type { Ask, Town } from '../world/town.ts'
import { childrenOf, pages } from './casework.ts'
import type { Mutant } from './mutant.ts'
import { type OperationMaker, once } from './operation.ts'
import type { Place } from './place.ts'
import { askToday } from './walk-mutants.ts'

/** Changes what comes back, by what the world holds. */
function answering(
  change: (response: Response, world: Held) => Partial<Pick<Response, 'text' | 'headers' | 'status'>>,
) {
  return (town: Town, place: Place): void => {
    const { ask } = town
    const tampered = async (question: Ask): Promise<Response> => {
      const response = await ask(question)
      const changed = change(response, heldBy(place))
      const text = changed.text ?? response.text
      return Object.assign(Object.create(response), { ...changed, text, body: parsed(text) })
    }
    Object.assign(town, { ask: tampered })
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

interface Held {
  /** Categories of the one child asked about. */
  readonly ground: string
  /** How many children of the city have a protected address. */
  readonly protectedCount: number
  /** The days on which the children of the city come of age, in the order of their ids. */
  readonly adultDays: string
  readonly hasRecord: boolean
  readonly residence: string
}

function heldBy({ world }: Place): Held {
  const stay = world.children.get(CAST.stay.id) ?? {}
  const all = [...world.children].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, rows]) => rows)
  const outcomes = stay['registry.outcome'] ?? []
  return {
    ground: outcomes
      .filter(({ kind }) => kind === 'CATEGORY')
      .map(({ value, recorded_at }) => `${value}${recorded_at}`)
      .join(),
    protectedCount: all.filter((rows) => (rows['registry.protection'] ?? []).length > 0).length,
    adultDays: all.map((rows) => String(rows['registry.child']?.[0]?.adult_on)).join(),
    hasRecord: (stay['education.pupil'] ?? []).length > 0,
    residence: String((stay['registry.jurisdiction'] ?? []).find(({ kind }) => kind === 'RESIDENCE')?.division),
  }
}

const askNames: OperationMaker = (scene, random) => {
  const asked = askToday(scene, random)
  const [request] = [asked.requests([])]
  const query = request?.query.replace('status tier', '__typename status tier manualPath { phone } displayName') ?? ''
  return { ...asked, requests: once({ query, variables: request?.variables ?? {} }) }
}

const askVillage: OperationMaker = (scene, random) => ({
  ...pages(scene, random, { first: 5 }),
  focus: childrenOf(scene).own,
})

export const ANSWER_MUTANTS: readonly Mutant[] = [
  {
    leak: 'a cursor that holds a hidden day in clear',
    caller: ['village', 'P07'],
    make: askVillage,
    spoil: answering(({ text }, { adultDays }) => ({
      text: text.replaceAll(/"endCursor":"[^"]+"/g, `"endCursor":"${Buffer.from(adultDays).toString('base64url')}"`),
    })),
  },
  {
    leak: 'a page that counts those whom protection hides',
    caller: ['village', 'P07'],
    make: askVillage,
    spoil: answering(({ text }, { protectedCount }) => ({
      text: text.replaceAll(/"hasNextPage":(true|false)/g, `"hasNextPage":${protectedCount % 2 === 0}`),
    })),
  },
  {
    leak: 'a header that says how many rows were looked at',
    caller: ['village', 'P07'],
    make: askVillage,
    spoil: answering(({ headers }, { protectedCount }) => ({
      headers: { ...headers, 'x-rows': String(protectedCount) },
    })),
  },
  {
    leak: 'a type name of its own for a child with a record',
    caller: ['hospital', 'P01'],
    make: askNames,
    spoil: answering(({ text }, { ground }) => ({
      text: text.replace(
        '"__typename":"EligibilityAnswer"',
        `"__typename":"EligibilityAnswer${ground.length}${ground}"`,
      ),
    })),
  },
  {
    leak: 'a tier of its own for each ground',
    caller: ['hospital', 'P01'],
    make: askNames,
    spoil: answering(({ text }, { ground }) => ({ text: text.replace('"tier":"T70"', `"tier":"T70-${ground}"`) })),
  },
  {
    leak: 'the duty desk of the place where the child lives',
    caller: ['hospital', 'P01'],
    make: askNames,
    spoil: answering(({ text }, { residence }) => ({
      text: text.replace(/"phone":"\d+"/, `"phone":"12${residence.slice(0, 9)}"`),
    })),
  },
  {
    leak: 'another status for a child who goes to school',
    caller: ['hospital', 'P01'],
    make: askNames,
    spoil: answering((_response, { hasRecord }) => ({ status: hasRecord ? 200 : 203 })),
  },
  {
    leak: 'a body as long as the list of grounds',
    caller: ['hospital', 'P01'],
    make: askNames,
    spoil: answering(({ text }, { ground }) => ({ text: text.padEnd(text.length + ground.length) })),
  },
  {
    leak: 'an id that is drawn from what the child has',
    caller: ['hospital', 'P01'],
    make: (scene, random) => {
      const asked = askToday(scene, random)
      const request = asked.requests([])
      const query = request?.query.replace('status tier', 'answerId status tier') ?? ''
      return { ...asked, requests: once({ query, variables: request?.variables ?? {} }) }
    },
    spoil: answering(({ text }, { ground }) => ({
      text: text.replace(/"answerId":"[^"]+"/, `"answerId":"${Buffer.from(ground).toString('hex')}"`),
    })),
  },
]
