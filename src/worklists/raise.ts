// The job: weighs the rules of the register over the city, and brings their tasks into step. It proposes; a person decides (PIPL 24).
import { createHmac, type KeyObject } from 'node:crypto'
import type { PoolClient } from 'pg'
import { CLASSIFY_ROLE, readCity } from '../classification/classify.ts'
import { addDays, type Day, shanghaiDay, startOfDay } from '../clock.ts'
import { inTransaction } from '../database/transaction.ts'
import type { Department } from '../departments/department.ts'
import { departmentsKnowing } from '../departments/joined.ts'
import { packFor } from '../eligibility/answer-days.ts'
import type { RulePack } from '../eligibility/rule-pack.ts'
import { GatewayError } from '../errors.ts'
import type { CityJob, ReadChild } from '../registry/pace/read-city.ts'
import { readWorkersAs, type WorkersJob } from '../registry/pace/read-workers.ts'
import { villagesOf } from '../registry/villages.ts'
import { overdueReports } from '../reports/overdue.ts'
import { type Algorithm, ruleOf } from './algorithm.ts'
import { eraseEnded } from './erase.ts'
import { householdsOf } from './households.ts'
import { expireTasks, type Found, type Held, keepTasks } from './keep.ts'
import { vacantPosts } from './places.ts'
import {
  type ChildRule,
  isChildRule,
  isLeaf,
  LIST_LEAVES,
  type RegistryRule,
  RULES,
  type VillageRule,
  type Weighing,
  type WorkRule,
} from './rules.ts'

export interface WorkJob extends CityJob, Pick<WorkersJob, 'workerRegister'> {
  readonly packs: readonly RulePack[]
  readonly algorithms: readonly Algorithm[]
  /** What digests of watched facts are made with. */
  readonly key: KeyObject
}

/** What came of one rule. */
export interface Weighed {
  readonly rule: WorkRule
  /** Why the rule did not run: the register of algorithms has no entry, or that of child workers is not there or too old. */
  readonly lacks: 'ENTRY' | 'WORKERS' | null
  readonly raised: number
  readonly withdrawn: number
  readonly expired: number
}

/** The departments that rules of work lists may read. */
export const WORKING: readonly Department[] = departmentsKnowing(Object.values(LIST_LEAVES).flat())

function leavesOf(algorithms: readonly Algorithm[]): string[] {
  return [...new Set(algorithms.flatMap(({ inputs }) => inputs))].filter(isLeaf).sort()
}

/**
 * Once over the city. Throws REFUSED where no rule pack is in force, or a cell that a rule reads is not granted; SOURCE_UNAVAILABLE while a
 * department is out. What was raised until then stands.
 */
export async function raiseTasks(job: WorkJob): Promise<Weighed[]> {
  const now = job.clock.now()
  const day = shanghaiDay(now)
  const pack = packFor(job.packs, day)
  if (pack.effectiveFrom === null || day < pack.effectiveFrom)
    throw new GatewayError('REFUSED', 'no rule pack in force')
  const run = new Run(job, { now, day, pack })
  await run.expire()
  await run.overChildren()
  await run.overPlaces()
  await run.record()
  return run.results()
}

interface Today {
  readonly now: Date
  readonly day: Day
  readonly pack: RulePack
}

/** A rule of some kind with its entry of the register. */
interface Running<Kind> {
  readonly rule: Kind
  readonly algorithm: Algorithm
}

class Run {
  readonly #job: WorkJob
  readonly #today: Today
  readonly #ofChildren: readonly Running<ChildRule>[]
  readonly #ofVillages: readonly Running<VillageRule>[]
  readonly #counts = new Map<WorkRule, { raised: number; withdrawn: number; expired: number }>()
  /** Of a household rule, whom it holds of: households are told apart once everybody was seen. */
  readonly #ofHouseholds = new Map<WorkRule, { held: string[]; not: string[] }>()
  readonly #withoutWorkers = new Set<WorkRule>()
  /** By village, the children that a village rule counts. */
  readonly #inVillages = new Map<WorkRule, Map<string, number>>()

  constructor(job: WorkJob, today: Today) {
    this.#job = job
    this.#today = today
    const running = job.algorithms.map((algorithm) => ({ algorithm, rule: ruleOf(algorithm.rule) }))
    this.#ofChildren = running.flatMap(({ rule, algorithm }) => (isChildRule(rule) ? [{ rule, algorithm }] : []))
    this.#ofVillages = running.flatMap(({ rule, algorithm }) => (rule.about === 'VILLAGE' ? [{ rule, algorithm }] : []))
    for (const { algorithm } of running) this.#counts.set(algorithm.rule, { raised: 0, withdrawn: 0, expired: 0 })
  }

  async expire(): Promise<void> {
    await this.#write((client) => eraseEnded(client, this.#today.day))
    const expired = await this.#write((client) => expireTasks(client, this.#today.now))
    for (const [rule, counts] of this.#counts) counts.expired = expired.get(rule) ?? 0
  }

  async overChildren(): Promise<void> {
    const leaves = leavesOf(this.#job.algorithms)
    if (leaves.length > 0) for await (const page of readCity(this.#job, leaves)) await this.#onePage(page)
    for (const [rule, { held, not }] of this.#ofHouseholds) {
      await this.#write(async (client) => {
        const households = await householdsOf(client, held, this.#today.day)
        const members = held.map((childId) => heldOf(childId, households.get(childId) ?? childId))
        await this.#keep(client, rule, { held: members, not })
      })
    }
  }

  async #onePage(children: readonly ReadChild[]): Promise<void> {
    await this.#write(async (client) => {
      for (const running of this.#ofChildren) await this.#weigh(client, running, children)
      for (const running of this.#ofVillages) await this.#count(client, running, children)
    })
  }

  async #weigh(client: PoolClient, running: Running<ChildRule>, children: readonly ReadChild[]): Promise<void> {
    const { rule } = running
    const seen = children.map((child) => ({ childId: child.childId, facts: this.#facts(running, child) }))
    const changed = rule.watches ? await this.#changed(client, rule.watches, seen) : null
    const weighed = seen.map(({ childId, facts }) => ({ childId, ...rule.weigh(facts) }))
    const not = weighed.flatMap(({ childId, truth }) => (truth === 'FALSE' ? [childId] : []))
    const held = weighed.filter(({ childId, truth }) => truth === 'TRUE' && (changed?.has(childId) ?? true))
    if (rule.about === 'HOUSEHOLD') {
      const all = this.#ofHouseholds.get(rule.rule) ?? { held: [], not: [] }
      this.#ofHouseholds.set(rule.rule, all)
      all.held.push(...held.map(({ childId }) => childId))
      all.not.push(...not)
      return
    }
    await this.#keep(client, rule.rule, {
      ...{ held: held.map(({ childId, occasion }) => heldOf(childId, childId, occasion)), not },
    })
  }

  /** Those whose watched facts are known and differ from what was last seen, which they now are. */
  async #changed(
    client: PoolClient,
    watches: NonNullable<ChildRule['watches']>,
    seen: readonly { readonly childId: string; readonly facts: Weighing }[],
  ): Promise<ReadonlySet<string>> {
    const known = seen.flatMap(({ childId, facts }) => {
      const text = watches(facts)
      return text === null ? [] : [{ childId, digest: this.#digest(childId, text) }]
    })
    const { rows } = await client.query<{ child_id: string }>(
      `with seen as (select * from unnest($1::uuid[], $2::bytea[]) s(child_id, digest)),
         before as (select w.child_id from worklist.watched w join seen s using (child_id) where w.digest <> s.digest for update of w),
         kept as (insert into worklist.watched as w select * from seen
           on conflict (child_id) do update set digest = excluded.digest where w.digest <> excluded.digest)
       select child_id from before`,
      [known.map(({ childId }) => childId), known.map(({ digest }) => digest)],
    )
    return new Set(rows.map(({ child_id: childId }) => childId))
  }

  #digest(childId: string, text: string): Buffer {
    return createHmac('sha256', this.#job.key).update(`worklists\0${childId}\0${text}`, 'utf8').digest()
  }

  async #count(client: PoolClient, running: Running<VillageRule>, children: readonly ReadChild[]): Promise<void> {
    const counted = children.filter((child) => running.rule.counts(this.#facts(running, child)) === 'TRUE')
    const villages = await villagesOf(
      client,
      counted.map(({ childId }) => childId),
      this.#today.day,
    )
    const inVillages = this.#inVillages.get(running.rule.rule) ?? new Map<string, number>()
    this.#inVillages.set(running.rule.rule, inVillages)
    for (const village of villages) inVillages.set(village, (inVillages.get(village) ?? 0) + 1)
  }

  async overPlaces(): Promise<void> {
    for (const { rule } of this.#ofVillages) {
      const inVillages = this.#inVillages.get(rule.rule) ?? new Map<string, number>()
      const above = [...inVillages].flatMap(([village, children]) => (children > rule.above ? [village] : []))
      await this.#write((client) => this.#keep(client, rule.rule, { held: above.map(heldPlace), not: null }))
    }
    await this.#overPosts()
    await this.#overReports()
  }

  // Without a register nobody knows that a post is vacant: nothing is raised and nothing withdrawn.
  async #overPosts(): Promise<void> {
    for (const rule of this.#ofRegistry('POST')) {
      const job = { ...this.#job, role: CLASSIFY_ROLE, purpose: 'P08' } as const
      const held = await readWorkersAs(job, this.#today.day, ['ChildWorker.division'])
      if (held.state === 'FRESH')
        await this.#keepFound(rule, async (client) => (await vacantPosts(client, held.workers)).map(heldPlace))
      else this.#withoutWorkers.add(rule)
    }
  }

  async #overReports(): Promise<void> {
    for (const rule of this.#ofRegistry('REPORT')) {
      const overdue = await overdueReports(this.#job.registry, this.#today.now)
      await this.#keepFound(rule, async () =>
        overdue.map(({ number, county }) => ({ key: number, subject: number, occasion: '', place: county })),
      )
    }
  }

  #ofRegistry(about: RegistryRule['about']): WorkRule[] {
    return RULES.flatMap((each) => (each.about === about && this.#counts.has(each.rule) ? [each.rule] : []))
  }

  #keepFound(rule: WorkRule, find: (client: PoolClient) => Promise<Held[]>): Promise<void> {
    return this.#write(async (client) => this.#keep(client, rule, { held: await find(client), not: null }))
  }

  // What the register does not name the rule does not see.
  #facts({ algorithm }: Running<unknown>, { cells }: ReadChild): Weighing {
    const { pack, day } = this.#today
    const inputs = new Set(algorithm.inputs)
    return { pack, day, cells: (leaf) => (inputs.has(leaf) ? cells(leaf) : undefined), counties: algorithm.counties }
  }

  async #keep(client: PoolClient, rule: WorkRule, found: Pick<Found, 'held' | 'not'>): Promise<void> {
    const { now, day } = this.#today
    const counts = this.#counts.get(rule)
    const days = this.#job.algorithms.find((each) => each.rule === rule)?.expiresAfterDays ?? 0
    const expiresAt = startOfDay(addDays(day, days + 1))
    const { raised, withdrawn } = await keepTasks(client, this.#job.newId, { ...found, rule, now, expiresAt })
    if (!counts) return
    counts.raised += raised
    counts.withdrawn += withdrawn
  }

  #write<Result>(work: (client: PoolClient) => Promise<Result>): Promise<Result> {
    return inTransaction(this.#job.registry, work)
  }

  async record(): Promise<void> {
    const { journal, newId, policies } = this.#job
    for (const [rule, counts] of this.#counts) {
      await journal.append('ACT', {
        ...{ entryId: newId(), at: this.#today.now.toISOString(), act: 'TASKS_WEIGHED', personId: null },
        ...{ organisationId: null, subjects: [], policyVersion: policies.version, facts: { rule, ...counts } },
      })
    }
  }

  results(): Weighed[] {
    const nothing = { raised: 0, withdrawn: 0, expired: 0 }
    return RULES.map(({ rule }) => ({ rule, lacks: this.#lackedBy(rule), ...(this.#counts.get(rule) ?? nothing) }))
  }

  #lackedBy(rule: WorkRule): Weighed['lacks'] {
    if (!this.#counts.has(rule)) return 'ENTRY'
    return this.#withoutWorkers.has(rule) ? 'WORKERS' : null
  }
}

function heldOf(childId: string, subject: string, occasion = ''): Held {
  return { key: childId, subject, occasion, place: null }
}

function heldPlace(division: string): Held {
  return { key: division, subject: division, occasion: '', place: division }
}
