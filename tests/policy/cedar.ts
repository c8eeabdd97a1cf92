// Cedar as a second opinion: a set is parsed and validated once, then asked.
import {
  type AuthorizationAnswer,
  preparsePolicySet,
  preparseSchema,
  statefulIsAuthorized,
  validate,
} from '@cedar-policy/cedar-wasm/nodejs'
import type { CedarText } from '../../src/policy/cedar.ts'

export interface CedarQuestion {
  readonly role: string
  readonly purpose: string
  readonly kind: string
  readonly coordinate: string
  readonly day: string
  readonly conditions: readonly string[]
}

export type AskCedar = (question: CedarQuestion) => boolean

/** Throws with Cedar's own words when the set does not parse or does not fit its schema. `name`: one for each set. */
export function openCedar(name: string, { policies, schema }: CedarText): AskCedar {
  expectSuccess(preparseSchema(name, schema))
  expectSuccess(preparsePolicySet(name, { staticPolicies: policies }))
  const checked = validate({ schema, policies: { staticPolicies: policies } })
  expectSuccess(checked)
  if (checked.type === 'success' && checked.validationErrors.length > 0) throw new Error(JSON.stringify(checked))
  return ({ role, purpose, kind, coordinate, day, conditions }) =>
    isAllowed(
      statefulIsAuthorized({
        principal: { type: 'Role', id: role },
        action: { type: 'Action', id: kind },
        resource: { type: 'Coordinate', id: coordinate },
        context: { purpose, day: { __extn: { fn: 'datetime', arg: day } }, conditions: [...conditions] },
        preparsedPolicySetId: name,
        entities: [],
      }),
    )
}

// A policy that Cedar skips for an error would count as absent; here it is a fault.
function isAllowed(answer: AuthorizationAnswer): boolean {
  if (answer.type === 'failure') throw new Error(JSON.stringify(answer.errors))
  const { decision, diagnostics } = answer.response
  if (diagnostics.errors.length > 0) throw new Error(JSON.stringify(diagnostics.errors))
  return decision === 'allow'
}

function expectSuccess(answer: { readonly type: string }): void {
  if (answer.type !== 'success') throw new Error(JSON.stringify(answer))
}
