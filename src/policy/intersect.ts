// What a program may do for a person: never more than the person, never more than the program, and nothing of level L4.
// Pure, as a grant of its own, so that no plan and no view of either one's is ever used for the two together.
import { type GraphQLSchema, getNamedType, isEnumType, isObjectType, validateSchema } from 'graphql'
import type { Classification } from '../catalogue/item.ts'
import { invariant } from '../errors.ts'
import { fieldAt } from './check.ts'
import type { Grant } from './compile.ts'
import type { Decision, UseKind } from './decision.ts'
import type { Limits, Release, RowRule } from './policy.ts'
import { viewOf } from './view.ts'

type Catalogue = ReadonlyMap<string, Classification>

const known = new WeakMap<Grant, WeakMap<Grant, Grant | null>>()

/** The intersection, made once for each two grants: a new set of policies has new grants and so new intersections. */
export function delegatedGrant(user: Grant, agent: Grant, catalogue: Catalogue): Grant | null {
  const byAgent = known.get(user) ?? new WeakMap<Grant, Grant | null>()
  known.set(user, byAgent)
  const made = byAgent.get(agent)
  if (made !== undefined) return made
  const grant = intersectGrants(user, agent, catalogue)
  byAgent.set(agent, grant)
  return grant
}

/**
 * The stricter of both for every use. Null, which is a refusal of everything, where they rest on different relations or
 * where nothing that can be asked is left.
 */
export function intersectGrants(user: Grant, agent: Grant, catalogue: Catalogue): Grant | null {
  invariant(user.version === agent.version && user.purpose === agent.purpose, 'two grants of one set and one purpose')
  // A relation of one does not hold for the other: there is no child that both could mean.
  if (user.relation !== agent.relation) return null
  const policies = [...new Set([...user.policyIds, ...agent.policyIds])].sort()
  const releases = commonReleases(user.releases, agent.releases)
  const withheld: Decision = { effect: 'refuse', policies, reason: 'not for a program' }
  const decideAlone = (kind: UseKind, coordinate: string): Decision =>
    mayLearn(kind, coordinate, { catalogue, releases })
      ? stricter(user.decide(kind, coordinate), agent.decide(kind, coordinate), policies)
      : withheld
  const isSelected = (coordinate: string): boolean => decideAlone('select', coordinate).effect !== 'refuse'
  const decide = (kind: UseKind, coordinate: string): Decision =>
    kind === 'select' && !leadsToLeaf([user.view, agent.view], coordinate, isSelected)
      ? withheld
      : decideAlone(kind, coordinate)
  const values = commonValues(user.view, agent.view)
  const view = viewOf({ schema: user.view, catalogue, decide, values })
  if (validateSchema(view).length > 0) return null
  return {
    ...user,
    policyIds: policies,
    scopeConditions: [...new Set([...user.scopeConditions, ...agent.scopeConditions])].sort(),
    limits: leastLimits(user.limits, agent.limits),
    // Whichever ends first ends both.
    until: [user, agent].flatMap(({ until }) => until ?? []).sort()[0] ?? null,
    journal: { notifyGuardian: user.journal.notifyGuardian || agent.journal.notifyGuardian },
    releases,
    view,
    uses: user.uses
      .map(({ kind, coordinate }) => ({ kind, coordinate, decision: decide(kind, coordinate) }))
      .filter(({ decision }) => decision.effect !== 'refuse'),
    values,
    decide,
  }
}

// A way at whose end nothing is left is no way: its type would be one without fields, and the view no schema.
function leadsToLeaf(
  views: readonly GraphQLSchema[],
  coordinate: string,
  isSelected: (coordinate: string) => boolean,
): boolean {
  // Either view will do: what is left of a type stands in both.
  const [field] = views.flatMap((view) => fieldAt(view, coordinate) ?? [])
  const type = field && getNamedType(field.type)
  if (!isObjectType(type)) return true
  return Object.keys(type.getFields()).some((name) => {
    const below = `${type.name}.${name}`
    return isSelected(below) && leadsToLeaf(views, below, isSelected)
  })
}

function stricter(one: Decision, other: Decision, policies: readonly string[]): Decision {
  if (one.effect === 'refuse' || other.effect === 'refuse') return { effect: 'refuse', policies, reason: 'not granted' }
  const rows = bothRows(one.rows, other.rows)
  const masks = [one, other].flatMap((decision) => (decision.effect === 'mask' ? [decision.mask] : []))
  const [mask, second] = masks
  if (mask === undefined) return { effect: 'reveal', policies, ...rows }
  // Which of two masks leaves less is not decided by their names.
  if (second !== undefined && second !== mask) return { effect: 'refuse', policies, reason: 'two masks for one value' }
  return { effect: 'mask', mask, policies, ...rows }
}

// Every condition of either must hold.
function bothRows(one: readonly RowRule[] = [], other: readonly RowRule[] = []): { rows?: readonly RowRule[] } {
  const bySpelling = new Map([...one, ...other].map((rule) => [`${rule.where} ${rule.otherwise}`, rule]))
  const rows = [...bySpelling.keys()].sort().map((spelling) => bySpelling.get(spelling) as RowRule)
  return rows.length > 0 ? { rows } : {}
}

interface Levels {
  readonly catalogue: Catalogue
  readonly releases: readonly Release[]
}

// L4 reaches no program, neither itself nor what it would be guessed from. What the user typed is the user's own word:
// an input teaches the program nothing, so its grant decides it like any other.
function mayLearn(kind: UseKind, coordinate: string, levels: Levels): boolean {
  if (kind === 'input') return true
  const classification = levels.catalogue.get(coordinate)
  if (!classification || classification.level === 'L4') return false
  const released = levels.releases.filter(({ field }) => field === coordinate).flatMap(({ from }) => from)
  return (classification.derivedFrom ?? []).every((input) => released.includes(input) || mayLearn(kind, input, levels))
}

function commonReleases(one: readonly Release[], other: readonly Release[]): Release[] {
  return one.flatMap(({ field, from }) => {
    const both = other.filter((release) => release.field === field).flatMap((release) => release.from)
    const common = from.filter((input) => both.includes(input))
    return common.length > 0 ? [{ field, from: common }] : []
  })
}

function commonValues(one: GraphQLSchema, other: GraphQLSchema): Record<string, string[]> {
  const types = Object.values(one.getTypeMap()).filter(isEnumType)
  const own = types.filter(({ name }) => !name.startsWith('__'))
  return Object.fromEntries(
    own.map((type) => {
      const twin = other.getType(type.name)
      const names = type.getValues().map(({ name }) => name)
      return [type.name, isEnumType(twin) ? names.filter((name) => twin.getValue(name)) : []]
    }),
  )
}

function leastLimits(one: Limits, other: Limits): Limits {
  const least = (Object.keys(one) as (keyof Limits)[]).map((name) => [name, Math.min(one[name], other[name])])
  return Object.fromEntries(least) as unknown as Limits
}
