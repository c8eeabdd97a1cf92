// Leaks of work lists: another county's task in the list, and a change of one that is told without a word of what it is about.
import { registryWith } from './act-mutants.ts'
import type { Mutant } from './mutant.ts'
import { askTasks, followTasks } from './tasks.ts'

const OWN_DIVISION = /[rj]\.division between d\.lowest::char\(12\) and d\.highest::char\(12\)/g

export const TASK_MUTANTS: readonly Mutant[] = [
  {
    leak: 'a work list in which another county’s tasks stand',
    caller: ['adjudicator', 'P08'],
    make: askTasks,
    spoil: registryWith(OWN_DIVISION, 'true'),
  },
  {
    leak: 'an event for a task of another county, though nothing is shown of it',
    caller: ['adjudicator', 'P08'],
    make: followTasks,
    spoil: registryWith(OWN_DIVISION, 'true', /^(work-changed$|in-scope )/),
  },
]
