// Which uses of which coordinates a grant lets through, asked of the grant one by one as the walk asks it.

import type { Grant } from '../policy/compile.ts'
import { type Decision, USE_KINDS, type UseKind } from '../policy/decision.ts'
import type { Catalogue } from '../schema.ts'

export interface Use {
  readonly kind: UseKind
  readonly coordinate: string
}

export interface GrantedUse extends Use {
  readonly decision: Exclude<Decision, { effect: 'refuse' }>
}

/** In the order of the schema, each coordinate's uses together. */
export function grantedUses(grant: Grant, catalogue: Catalogue): GrantedUse[] {
  return [...catalogue.keys()].flatMap((coordinate) =>
    USE_KINDS.flatMap((kind): GrantedUse[] => {
      const decision = grant.decide(kind, coordinate)
      return decision.effect === 'refuse' ? [] : [{ kind, coordinate, decision }]
    }),
  )
}
