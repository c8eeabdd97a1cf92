// One thing a caller does: a request, or a few in a row (pages), with what the reference must know to say which data the
// caller may learn by it.
import type { Response } from 'supertest'
import type { Random } from '../../src/city/random.ts'
import type { Town } from '../world/town.ts'
import type { Scene } from './callers.ts'
import type { Asked } from './reference.ts'
import type { Document } from './selection.ts'
import { isFollowed, toldBy } from './tasks.ts'

export interface Operation {
  readonly title: string
  readonly case: string | null
  /** Misses on the person's count when it begins. */
  readonly misses: number
  /** Each request sees the answers before it; null ends. */
  readonly requests: (answers: readonly Response[]) => Request | null
  readonly asked: readonly Asked[]
  /** Beyond the grant: refused from role, purpose and document alone, so that all data may change. */
  readonly isRefused: boolean
  /** Children it is about. */
  readonly focus: readonly string[]
  /** Children who do not exist and whom it names. */
  readonly ghosts: readonly Ghost[]
}

export interface Request extends Document {
  /** In place of the operation's. */
  readonly case?: string
}

export interface Ghost {
  readonly id: string
  /** The number and name by which a question would find the child, if it came to be. */
  readonly asked: Asked | null
}

export type OperationMaker = (scene: Scene, random: Random) => Operation

/** Runs an operation from a known operational state and gives all that the caller sees of it. */
export async function run(town: Town, scene: Scene, operation: Operation): Promise<string[]> {
  const { as, purpose, place } = scene
  const { personId, organisationId } = scene.account
  await place.setMisses({ personId, organisationId, purpose }, operation.misses)
  const isEmergency = scene.grant.relation === 'emergency-grant'
  if (isEmergency) await place.forgetEmergencies()
  // A program may ask about one child in a conversation, so each operation is another one.
  const conversation = place.newConversation()
  const answers: Response[] = []
  for (
    let next = operation.requests(answers);
    next !== null && answers.length < 5;
    next = operation.requests(answers)
  ) {
    const { query, variables, case: given = operation.case } = next
    if (isFollowed(query)) return [await toldBy(town, scene, query)]
    const question = { as, purpose, query, variables, conversation }
    answers.push(await town.ask(given === null ? question : { ...question, case: given }))
  }
  return answers.map(seen).map((text) => (isEmergency ? withoutIds(text) : text))
}

// Of a grant the number is drawn, and is all that may differ; everywhere else ids stand still and are compared.
function withoutIds(text: string): string {
  const ids = [...new Set(text.match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g))]
  return ids.reduce((rest, id, at) => rest.replaceAll(id, `id ${at}`), text)
}

// The date of the reply is the day's time; nothing else is left out.
function seen({ status, headers, text }: Response): string {
  const kept = Object.entries(headers as Record<string, string>).filter(([name]) => name !== 'date')
  return JSON.stringify({ status, headers: kept.sort(), text })
}

export function once(document: Document): Operation['requests'] {
  return (answers) => (answers.length === 0 ? document : null)
}
