// What the rules find of the whole city, and how many come out otherwise under another pack: a job that reads each department once, in its
// lane, all that a finding may be weighed on or nothing.
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { CLASSIFYING, type Classified, classify } from '../../src/classification/classify.ts'
import { comparePacks } from '../../src/classification/compare.ts'
import { addMonths } from '../../src/clock.ts'
import { jobReaders } from '../../src/commands/job-readers.ts'
import { lineOfEqual, linesOf } from '../../src/commands/rules.ts'
import { readRulePack } from '../../src/eligibility/rule-pack.ts'
import type { Truth } from '../../src/eligibility/three-valued.ts'
import { readKeyFile } from '../../src/masking/key-file.ts'
import type { PolicySet } from '../../src/policy/compile.ts'
import type { CityJob } from '../../src/registry/pace/read-city.ts'
import { askReference } from '../eligibility/findings.reference.ts'
import { draft, inForce, packText } from '../eligibility/packs.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { openTown, type Town } from '../world/town.ts'
import { SERVICE_SECRET } from '../world/town-site.ts'
import { rawChildren } from './raw-children.ts'

const TODAY = '2026-11-23'
// Programmes of the federation and what a school does for a pupil the job does not read.
const NOT_WEIGHED = 'answers not weighed: REHAB_FUNDING, ACCOMMODATIONS\n'
const CATEGORIES = ['ORPHAN', 'DE_FACTO_UNSUPPORTED', 'DISABLED', 'ECONOMIC_HARDSHIP']

let registry: OwnRegistry
let town: Town
let job: CityJob

beforeAll(async () => {
  registry = await openOwnRegistry('classification')
  town = await openTown({ databaseUrl: registry.databaseUrl })
  const { rooms } = town.gateway
  const { YBJ, SWJ } = inject('town').serviceUrls
  const readers = await jobReaders(CLASSIFYING, {
    ...{
      boundsFile: null,
      registry: rooms.registry,
      clock: town.clock,
      keys: await readKeyFile(inject('town').keyFile),
    },
    services: { YBJ: { url: YBJ, token: SERVICE_SECRET }, SWJ: { url: SWJ, token: SERVICE_SECRET } },
    open: (code, role) => town.pool(code, role),
  })
  job = {
    ...{ registry: rooms.registry, readers, clock: town.clock, journal: rooms.journal, policies: rooms.policies },
    ...{ newId: rooms.newId, name: 'classify' },
  }
})
afterAll(async () => {
  await town?.close()
  await registry?.drop()
})
beforeEach(async () => void (await town.newEntries()))

async function all(): Promise<Classified[]> {
  const found: Classified[] = []
  for await (const page of classify(job, [inForce])) found.push(...page)
  return found
}

describe('what is found of the city', () => {
  it('is what a reference in SQL says of rows that somebody else read, of every child and each category', async () => {
    const children = await rawChildren(town, TODAY)
    const reference = await askReference(
      inject('databaseServer').serverUrl,
      children.map(({ written }) => written),
      TODAY,
    )
    const found = new Map(
      (await all()).map(({ childId, found: [ours = []] }) => [
        childId,
        new Map<string, Truth>(ours.map(({ finding, truth }) => [finding.name, truth])),
      ]),
    )
    expect(found.size).toBe(children.length)
    expect(children.length).toBeGreaterThan(1_900)
    const counts = new Map<string, number>()
    for (const [at, { childId }] of children.entries()) {
      const [ours, theirs] = [found.get(childId), reference[at]]
      const said = CATEGORIES.map((name) => [name, ours?.get(name)])
      expect([childId, said]).toEqual([childId, CATEGORIES.map((name) => [name, theirs?.get(name)])])
      for (const name of CATEGORIES) {
        const key = `${name} ${ours?.get(name)}`
        counts.set(key, (counts.get(key) ?? 0) + 1)
      }
    }
    for (const name of CATEGORIES)
      expect([name, (counts.get(`${name} TRUE`) ?? 0) > 10, counts.get(`${name} UNKNOWN`) !== 0]).toEqual([
        name,
        true,
        true,
      ])
  })

  it('is journalled at each department with the cells that were read, and without any of them', async () => {
    await all()
    const jobs = (await town.newEntries()).filter(({ kind }) => kind === 'JOB').map(({ body }) => body)
    expect(jobs).toHaveLength(CLASSIFYING.length * 2)
    expect(jobs[0]).toMatchObject({
      job: 'classify',
      role: 'SYSTEM_CLASSIFY',
      policyIds: ['system-classify'],
      status: 'STARTED',
    })
    expect(JSON.stringify(jobs)).toContain('["PublicSecurity.hukouDivision","division-six"]')
    expect(JSON.stringify(jobs)).not.toMatch(/ORPHAN|DIBAO/)
  })

  it('is nothing where one cell is not granted', async () => {
    const policies: PolicySet = {
      ...job.policies,
      grantFor(role, purpose) {
        const grant = job.policies.grantFor(role, purpose)
        if (!grant) return grant
        return {
          ...grant,
          decide: (kind, coordinate) =>
            coordinate === 'Health.illnessAttested'
              ? { effect: 'refuse', policies: [], reason: 'not granted' }
              : grant.decide(kind, coordinate),
        }
      },
    }
    await expect(classify({ ...job, policies }, [inForce]).next()).rejects.toMatchObject({ code: 'REFUSED' })
    expect((await town.newEntries()).filter(({ kind }) => kind === 'JOB')).toEqual([])
  })
})

describe('another rule pack', () => {
  it('that says the same changes nothing', async () => {
    const comparison = await comparePacks(job, { current: inForce, proposed: inForce })
    expect(comparison).toMatchObject({ changes: [], same: comparison.children })
    expect(linesOf({ on: TODAY, current: 'A', proposed: 'B', comparison })).toBe(
      `${comparison.children} children on ${TODAY}, from A to B: nothing comes out otherwise\n${NOT_WEIGHED}`,
    )
  })

  it('of the same text is told by both names', () => {
    const named = { current: 'A (rules/a.yaml, in force)', proposed: 'A (/tmp/a.yaml)' }
    expect(lineOfEqual(named)).toBe(
      'A (/tmp/a.yaml) is the text of A (rules/a.yaml, in force), letter by letter: nothing comes out otherwise\n',
    )
  })

  it('is compared by counts, each held back below ten', async () => {
    // Adults from 16: whoever is between is no minor any more.
    const proposed = readRulePack(
      packText('hz-2026-70').replace(/(adultAge:\n\s+- \{ from: 2026-03-01, value: )18/, '$116'),
      'other.yaml',
    )
    const before = await all()
    const comparison = await comparePacks(job, { current: inForce, proposed })
    const disabled = comparison.changes.filter(({ name }) => name === 'DISABLED')
    expect(disabled.some(({ from, to, children }) => from === 'TRUE' && to === 'FALSE' && (children ?? 0) >= 10)).toBe(
      true,
    )
    expect(comparison.children).toBe(before.length)
    for (const { children } of comparison.changes) if (children !== null) expect(children).toBeGreaterThanOrEqual(10)
    expect(comparison.changes.some(({ children }) => children === null)).toBe(true)
    const said = linesOf({ on: TODAY, current: 'HZ-2026-70', proposed: 'OTHER', comparison })
    expect(said).toMatch(/^DISABLED +TRUE +-> FALSE +\d{2,}$/m)
    expect(said).toMatch(/1 to 9$/m)
  })

  it('is compared by what hospitals and schools would be answered: the tier that moves, and the children that it moves for', async () => {
    // 低保 and 特困 lead to T70 no more; 低保边缘 leads to education aid no more.
    const proposed = readRulePack(
      packText('hz-2026-70')
        .replace(
          '- oneOf: { input: HOUSEHOLD_AID, values: [TEKUN, DIBAO] }',
          '- oneOf: { input: HOUSEHOLD_AID, values: [TEKUN] }',
        )
        .replace('values: [TEKUN, DIBAO, DIBAO_EDGE] }', 'values: [TEKUN, DIBAO] }'),
      'other.yaml',
    )
    // A draft is weighed as if it were in force.
    const comparison = await comparePacks(job, { current: draft, proposed })
    const [aid, ...others] = comparison.changes.filter(({ name }) => name === 'MEDICAL_AID')
    expect(comparison.changes.every(({ of }) => of === 'ANSWER')).toBe(true)
    expect([aid, others]).toMatchObject([{ of: 'ANSWER', from: 'CONFIRMED T70', to: 'CONFIRMED OTHER' }, []])
    expect(aid?.children).toBe(await poorMinorsWithoutOrphans())
    expect(aid?.children).toBeGreaterThan(10)
    const school = comparison.changes.filter(({ name }) => name === 'EDUCATION_AID')
    expect(school.map(({ from }) => from)).toContain('CONFIRMED BOARDING_FREE MEALS')
    for (const { to } of school) expect(to).not.toMatch(/^CONFIRMED/)
    for (const { children } of comparison.changes) expect(children ?? 10).toBeGreaterThanOrEqual(10)
    const said = linesOf({ on: TODAY, current: 'HZ-2026-70', proposed: 'OTHER', comparison })
    expect(said).toMatch(/^answer MEDICAL_AID +CONFIRMED T70 -> CONFIRMED OTHER {2}\d{2,}$/m)
    expect(said).toContain(NOT_WEIGHED)
  })
})

/** Counted by somebody who knows the tables: minors today on 低保 alone, no orphans. */
async function poorMinorsWithoutOrphans(): Promise<number> {
  const children = await rawChildren(town, TODAY)
  return children.filter(({ written: { facts, birthDate } }) => {
    const [household, categories] = [facts.HOUSEHOLD_AID ?? [], facts.CATEGORY ?? []]
    const isMinor = birthDate === null || addMonths(birthDate, 18 * 12) > TODAY
    return isMinor && household.includes('DIBAO') && !categories.includes('ORPHAN')
  }).length
}
