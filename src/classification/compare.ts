// How many children of the city come out otherwise under another rule pack, by finding and by what a hospital or a school would be
// answered: counts alone, none of them below ten.
import { type Day, shanghaiDay } from '../clock.ts'
import { THRESHOLD } from '../disclosure/parameters.ts'
import { BENEFITS, type Benefit, type RulePack } from '../eligibility/rule-pack.ts'
import type { CityJob } from '../registry/pace/read-city.ts'
import { answerUnder, benefitsWeighed, inputsFrom } from './answers.ts'
import { type Classified, classify } from './classify.ts'

/** What was found under one pack, or answered; null where the pack has no finding of the name. */
export type Outcome = string | null

export interface Change {
  readonly of: 'FINDING' | 'ANSWER'
  /** Of the finding or of the benefit. */
  readonly name: string
  readonly from: Outcome
  readonly to: Outcome
  /** Null: one to nine children, or as many as would tell of another that is held back. */
  readonly children: number | null
}

export interface Comparison {
  readonly children: number
  /** In the order of the findings of the new pack, then of those that it no longer has; after them the answers by benefit. */
  readonly changes: readonly Change[]
  /** Children of whom nothing comes out otherwise; null as above. */
  readonly same: number | null
  /** Benefits that rest on what the job does not read. */
  readonly notWeighed: readonly Benefit[]
}

/** Reads the city once, and weighs each child under both. */
export async function comparePacks(
  job: CityJob,
  { current, proposed, on }: { readonly current: RulePack; readonly proposed: RulePack; readonly on?: Day },
): Promise<Comparison> {
  const packs = [current, proposed]
  const benefits = benefitsWeighed(packs)
  const weighing = { packs, benefits, day: on ?? shanghaiDay(job.clock.now()) }
  const counts = new Map<string, number>()
  let [children, same] = [0, 0]
  for await (const page of classify(job, packs, on)) {
    for (const child of page) {
      const changed = [...changedFindings(child), ...changedAnswers(child, weighing)]
      for (const change of changed) counts.set(change, (counts.get(change) ?? 0) + 1)
      children += 1
      if (changed.length === 0) same += 1
    }
  }
  const findings = new Set([...proposed.findings, ...current.findings].map(({ name }) => name))
  const order = [...findings].map((name) => `FINDING ${name}`).concat(benefits.map((name) => `ANSWER ${name}`))
  const all = [...counts].map(([key, count]) => ({ ...(JSON.parse(key) as Changed), children: shown(count) }))
  const changes = order.flatMap((each) => all.filter(({ of, name }) => `${of} ${name}` === each))
  // What is neither the same nor shown would be told by the rest.
  const isWhole = children - same === 0 || children - same >= THRESHOLD
  const notWeighed = BENEFITS.filter((benefit) => !benefits.includes(benefit))
  return { children, changes, same: isWhole ? same : null, notWeighed }
}

type Changed = Omit<Change, 'children'>

function changedFindings({ found }: Classified): string[] {
  const [current, proposed] = found.map((each) => new Map(each.map(({ finding, truth }) => [finding.name, truth])))
  const names = new Set([...(current?.keys() ?? []), ...(proposed?.keys() ?? [])])
  return [...names].flatMap((name) =>
    changed({ of: 'FINDING', name, from: current?.get(name) ?? null, to: proposed?.get(name) ?? null }),
  )
}

interface Weighing {
  readonly packs: readonly RulePack[]
  readonly benefits: readonly Benefit[]
  readonly day: Day
}

function changedAnswers({ cells }: Classified, { packs, benefits, day }: Weighing): string[] {
  const inputs = inputsFrom(cells)
  return benefits.flatMap((name) => {
    const [from = null, to = null] = packs.map((pack) => answerUnder(pack, name, inputs, day))
    return changed({ of: 'ANSWER', name, from, to })
  })
}

function changed({ of, name, from, to }: Changed): string[] {
  return from === to ? [] : [JSON.stringify({ of, name, from, to })]
}

function shown(count: number): number | null {
  return count < THRESHOLD ? null : count
}
