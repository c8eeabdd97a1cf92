// The allow-or-refuse part of a compiled set in Cedar, for whoever wants to ask a second engine or to analyse a set with
// its tools: principal = role, action = kind of use, resource = coordinate; purpose, day and conditions stand in the context.

import type { Grant, PolicySet } from './compile.ts'
import { USE_KINDS, type UseKind } from './decision.ts'
import type { RowRule } from './policy.ts'

export interface CedarText {
  readonly policies: string
  readonly schema: string
}

const SCHEMA = `// Whether a use is granted. Masks, limits and what stands in place of a cell are not said here.
entity Role;
entity Coordinate;
type Asked = {
  purpose: String,
  day: datetime,
  // The conditions that hold for the child and the caller.
  conditions: Set<String>,
};
action ${USE_KINDS.map((kind) => JSON.stringify(kind)).join(', ')} appliesTo {
  principal: [Role],
  resource: [Coordinate],
  context: Asked,
};
`

/** `coordinates`: all that could be granted, the catalogue's. What no policy permits, Cedar refuses, as the tables do. */
export function cedarOf(set: PolicySet, coordinates: Iterable<string>): CedarText {
  const all = [...coordinates].sort()
  const grants = [...set.grants()].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
  const policies = grants.flatMap((grant) => USE_KINDS.flatMap((kind) => permitsOf(grant, kind, all)))
  return { policies: `${policies.join('\n\n')}\n`, schema: SCHEMA }
}

function nameOf({ policyIds }: Grant): string {
  return policyIds.join('+')
}

// One permit for all coordinates that are granted under the same conditions.
function permitsOf(grant: Grant, kind: UseKind, coordinates: readonly string[]): string[] {
  const groups = new Map<string, string[]>()
  for (const coordinate of coordinates) {
    const decision = grant.decide(kind, coordinate)
    if (decision.effect === 'refuse') continue
    const conditions = conditionsOf(decision.rows)
    groups.set(conditions, [...(groups.get(conditions) ?? []), coordinate])
  }
  return [...groups].map(([conditions, members]) => permit(grant, kind, { conditions, members }))
}

/** Separated by blanks. */
function conditionsOf(rows: readonly RowRule[] | undefined): string {
  return [...new Set(rows?.map(({ where }) => where))].sort().join(' ')
}

interface Permitted {
  /** Separated by blanks. */
  readonly conditions: string
  readonly members: readonly string[]
}

function permit(grant: Grant, kind: UseKind, { conditions, members }: Permitted): string {
  const id = [nameOf(grant), kind, ...(conditions === '' ? [] : [conditions])].join(' ')
  const resources = members.map((member) => `    Coordinate::${JSON.stringify(member)}`)
  const clauses = [
    `context.purpose == ${JSON.stringify(grant.purpose)}`,
    ...(grant.until === null ? [] : [`context.day < datetime(${JSON.stringify(grant.until)})`]),
    ...(conditions === '' ? [] : [`context.conditions.containsAll(${JSON.stringify(conditions.split(' '))})`]),
    `[\n${resources.join(',\n')}\n  ].contains(resource)`,
  ]
  return `@id(${JSON.stringify(id)})
permit (
  principal == Role::${JSON.stringify(grant.role)},
  action == Action::${JSON.stringify(kind)},
  resource
) when {
  ${clauses.join(' &&\n  ')}
};`
}
