// One thing a caller does: a request, or a few in a row (pages), with what the reference must know to say which data the
// caller may learn by it.
import type { Response } from 'supertest'
import type { Random } from '../../src/city/random.ts'
import { type DemoAccount, type DemoAccountKey, demoAccount } from '../../src/demo/accounts.ts'
import type { Grant, PolicySet } from '../../src/policy/compile.ts'
import type { Town } from '../world/town.ts'
import type { Place } from './place.ts'
import type { Asked } from './reference.ts'
import type { Document } from './selection.ts'

export interface Operation {
  readonly title: string
  readonly case: string | null
  /** Misses on the person's count when it begins. */
  readonly misses: number
  /** Each request sees the answers before it; null ends. */
  readonly requests: (answers: readonly Response[]) => Document | null
  readonly asked: readonly Asked[]
  /** Beyond the grant: refused from role, purpose and document alone, so that all data may change. */
  readonly isRefused: boolean
  /** Children it is about. */
  readonly focus: readonly string[]
  /** Children who do not exist and whom it names. */
  readonly ghosts: readonly Ghost[]
}

export interface Ghost {
  readonly id: string
  /** The number and name by which a question would find the child, if it came to be. */
  readonly asked: Asked | null
}

/** Who asks for what: a role and a purpose of the policies, as one account. */
export interface Scene {
  readonly as: DemoAccountKey
  readonly purpose: string
  readonly account: DemoAccount
  readonly grant: Grant
  readonly place: Place
}

export type OperationMaker = (scene: Scene, random: Random) => Operation

export const CALLERS: readonly (readonly [DemoAccountKey, string])[] = [
  ['hospital', 'P01'],
  ['nurse', 'P01'],
  ['hospital', 'P02'],
  ['nurse', 'P02'],
  ['hospital', 'P03'],
  ['checkup', 'P03'],
  ['school', 'P05'],
  ['adjudicator', 'P08'],
  ['village', 'P07'],
  ['analyst', 'P09'],
  ['yb', 'P02'],
  ['jy', 'P06'],
  ['cl', 'P08'],
  ['pay', 'P08'],
  ['protection', 'P10'],
  ['guardian', 'P13'],
  ['child', 'P13'],
  ['adult', 'P13'],
  ['rs', 'P15'],
  ['zf', 'P15'],
]

export function sceneOf(place: Place, policies: PolicySet, [as, purpose]: (typeof CALLERS)[number]): Scene {
  const account = demoAccount(as)
  const grant = policies.grantFor(account.role, purpose)
  if (!grant) throw new Error('every scene has a policy')
  return { as, purpose, account, grant, place }
}

/** Runs an operation from a known operational state and gives all that the caller sees of it. */
export async function run(town: Town, scene: Scene, operation: Operation): Promise<string[]> {
  const { personId, organisationId } = scene.account
  await scene.place.setMisses({ personId, organisationId, purpose: scene.purpose }, operation.misses)
  const answers: Response[] = []
  for (
    let next = operation.requests(answers);
    next !== null && answers.length < 5;
    next = operation.requests(answers)
  ) {
    const question = { as: scene.as, purpose: scene.purpose, query: next.query, variables: next.variables }
    answers.push(await town.ask(operation.case === null ? question : { ...question, case: operation.case }))
  }
  return answers.map(seen)
}

// The date of the reply is the day's time; nothing else is left out.
function seen({ status, headers, text }: Response): string {
  const kept = Object.entries(headers as Record<string, string>).filter(([name]) => name !== 'date')
  return JSON.stringify({ status, headers: kept.sort(), text })
}

export function once(document: Document): Operation['requests'] {
  return (answers) => (answers.length === 0 ? document : null)
}
