// Would this operation be answered under the policies as they are? The same planner decides that decides at request time,
// so that a change of schema or policy which breaks what was promised to a hospital fails the build, not the hospital.
import { BREAK, type DocumentNode, Kind, validate, visit } from 'graphql'
import type { Classification } from '../catalogue/item.ts'
import type { Day } from '../clock.ts'
import { GatewayError } from '../errors.ts'
import { AGENT_PURPOSE, AGENT_ROLE } from '../identity/caller.ts'
import { makePlan } from '../plan/plan.ts'
import type { Grant, PolicySet } from '../policy/compile.ts'
import { delegatedGrant } from '../policy/intersect.ts'
import type { OperationFile } from './operation-file.ts'

export interface CheckedOperation {
  readonly document: string
  readonly purpose: string
  readonly role: string | null
}

export interface OperationCheckParts {
  readonly policies: PolicySet
  readonly catalogue: ReadonlyMap<string, Classification>
  /** A policy that has ended by then answers nothing. */
  readonly today: Day
  /** The door's own reading of a document; throws GatewayError. */
  readonly readDocument: (text: string) => DocumentNode
}

/** Every fault of one operation under every policy that it is for; none for one that plans. */
export function operationFaults(operation: CheckedOperation, parts: OperationCheckParts): string[] {
  const document = tried(() => parts.readDocument(operation.document))
  if (typeof document === 'string') return [document]
  const askings = askingsOf(operation, parts)
  if (askings.length === 0) return [`no policy for ${operation.role ?? 'any role'} and ${operation.purpose}`]
  return [...literals(document), ...askings.flatMap((asking) => planFaults(document, asking, parts))]
}

/** The same for every beneficiary of a file, each fault once. */
export function fileFaults({ document, beneficiaries }: OperationFile, parts: OperationCheckParts): string[] {
  return [...new Set(beneficiaries.flatMap((each) => operationFaults({ document, ...each }, parts)))]
}

/** Somebody who may ask, and by which grant. */
export interface AskingGrant {
  readonly who: string
  readonly grant: Grant
}

/** A registration without a role is for every role of people; a program's has the role of programs. */
export function askingsOf(
  { purpose, role }: Omit<CheckedOperation, 'document'>,
  parts: OperationCheckParts,
): AskingGrant[] {
  const grants = parts.policies
    .grants()
    .filter((grant) => grant.purpose === purpose && !grant.role.startsWith('SYSTEM_'))
  const people = grants.filter((grant) => grant.role !== AGENT_ROLE).map((grant) => ({ who: grant.role, grant }))
  if (role !== AGENT_ROLE) return people.filter(({ who }) => role === null || role === who)
  const agents = grants.filter((grant) => grant.role === AGENT_ROLE)
  if (purpose === AGENT_PURPOSE) return agents.map((grant) => ({ who: AGENT_ROLE, grant }))
  return agents.flatMap((agent) => people.flatMap((user) => forUser(user.grant, agent, parts)))
}

function forUser(user: Grant, agent: Grant, { catalogue }: OperationCheckParts): AskingGrant[] {
  const grant = delegatedGrant(user, agent, catalogue)
  return grant ? [{ who: `${AGENT_ROLE} acting for ${user.role}`, grant }] : []
}

// The text is kept, hashed and handed about: whom an answer is about must never stand in it.
function literals(document: DocumentNode): string[] {
  let holdsText = false
  visit(document, {
    [Kind.STRING]() {
      holdsText = true
      return BREAK
    },
  })
  return holdsText ? ['holds a text in quotes: whatever names a person or a place comes as a variable'] : []
}

function planFaults(
  document: DocumentNode,
  { who, grant }: AskingGrant,
  { catalogue, today }: OperationCheckParts,
): string[] {
  const where = `${who} for ${grant.purpose}`
  if (grant.until !== null && grant.until <= today) return [`${where}: its policy ended on ${grant.until}`]
  const errors = validate(grant.view, document)
  if (errors.length > 0) return errors.map(({ message }) => `${where}: ${message}`)
  const plan = tried(() => makePlan(document, grant, catalogue))
  return typeof plan === 'string' ? [`${where}: ${plan}`] : []
}

function tried<Result extends object>(work: () => Result): Result | string {
  try {
    return work()
  } catch (error) {
    if (error instanceof GatewayError) return `${error.code}: ${error.detail}`
    throw error
  }
}
