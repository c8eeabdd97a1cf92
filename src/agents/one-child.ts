// What a program may never ask for, whatever its policies grant: several children, a list, an act. Decided from the
// operation alone; which child the conversation is about is then asked of the registry.
import { GatewayError } from '../errors.ts'
import { conversationName, type Delegation } from '../identity/caller.ts'
import type { Operation, RootWalk } from '../rooms.ts'
import type { Conversations } from './conversations.ts'

/** Throws REFUSED for an agent's operation about more than one child, or about one while it speaks for nobody. */
export function expectOneChild(delegation: Delegation, walks: readonly RootWalk[]): void {
  if (walks.some(({ isAct }) => isAct)) throw refusal('an agent changes nothing')
  if (walks.some(({ subjectKind, count }) => subjectKind === 'list' || count > 1))
    throw refusal('an agent gets no list')
  const subjects = subjectsOf(walks)
  if (subjects.size > 1) throw refusal('an agent asks about one child')
  if (subjects.size > 0 && delegation.conversation === null)
    throw refusal('an agent without a user asks about no child')
}

/** Throws REFUSED when the conversation is about another child already. Call it once the intent is durable. */
export async function expectSameChild(
  conversations: Conversations,
  { caller }: Pick<Operation, 'caller'>,
  walks: readonly RootWalk[],
): Promise<void> {
  const name = conversationName(caller)
  if (name === null) return
  for (const subject of subjectsOf(walks)) await conversations.expectSame(name, subject)
}

function subjectsOf(walks: readonly RootWalk[]): Set<string> {
  return new Set(walks.flatMap(({ subjects }) => subjects))
}

function refusal(detail: string): GatewayError {
  return new GatewayError('REFUSED', detail)
}
