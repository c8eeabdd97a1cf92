// An operation's plan: every use decided, what each department may be asked for, and the constant part of the journal
// entry. It depends on the document, the role, the purpose and the policy version alone, and is cached by these.
import { createHash } from 'node:crypto'
import { type DocumentNode, GraphQLError, Kind, type OperationDefinitionNode, print, validate } from 'graphql'
import type { Classification } from '../catalogue/item.ts'
import { isRootField } from '../catalogue/roots.ts'
import { GatewayError } from '../errors.ts'
import type { Grant } from '../policy/compile.ts'
import type { Decision } from '../policy/decision.ts'
import type { RowRule } from '../policy/policy.ts'
import { argumentsOf, type PlannedArguments } from './arguments.ts'
import { documentMisfit } from './bad-input.ts'
import { everyField, type ShapeField, shapeOf } from './shape.ts'
import { type VariableReader, variableReaderFor } from './variables.ts'

/** One leaf that is granted, and how much of it. */
export interface GrantedLeaf {
  readonly coordinate: string
  readonly mask: string | null
  /** Conditions under which a row's cell is treated so; none for most. */
  readonly rows: readonly RowRule[]
}

export interface RootPlan {
  readonly field: ShapeField
  readonly arguments: PlannedArguments
  /** Fields below this root, aliases counted. */
  readonly fieldCount: number
  /** Granted leaves below this root, each once. */
  readonly leaves: readonly GrantedLeaf[]
}

export interface Plan {
  readonly grant: Grant
  /** SHA-256 of the printed document; the journal's name of the operation is made from it under a key. */
  readonly documentHash: string
  readonly operation: OperationDefinitionNode
  /** Coerces what a request sends, as the operation declares it. */
  readonly readVariables: VariableReader
  readonly roots: readonly RootPlan[]
  readonly shape: readonly ShapeField[]
  /** Root fields and edges that the second wall must let through. */
  readonly gateCoordinates: readonly string[]
  /** Coordinate and treatment of every field used, sorted; part of the journal entry. */
  readonly fields: readonly (readonly [string, string])[]
  /** Masked coordinates, for the disclosure entries. */
  readonly masks: ReadonlyMap<string, string>
}

export interface Planner {
  planFor(document: DocumentNode, grant: Grant): Plan
}

type Catalogue = ReadonlyMap<string, Classification>

export function createPlanner(catalogue: Catalogue): Planner {
  // Documents are kept alive by the parser's own cache; a plan dies with its document and its grant. The grant itself is
  // the key: an agent's has the role and the purpose of its user's, and is another.
  const byDocument = new WeakMap<DocumentNode, WeakMap<Grant, Plan>>()
  return {
    planFor(document, grant) {
      const plans = byDocument.get(document) ?? new WeakMap<Grant, Plan>()
      const known = plans.get(grant)
      if (known) return known
      const plan = makePlan(document, grant, catalogue)
      byDocument.set(document, plans.set(grant, plan))
      return plan
    },
  }
}

/** Throws REFUSED when one use is not granted, BAD_INPUT when the document is wrong in itself. */
export function makePlan(document: DocumentNode, grant: Grant, catalogue: Catalogue): Plan {
  const operation = onlyOperation(document)
  validateAgainstView(document, grant)
  const shape = shapeOf(document, operation, grant.view)
  const roots = shape
    .filter((field) => field.name !== '__typename')
    .map((field) => ({
      field,
      arguments: argumentsOf(field, { grant, catalogue }),
      leaves: leavesBelow(field, grant),
      fieldCount: [...everyField(field.fields)].length,
    }))
  if (roots.length > grant.limits.rootFields) throw new GatewayError('TOO_COSTLY', 'too many root fields')
  // Two acts in one operation: should the second fail, nobody could say what the first one was worth.
  if (operation.operation === 'mutation' && roots.length !== 1)
    throw new GatewayError('TOO_COSTLY', 'one act at a time')
  const fields = [...everyField(shape)].filter((field) => !field.name.startsWith('__'))
  const treatments = new Map(fields.map((field) => [field.coordinate, treatmentOf(field.coordinate, grant)]))
  return {
    grant,
    documentHash: hashOf(document),
    operation,
    readVariables: variableReaderFor(operation, grant.view),
    roots,
    shape,
    gateCoordinates: [...new Set(fields.map((field) => field.coordinate))].filter(isGated),
    fields: [...treatments].sort(([a], [b]) => (a < b ? -1 : 1)),
    masks: new Map(
      [...treatments.keys()].flatMap((coordinate) => {
        const decision = grantedDecision(coordinate, grant)
        return decision.effect === 'mask' ? [[coordinate, decision.mask]] : []
      }),
    ),
  }
}

/** SHA-256 of the document as printed: blanks and comments aside, one operation has one hash. */
export function hashOf(document: DocumentNode): string {
  return createHash('sha256').update(print(document)).digest('hex')
}

function isGated(coordinate: string): boolean {
  return isRootField(coordinate) || (coordinate.startsWith('Child.') && coordinate !== 'Child.childRef')
}

// Which of two operations was meant is a guess, and a guess decides nothing.
function onlyOperation(document: DocumentNode): OperationDefinitionNode {
  const operations = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)
  const [operation] = operations
  if (!operation || operations.length > 1)
    throw new GatewayError('BAD_INPUT', 'a document holds exactly one operation', { hint: 'ONE_OPERATION' })
  return operation
}

function validateAgainstView(document: DocumentNode, grant: Grant): void {
  // A view without a query is no schema, and validation would fail as if it were a defect of ours.
  if (!grant.view.getQueryType()) throw new GatewayError('REFUSED', 'nothing is granted')
  const errors = validated(document, grant)
  if (errors.length > 0) throw documentMisfit(document, errors)
}

// The rule of one field for a subscription throws where a condition of its root is a variable (graphql 16.15).
function validated(document: DocumentNode, { view }: Grant): readonly GraphQLError[] {
  try {
    return validate(view, document, undefined, { maxErrors: 20 })
  } catch (error) {
    if (error instanceof GraphQLError) return [error]
    throw error
  }
}

function grantedDecision(coordinate: string, grant: Grant): Exclude<Decision, { effect: 'refuse' }> {
  const decision = grant.decide('select', coordinate)
  if (decision.effect === 'refuse') throw new GatewayError('REFUSED', `${coordinate}: ${decision.reason}`)
  return decision
}

// As it stands in the journal: the treatment, and the conditions under which it was granted.
function treatmentOf(coordinate: string, grant: Grant): string {
  const decision = grantedDecision(coordinate, grant)
  const treatment = decision.effect === 'mask' ? `mask:${decision.mask}` : 'reveal'
  return [treatment, ...(decision.rows ?? []).map(({ where }) => `where:${where}`)].join(' ')
}

function leavesBelow(root: ShapeField, grant: Grant): GrantedLeaf[] {
  const leaves = new Map<string, GrantedLeaf>()
  for (const field of everyField(root.fields)) {
    if (field.fields.length > 0 || field.name.startsWith('__')) continue
    const decision = grantedDecision(field.coordinate, grant)
    leaves.set(field.coordinate, {
      coordinate: field.coordinate,
      mask: decision.effect === 'mask' ? decision.mask : null,
      rows: decision.rows ?? [],
    })
  }
  return [...leaves.values()]
}
