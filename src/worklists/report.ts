// What became of tasks: how often each rule hit, and how often a person confirmed it. Counts of tasks only.
import type { Pool } from 'pg'
import { WORK_RULES, type WorkRule } from './rules.ts'

export interface RuleCounts {
  readonly rule: WorkRule
  /** In all; what is neither of the others is open. */
  readonly hits: number
  readonly confirmed: number
  readonly dismissed: number
  readonly expired: number
  readonly withdrawn: number
}

/** Every rule, those that never hit too. */
export async function reportTasks(registry: Pool): Promise<RuleCounts[]> {
  const { rows } = await registry.query<RuleCounts>(
    `select r.rule, count(t.id)::int as hits, ${['CONFIRMED', 'DISMISSED', 'EXPIRED', 'WITHDRAWN']
      .map((state) => `count(*) filter (where t.state = '${state}')::int as ${state.toLowerCase()}`)
      .join(', ')}
     from unnest($1::text[]) r(rule) left join worklist.task t on t.rule = r.rule group by r.rule order by r.rule`,
    [WORK_RULES],
  )
  return rows
}
