// Grants of the published policies, and plans of documents written as text.
import { parse } from 'graphql'
import { GatewayError } from '../../src/errors.ts'
import { maskNamed } from '../../src/masking/masks.ts'
import { makePlan, type Plan } from '../../src/plan/plan.ts'
import { type ShapeField, shapeOf } from '../../src/plan/shape.ts'
import { compilePolicies, type Grant } from '../../src/policy/compile.ts'
import type { Decision } from '../../src/policy/decision.ts'
import { readPolicyFolder } from '../../src/policy/read-policies.ts'
import { buildGatewaySchema, catalogueOf } from '../../src/schema.ts'

export const schema = buildGatewaySchema()
export const catalogue = catalogueOf(schema)
const policies = compilePolicies(await readPolicyFolder('policies'), { schema, catalogue, maskNamed })

export function grantFor(role: string, purpose: string): Grant {
  const grant = policies.grantFor(role, purpose)
  if (!grant) throw new Error('a published policy for this role and purpose')
  return grant
}

export const adjudicator = grantFor('MZ_ADJUDICATOR', 'P08')
export const village = grantFor('VILLAGE', 'P07')

/**
 * A grant that shows the whole schema and grants all of it but some uses, as `filter PublicSecurity.sex`: what it refuses,
 * no view has refused before.
 */
export function allBut(refused: readonly string[], more: Partial<Grant> = {}): Grant {
  const reveal: Decision = { effect: 'reveal', policies: ['everything'] }
  const refuse: Decision = { effect: 'refuse', policies: ['everything'], reason: 'kept back' }
  return {
    ...adjudicator,
    view: schema,
    decide: (kind, coordinate) => (refused.includes(`${kind} ${coordinate}`) ? refuse : reveal),
    ...more,
  }
}

export function planOf(text: string, grant: Grant = adjudicator): Plan {
  return makePlan(parse(text), grant, catalogue)
}

/** The shape below the root as text: `child(childRef, mine=publicSecurity(sex))`. */
export function shapeText(text: string): string {
  const document = parse(text)
  const [operation] = document.definitions
  if (operation?.kind !== 'OperationDefinition') throw new Error('the operation comes first')
  return spell(shapeOf(document, operation, schema))
}

function spell(fields: readonly ShapeField[]): string {
  return fields
    .map(({ key, name, fields: below, conditions }) => {
      const named = key === name ? name : `${key}=${name}`
      const inside = below.length > 0 ? `(${spell(below)})` : ''
      return `${named}${inside}${conditions === null ? '' : '?'}`
    })
    .join(', ')
}

/** A refusal as the log has it, code and detail; null when nothing is refused. */
export function refusalOf(work: () => unknown): string | null {
  try {
    work()
    return null
  } catch (error) {
    if (error instanceof GatewayError) return error.message
    throw error
  }
}

/** The code with which something is refused; null when it is not. */
export function codeOf(work: () => unknown): string | null {
  try {
    work()
    return null
  } catch (error) {
    return (error as { code?: string }).code ?? 'not a code'
  }
}
