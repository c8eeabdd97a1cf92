// Who stands beside the person in an entry: the program that asked for them, and the colleague whose work they do.
import type { KeyObject } from 'node:crypto'
import { type Caller, conversationName } from '../identity/caller.ts'
import { type IntentVariable, subjectPseudonym } from './entry.ts'

export type Standing = Pick<IntentVariable, 'agentId' | 'conversation' | 'deputyFor'>

/** The conversation as a pseudonym: what an issuer calls it may hold anything. */
export function standingOf(key: KeyObject, caller: Caller): Standing {
  const name = conversationName(caller)
  return {
    agentId: caller.delegation?.agentId ?? null,
    conversation: name === null ? null : subjectPseudonym(key, `conversation ${name}`),
    deputyFor: caller.deputyFor?.personId ?? null,
  }
}
