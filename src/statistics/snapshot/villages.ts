// How many children each village's child director looks after. Counted while the city is read, and kept nowhere.
import type { Pool, PoolClient } from 'pg'
import type { RulePack } from '../../eligibility/rule-pack.ts'
import { or, type Truth } from '../../eligibility/three-valued.ts'
import { leavesOf } from '../../registry/findings/facts.ts'
import type { ReadChild } from '../../registry/pace/read-city.ts'
import { villagesOf } from '../../registry/villages.ts'
import { type CountedChild, findingOf, holds, ruleOf, together } from '../menu/dimension.ts'

/** As work list W08 counts: left behind, or in difficulty by the pack's own word for it (the predicate of R08). */
export const countsForDirector = {
  reads: (pack: RulePack): string[] =>
    together(leavesOf(findingOf(pack, 'LEFT_BEHIND')), leavesOf(ruleOf(pack, 'MEDICAL_AID'))),
  of: (child: CountedChild): Truth =>
    or(holds(findingOf(child.pack, 'LEFT_BEHIND'), child), holds(ruleOf(child.pack, 'MEDICAL_AID'), child)),
}

export class VillageCounter {
  readonly counts = new Map<string, number>()
  readonly #on: Pick<CountedChild, 'day' | 'pack'>

  constructor(on: Pick<CountedChild, 'day' | 'pack'>) {
    this.#on = on
  }

  async add(registry: Pool | PoolClient, children: readonly ReadChild[]): Promise<void> {
    const counted = children.filter(({ cells }) => countsForDirector.of({ ...this.#on, cells }) === 'TRUE')
    const ids = counted.map(({ childId }) => childId)
    for (const village of await villagesOf(registry, ids, this.#on.day))
      this.counts.set(village, (this.counts.get(village) ?? 0) + 1)
  }
}
