// Leaks by the plan: kept under too short a key, or made by a decision that looks at an alias, a directive or a fragment
// in place of the field that is read.
import { type DocumentNode, Kind, parse, print, visit } from 'graphql'
import type { Planner } from '../../src/plan/plan.ts'
import type { Grant } from '../../src/policy/compile.ts'
import type { Town } from '../world/town.ts'
import { childrenOf, pages } from './casework.ts'
import type { Mutant } from './mutant.ts'
import { type OperationMaker, once } from './operation.ts'

const HIDDEN = {
  selected: '{ children { nodes { childRef civilAffairs { categories } } } }',
  renamed: '{ children { nodes { publicSecurity { displayName: citizenId } } } }',
  leftOut: '{ children { nodes { childRef civilAffairs @include(if: false) { categories } } } }',
  fragment:
    '{ children { nodes { childRef ...Hidden } } } fragment Hidden on Child { civilAffairs { householdAidClass } }',
  inline: '{ children { nodes { childRef ... on Child { civilAffairs { householdAidClass } } } } }',
}

/** A document that the village is refused, whatever the data. */
function refused(query: string): OperationMaker {
  return (scene) => ({
    title: 'village P07 refused',
    case: null,
    misses: 0,
    requests: once({ query, variables: {} }),
    asked: [],
    isRefused: true,
    focus: [...childrenOf(scene).own],
    ghosts: [],
  })
}

/** Replaces the planner: `real` makes true plans, `open` is a grant of everything under the village's relation. */
function planningBy(plan: (real: Planner, document: DocumentNode, grants: Grants) => ReturnType<Planner['planFor']>) {
  return ({ gateway: { rooms } }: Town): void => {
    const { planner, schema, policies } = rooms
    const planFor: Planner['planFor'] = (document, grant) => {
      const open: Grant = { ...grant, view: schema, decide: () => ({ effect: 'reveal', policies: grant.policyIds }) }
      const county = policies.grantFor('MZ_ADJUDICATOR', 'P08') ?? grant
      return plan(planner, document, { grant, open, county })
    }
    Object.assign(rooms, { planner: { planFor } })
  }
}

interface Grants {
  readonly grant: Grant
  readonly open: Grant
  /** Another role's, for another purpose. */
  readonly county: Grant
}

// What is decided on is not what is read: the true planner refuses the one, and the other is planned with everything open.
function decidingOn(decided: (document: DocumentNode) => DocumentNode): (town: Town) => void {
  return planningBy((real, document, { grant, open }) => {
    real.planFor(decided(document), grant)
    return real.planFor(document, open)
  })
}

function withoutFragments(document: DocumentNode): DocumentNode {
  return visit(document, {
    [Kind.INLINE_FRAGMENT]: () => null,
    [Kind.FRAGMENT_SPREAD]: () => null,
    [Kind.FRAGMENT_DEFINITION]: () => null,
  })
}

function byAlias(document: DocumentNode): DocumentNode {
  return visit(document, {
    [Kind.FIELD]: (node) => (node.alias ? { ...node, name: node.alias, alias: undefined } : undefined),
  })
}

function withoutLeftOut(document: DocumentNode): DocumentNode {
  return visit(document, {
    [Kind.FIELD]: (node) => ((node.directives ?? []).length > 0 ? null : undefined),
  })
}

function scopeForgotten({ gateway: { rooms } }: Town): void {
  const { planner } = rooms
  // A plan is kept for its document: a fresh one is planned afresh.
  const planFor: Planner['planFor'] = (document, grant) =>
    planner.planFor(parse(print(document)), { ...grant, scopeConditions: [] })
  Object.assign(rooms, { planner: { planFor } })
}

export const PLAN_MUTANTS: readonly Mutant[] = [
  {
    leak: 'a plan kept by its document, whoever it was made for',
    caller: ['village', 'P07'],
    make: refused(HIDDEN.selected),
    spoil: planningBy((real, document, { county }) => real.planFor(document, county)),
  },
  {
    leak: 'a plan kept by document and role, whatever the purpose grants',
    caller: ['village', 'P07'],
    make: refused(HIDDEN.inline),
    spoil: planningBy((real, document, { open }) => real.planFor(document, open)),
  },
  {
    leak: 'a decision on the alias in place of the field',
    caller: ['village', 'P07'],
    make: refused(HIDDEN.renamed),
    spoil: decidingOn(byAlias),
  },
  {
    leak: 'a decision that passes over what @include leaves out',
    caller: ['village', 'P07'],
    make: refused(HIDDEN.leftOut),
    spoil: decidingOn(withoutLeftOut),
  },
  {
    leak: 'a decision that passes over named fragments',
    caller: ['village', 'P07'],
    make: refused(HIDDEN.fragment),
    spoil: decidingOn(withoutFragments),
  },
  {
    leak: 'a decision that passes over inline fragments',
    caller: ['village', 'P07'],
    make: refused(HIDDEN.inline),
    spoil: decidingOn(withoutFragments),
  },
  {
    leak: 'a list of residents that forgets whom it may not know to live there',
    caller: ['village', 'P07'],
    make: (scene, random) => pages(scene, random, { first: 40 }),
    spoil: scopeForgotten,
  },
]
