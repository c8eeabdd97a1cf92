// How many children of the city come out otherwise under another rule pack, by finding: counts alone, none of them below ten.
import type { Day } from '../clock.ts'
import { THRESHOLD } from '../disclosure/parameters.ts'
import type { RulePack } from '../eligibility/rule-pack.ts'
import type { Truth } from '../eligibility/three-valued.ts'
import type { CityJob } from '../registry/pace/read-city.ts'
import { classify } from './classify.ts'

/** What was found under one pack; null where the pack has no finding of the name. */
export type Outcome = Truth | null

export interface Change {
  readonly name: string
  readonly from: Outcome
  readonly to: Outcome
  /** Null: one to nine children, or as many as would tell of another that is held back. */
  readonly children: number | null
}

export interface Comparison {
  readonly children: number
  /** In the order of the findings of the new pack, then of those that it no longer has. */
  readonly changes: readonly Change[]
  /** Children of whom nothing comes out otherwise; null as above. */
  readonly same: number | null
}

/** Reads the city once, and weighs each child under both. */
export async function comparePacks(
  job: CityJob,
  { current, proposed, on }: { readonly current: RulePack; readonly proposed: RulePack; readonly on?: Day },
): Promise<Comparison> {
  const counts = new Map<string, number>()
  let [children, same] = [0, 0]
  for await (const page of classify(job, [current, proposed], on)) {
    for (const { found } of page) {
      const changed = changesOf(found.map((each) => new Map(each.map(({ finding, truth }) => [finding.name, truth]))))
      for (const change of changed) counts.set(change, (counts.get(change) ?? 0) + 1)
      children += 1
      if (changed.length === 0) same += 1
    }
  }
  const names = new Set([...proposed.findings, ...current.findings].map(({ name }) => name))
  const changes = [...names].flatMap((name) =>
    [...counts].flatMap(([key, count]): Change[] => {
      const change = JSON.parse(key) as readonly [string, Outcome, Outcome]
      return change[0] === name ? [{ name, from: change[1], to: change[2], children: shown(count) }] : []
    }),
  )
  // What is neither the same nor shown would be told by the rest.
  const isWhole = children - same === 0 || children - same >= THRESHOLD
  return { children, changes, same: isWhole ? same : null }
}

function changesOf([current, proposed]: readonly ReadonlyMap<string, Truth>[]): string[] {
  const names = new Set([...(current?.keys() ?? []), ...(proposed?.keys() ?? [])])
  return [...names].flatMap((name) => {
    const [from, to] = [current?.get(name) ?? null, proposed?.get(name) ?? null]
    return from === to ? [] : [JSON.stringify([name, from, to])]
  })
}

function shown(count: number): number | null {
  return count < THRESHOLD ? null : count
}
