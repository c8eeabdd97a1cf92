// Weighs every finding of a pack for one child on one day.
import type { Day } from '../clock.ts'
import type { PersonFacts } from './facts.ts'
import type { Finding } from './finding.ts'
import { decidedOn } from './local-decisions.ts'
import type { RulePack } from './rule-pack.ts'
import type { Truth } from './three-valued.ts'
import { type TraceNode, weigh } from './weigh.ts'

export interface Found {
  readonly finding: Finding
  readonly truth: Truth
  /** Holds the child's values (L4). */
  readonly trace: TraceNode
}

/** Every finding of the pack, in its order, whether or not the pack is in force on the day: that is for the caller to say. */
export function find(pack: RulePack, person: PersonFacts, day: Day): Found[] {
  const facts = { person, day, decided: decidedOn(pack, day) }
  return pack.findings.map((finding) => {
    const trace = weigh(finding.predicate, facts)
    return { finding, truth: trace.truth, trace }
  })
}
