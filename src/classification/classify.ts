// Goes through all children and weighs the findings of rule packs on the cells that the job is granted. A finding proposes; what is made of
// it is for whoever runs the job, and in the end for a person.
import { type Day, shanghaiDay } from '../clock.ts'
import type { Department } from '../departments/department.ts'
import { departmentsKnowing } from '../departments/joined.ts'
import { type Found, find } from '../eligibility/find.ts'
import type { RulePack } from '../eligibility/rule-pack.ts'
import { FACT_LEAVES, factsFrom } from '../registry/findings/facts.ts'
import { type CityJob, type ReadChild, readCityAs } from '../registry/pace/read-city.ts'

export const CLASSIFY_ROLE = 'SYSTEM_CLASSIFY'

/** The departments that tell what a finding may be weighed on. */
export const CLASSIFYING: readonly Department[] = departmentsKnowing(FACT_LEAVES)

/** One child, and by pack, in their order, what was found. */
export interface Classified extends ReadChild {
  readonly found: readonly (readonly Found[])[]
}

/** All children page by page, weighed on the day of the run, or on another. Throws as `readCity`. */
export async function* classify(job: CityJob, packs: readonly RulePack[], on?: Day): AsyncGenerator<Classified[]> {
  const day = on ?? shanghaiDay(job.clock.now())
  for await (const page of readCity(job, FACT_LEAVES)) {
    yield page.map((child) => {
      // The job is granted cells alone: what was decided once and holds no longer it does not know.
      const person = factsFrom(child.cells, null)
      return { ...child, found: packs.map((pack) => find(pack, person, day)) }
    })
  }
}

/** All children page by page, each with these cells, under the policy of the classifying job. Throws as `readCityAs`. */
export function readCity(job: CityJob, coordinates: readonly string[]): AsyncGenerator<ReadChild[]> {
  return readCityAs({ ...job, role: CLASSIFY_ROLE, purpose: 'P08' }, coordinates)
}
