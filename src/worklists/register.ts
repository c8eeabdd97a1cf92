// `algorithmRegister`: each rule that runs, as it is registered, and what came of its tasks, for whoever oversees them (PIPL 24, 54, 55). Only
// months that are over are counted, by when a thing happened: no later decision changes them, so that no two answers can be subtracted. Small
// counts are held back, none like few; no total is given from which one could be computed.
import type { Pool } from 'pg'
import { addMonths, type Day, startOfDay } from '../clock.ts'
import { THRESHOLD } from '../disclosure/parameters.ts'
import type { RootWalker } from '../rooms.ts'
import { TaskOutcome } from './register-types.ts'

/** As the monthly reports on quality. */
const MONTHS = 12

export const walkAlgorithmRegister: RootWalker = (rooms, { today }) => ({
  subjects: [],
  subjectKind: 'none',
  count: 0,
  async read() {
    const months = monthsBefore(today)
    const counted = await countTasks(rooms.registry, months)
    const value = rooms.algorithms.map((algorithm) => ({
      ...algorithm,
      counts: months.flatMap((month) =>
        Object.keys(TaskOutcome).map((outcome) => ({
          month,
          outcome,
          tasks: openly(counted.get(`${algorithm.rule} ${month} ${outcome}`) ?? 0),
        })),
      ),
    }))
    return { value, resolved: [], answers: [] }
  },
})

function openly(tasks: number): number | null {
  return tasks < THRESHOLD ? null : tasks
}

/** The newest first. */
function monthsBefore(today: Day): string[] {
  const first = `${today.slice(0, 7)}-01`
  return Array.from({ length: MONTHS }, (_, at) => addMonths(first, -1 - at).slice(0, 7))
}

const COUNTED = `
  select rule, to_char(at at time zone 'Asia/Shanghai', 'YYYY-MM') as month, outcome, count(*)::int as tasks from (
    select rule, raised_at as at, 'RAISED' as outcome from worklist.task
    union all select rule, ended_at, state from worklist.task where state <> 'RAISED') happened
  where at >= $1 and at < $2 group by 1, 2, 3`

/** By rule, month and outcome; what never happened is not there. */
async function countTasks(registry: Pool, months: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const { rows } = await registry.query<{ rule: string; month: string; outcome: string; tasks: number }>({
    ...{ name: 'work-counts', text: COUNTED },
    values: [startOfDay(`${months.at(-1)}-01`), startOfDay(addMonths(`${months[0]}-01`, 1))],
  })
  return new Map(rows.map(({ rule, month, outcome, tasks }) => [`${rule} ${month} ${outcome}`, tasks]))
}
