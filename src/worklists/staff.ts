// How many hold the post of a task's place today, by civil affairs' register: read once for a page, and where it is asked for alone.
import { type ChildWorker, shownWorkers } from '../departments/civil-affairs/worker-register.ts'
import { MissingCell } from '../departments/missing-cell.ts'
import type { BoundRoot } from '../plan/bind.ts'
import type { ShapeField } from '../plan/shape.ts'
import type { Operation, Rooms } from '../rooms.ts'
import type { OpenTask } from './open-tasks.ts'

/** Null of a place without a post. */
export type StaffAt = (place: string | null) => number | MissingCell | null

const NOBODY: StaffAt = () => null

export async function staffOf(
  { workerRegister }: Rooms,
  { today }: Operation,
  { root, tasks }: { readonly root: BoundRoot; readonly tasks: readonly OpenTask[] },
): Promise<StaffAt> {
  const posts = [...new Set(tasks.flatMap(({ place }) => (place !== null && hasPost(place) ? [place] : [])))]
  if (posts.length === 0 || !asksFor(root.plan.field, 'WorkTask.staff')) return NOBODY
  const workers = await shownWorkers(workerRegister, today, { lowest: posts, highest: posts })
  return (place) => {
    if (place === null || !hasPost(place)) return null
    return workers instanceof MissingCell ? workers : peopleAt(workers, place)
  }
}

/** Two posts of one person in a place are one person. */
function peopleAt(workers: readonly ChildWorker[], place: string): number {
  return new Set(workers.flatMap(({ division, workerNo }) => (division === place ? [workerNo] : []))).size
}

/** A county has none of its own. */
function hasPost(place: string): boolean {
  return !place.endsWith('000000')
}

function asksFor({ coordinate, fields }: ShapeField, wanted: string): boolean {
  return coordinate === wanted || fields.some((field) => asksFor(field, wanted))
}
