// What changes for whom from one set of policies to another: cells gained, lost and treated otherwise, and the terms around
// them (relation, limits, values). Pure; both who signs a release and the journal's entry of it rest on this.
import type { Grant, GrantedUse, PolicySet } from './compile.ts'
import type { Decision, UseKind } from './decision.ts'

/** How a use is treated: `refuse`, `reveal` or `mask:<name>`, with ` where <condition> else <what shows>` for each row rule. */
export type CellTreatment = string

export interface CellChange {
  readonly role: string
  readonly purpose: string
  readonly kind: UseKind
  readonly coordinate: string
  readonly before: CellTreatment
  readonly after: CellTreatment
}

/** What a grant says beside its cells; a wider relation gives more children without one cell more. */
export interface TermChange {
  readonly role: string
  readonly purpose: string
  /** `relation`, `limits.children`, `values.Benefit` … */
  readonly term: string
  /** Null where the role has no policy for the purpose, or the policy says nothing of the term. */
  readonly before: string | null
  readonly after: string | null
}

/** Each list in the order of role, purpose, kind and coordinate. */
export interface PolicyDiff {
  /** Refused before. */
  readonly gained: readonly CellChange[]
  /** Refused now. */
  readonly lost: readonly CellChange[]
  /** Granted before and now, under another treatment. */
  readonly changed: readonly CellChange[]
  readonly terms: readonly TermChange[]
}

/** `before` null: nothing was granted to anybody. */
export function diffPolicies(before: PolicySet | null, after: PolicySet): PolicyDiff {
  const pairs = pairsOf(before?.grants() ?? [], after.grants())
  const cells = pairs.flatMap((pair) => [...cellChanges(pair)])
  return {
    gained: cells.filter((cell) => cell.before === 'refuse'),
    lost: cells.filter((cell) => cell.after === 'refuse'),
    changed: cells.filter((cell) => cell.before !== 'refuse' && cell.after !== 'refuse'),
    terms: pairs.flatMap((pair) => [...termChanges(pair)]),
  }
}

interface Pair {
  readonly role: string
  readonly purpose: string
  readonly before: Grant | undefined
  readonly after: Grant | undefined
}

function pairsOf(before: readonly Grant[], after: readonly Grant[]): Pair[] {
  const pairs = new Map<string, Pair>()
  for (const grant of before) pairs.set(keyOf(grant), { ...named(grant), before: grant, after: undefined })
  for (const grant of after) {
    pairs.set(keyOf(grant), { ...named(grant), before: pairs.get(keyOf(grant))?.before, after: grant })
  }
  return inOrder(pairs)
}

function named({ role, purpose }: Grant): Pick<Pair, 'role' | 'purpose'> {
  return { role, purpose }
}

function keyOf({ role, purpose }: Grant): string {
  return `${role} ${purpose}`
}

function* cellChanges({ role, purpose, before, after }: Pair): Generator<CellChange> {
  const uses = [before, after].flatMap((grant) => grant?.uses ?? [])
  const byName = new Map(uses.map((use): [string, GrantedUse] => [`${use.kind} ${use.coordinate}`, use]))
  for (const { kind, coordinate } of inOrder(byName)) {
    // Asked of the grants themselves, as the walk asks them, so that a listed use that is refused counts as refused.
    const change = {
      before: treatmentOf(before?.decide(kind, coordinate)),
      after: treatmentOf(after?.decide(kind, coordinate)),
    }
    if (change.before !== change.after) yield { role, purpose, kind, coordinate, ...change }
  }
}

/** Undefined: there is no policy, which refuses. */
export function treatmentOf(decision: Decision | undefined): CellTreatment {
  if (!decision || decision.effect === 'refuse') return 'refuse'
  const rows = (decision.rows ?? []).map(({ where, otherwise }) => ` where ${where} else ${otherwise}`)
  return `${decision.effect === 'mask' ? `mask:${decision.mask}` : 'reveal'}${rows.join('')}`
}

function* termChanges({ role, purpose, before, after }: Pair): Generator<TermChange> {
  const [then, now] = [termsOf(before), termsOf(after)]
  for (const term of [...new Set([...then.keys(), ...now.keys()])].sort()) {
    const change = { before: then.get(term) ?? null, after: now.get(term) ?? null }
    if (change.before !== change.after) yield { role, purpose, term, ...change }
  }
}

function termsOf(grant: Grant | undefined): ReadonlyMap<string, string> {
  if (!grant) return new Map()
  return new Map([
    ['relation', grant.relation],
    ['until', grant.until ?? 'replaced'],
    ['journal', JSON.stringify(grant.journal)],
    ...Object.entries(grant.limits).map(([name, limit]): [string, string] => [`limits.${name}`, String(limit)]),
    ...Object.entries(grant.values).map(([name, values]): [string, string] => [
      `values.${name}`,
      [...values].sort().join(' '),
    ]),
  ])
}

/** By the order of the keys. */
function inOrder<T>(named: ReadonlyMap<string, T>): T[] {
  return [...named.keys()].sort().map((name) => named.get(name) as T)
}
