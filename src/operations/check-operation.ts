// Would this operation be answered under the policies as they are? The same planner decides that decides at request time,
// so that a change of schema or policy which breaks what was promised to a hospital fails the build, not the hospital.
import { BREAK, type DocumentNode, Kind, validate, visit } from 'graphql'
import { GatewayError } from '../errors.ts'
import { makePlan } from '../plan/plan.ts'
import type { Grant, PolicySet } from '../policy/compile.ts'

export interface CheckedOperation {
  readonly document: string
  readonly purpose: string
  readonly role: string | null
}

export interface OperationCheckParts {
  readonly policies: PolicySet
  /** The door's own reading of a document; throws GatewayError. */
  readonly readDocument: (text: string) => DocumentNode
}

/** Every fault of one operation under every policy that it is for; none for one that plans. */
export function operationFaults(
  operation: CheckedOperation,
  { policies, readDocument }: OperationCheckParts,
): string[] {
  const document = tried(() => readDocument(operation.document))
  if (typeof document === 'string') return [document]
  const grants = policies.grants().filter((grant) => isFor(grant, operation, policies))
  if (grants.length === 0) return [`no policy for ${operation.role ?? 'any role'} and ${operation.purpose}`]
  return [...literals(document), ...grants.flatMap((grant) => planFaults(document, grant))]
}

// Named for no role, an operation is for every person's role that has the purpose; a program asks with its person's.
function isFor({ role, purpose }: Grant, operation: CheckedOperation, { vocabulary }: PolicySet): boolean {
  if (purpose !== operation.purpose) return false
  const side = vocabulary.roles[role]?.side
  return operation.role === null ? side !== 'agent' && side !== 'system' : operation.role === role
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

function planFaults(document: DocumentNode, grant: Grant): string[] {
  const where = `${grant.role} for ${grant.purpose}`
  const errors = validate(grant.view, document)
  if (errors.length > 0) return errors.map(({ message }) => `${where}: ${message}`)
  const plan = tried(() => makePlan(document, grant))
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
