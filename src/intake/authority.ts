// Under whose policy intake runs: a system role's, like every job. What its policy does not grant is not taken in.
import type { FieldTreatment, JobBody } from '../audit/entry.ts'
import type { Journal } from '../audit/journal.ts'
import type { Clock } from '../clock.ts'
import { GatewayError } from '../errors.ts'
import type { PolicySet } from '../policy/compile.ts'
import type { Fed } from './feeds.ts'

export const INTAKE_ROLE = 'SYSTEM_IMPORT'

const CHILD = 'IntakeRecord.child'

/** What a run may do, as its entries in the journal say it. */
export interface Authority {
  readonly policyIds: readonly string[]
  readonly policyVersion: string
  readonly fields: readonly FieldTreatment[]
}

/** Throws REFUSED without a policy that grants this kind of fact. Whom a record is about becomes keyed digests where it is read. */
export function authorityFor(policies: PolicySet, { feed }: Pick<Fed, 'feed'>): Authority {
  return authorityOver(policies, [
    [CHILD, 'token'],
    [feed.coordinate, 'reveal'],
  ])
}

/** Throws REFUSED without a policy that grants all of this. */
export function authorityOver(policies: PolicySet, fields: readonly FieldTreatment[]): Authority {
  const grant = policies.grantFor(INTAKE_ROLE, 'P08')
  if (!grant) throw new GatewayError('REFUSED', `no policy for ${INTAKE_ROLE}`)
  for (const [coordinate] of fields) {
    if (grant.decide('input', coordinate).effect === 'reveal') continue
    throw new GatewayError('REFUSED', `${coordinate} is not granted to ${INTAKE_ROLE}`)
  }
  return { policyIds: grant.policyIds, policyVersion: grant.version, fields }
}

export interface Run {
  readonly job: 'import' | 'import-check' | 'feed' | 'feed-retry'
  readonly fed: Pick<Fed, 'source'>
  readonly authority: Authority
  readonly journal: Journal
  readonly clock: Clock
  readonly newId: () => string
}

interface Outcome {
  readonly status: 'FINISHED' | 'FAILED'
  /** How many records the work was about. */
  readonly count: number
}

/**
 * Does the work between two entries of the journal: one that is durable before anything is read, and one that says how it
 * came out, also where it ended without an error.
 */
export async function journalled<Result>(
  run: Run,
  work: () => Promise<Result>,
  outcomeOf: (result: Result) => Outcome,
): Promise<Result> {
  await write(run, 'STARTED', 0)
  let result: Result
  try {
    result = await work()
  } catch (error) {
    await write(run, 'FAILED', 0)
    throw error
  }
  const { status, count } = outcomeOf(result)
  await write(run, status, count)
  return result
}

async function write(run: Run, status: JobBody['status'], count: number): Promise<void> {
  const { journal, clock, newId, job, fed, authority } = run
  await journal.append('JOB', {
    entryId: newId(),
    at: clock.now().toISOString(),
    job,
    role: INTAKE_ROLE,
    source: fed.source,
    ...authority,
    status,
    count,
  })
}
