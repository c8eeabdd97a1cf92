// What a process does with right releases: takes each over at its moment, whole, recorded once with what it changed; and
// what it does when it cannot look: it answers for five seconds, and then not at all.

import { parse } from 'graphql'
import type pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createPlanner } from '../../src/plan/plan.ts'
import { parts } from '../policy/policies.ts'
import { type FreshDatabases, freshDatabases } from '../world/database.ts'
import {
  bundleWith,
  emptyTables,
  NARROWER,
  type Office,
  openOffice,
  type Papers,
  papers,
  store,
  WIDER,
} from './office.ts'
import { matrixOf, openProcess, type Process, type ProcessOptions } from './process.ts'

let office: Office
let databases: FreshDatabases
let loader: pg.Pool
let base: ProcessOptions
let first: Papers
let process: Process
let isOut = false

beforeAll(async () => {
  office = await openOffice()
  databases = await freshDatabases('hutong_takeover')
  loader = databases.pool('REGISTRY', 'hutong_loader')
  base = {
    office,
    databases,
    wrap: (source) => ({
      ...source,
      activeRow: () => (isOut ? Promise.reject(new Error('the registry is out')) : source.activeRow()),
    }),
  }
  first = await papers(office, { files: await bundleWith(), effectiveFrom: '2026-11-01T00:00:00Z', after: null })
})
afterAll(async () => {
  await databases.drop()
  await office.close()
})
beforeEach(async () => {
  isOut = false
  await emptyTables(databases.pool('REGISTRY', 'hutong_owner'))
  await store(loader, first, '2026-11-01T00:00:00Z')
  process = await openProcess(base)
  await process.active.start()
  process.active.stop()
})
afterEach(() => process.close())

async function released(change: Parameters<typeof bundleWith>[0], effectiveFrom: string, after = first) {
  return papers(office, { files: await bundleWith(change), effectiveFrom, after })
}

async function switchTo(release: Papers, at = '2026-11-23T01:00:00Z'): Promise<void> {
  await store(loader, release, at)
  await process.active.refresh()
}

const CATEGORIES = 'CivilAffairs.categories'
const PHONE = 'Guardian.phone'

function village(coordinate: string): string | undefined {
  return process.active.current().policies.grantFor('VILLAGE', 'P07')?.decide('select', coordinate).effect
}

describe('a release that is right', () => {
  it('is in force once the process has looked, policies and rule packs at once', async () => {
    expect(village(CATEGORIES)).toBe('refuse')
    const before = process.active.current()
    await switchTo(await released(WIDER, '2026-11-23T01:00:00Z'))
    expect(village(CATEGORIES)).toBe('reveal')
    const now = process.active.current()
    expect(now.policies.version).not.toBe(before.policies.version)
    expect(now.packs).not.toBe(before.packs)
    // Whoever took the former set holds it to the end of its operation.
    expect(before.policies.grantFor('VILLAGE', 'P07')?.decide('select', CATEGORIES).effect).toBe('refuse')
  })

  it('may change rule packs alone', async () => {
    const change = { file: 'rules/hz-draft.yaml', from: 'pack: HZ-DRAFT', to: 'pack: HZ-DRAFT-2' }
    const version = process.active.current().policies.version
    await switchTo(await released(change, '2026-11-23T01:00:00Z'))
    expect(process.active.current().packs.map(({ id }) => id)).toContain('HZ-DRAFT-2')
    expect(process.active.current().policies.version).toBe(version)
    expect((await process.acts()).at(-1)?.facts).toMatchObject({ gained: 0, lost: 0, files: ['~ rules/hz-draft.yaml'] })
  })

  it('is recorded once, with who signed it, what it replaced and what it changed', async () => {
    const wider = await released(WIDER, '2026-11-23T01:00:00Z')
    const former = process.active.current().policies.version
    await switchTo(wider)
    await process.active.refresh()
    const acts = (await process.acts()).filter(({ facts }) => facts.release === wider.hash)
    expect(acts).toEqual([
      expect.objectContaining({
        act: 'POLICY_ACTIVATED',
        policyVersion: process.active.current().policies.version,
        facts: {
          release: wider.hash,
          sequence: 2,
          bundle: wider.release.bundle,
          effectiveFrom: '2026-11-23T01:00:00.000Z',
          signedBy: [`author:${office.author.thumbprint}`, `dpo:${office.dpo.thumbprint}`],
          supersedes: first.hash,
          previousRelease: first.hash,
          previousBundle: first.release.bundle,
          previousVersion: former,
          gained: 1,
          lost: 0,
          changed: 0,
          terms: 0,
          changes: [`gained VILLAGE P07 select ${CATEGORIES}: refuse > reveal`],
          changesNotListed: 0,
          files: ['~ village-care-archive.yaml'],
        },
      }),
    ])
  })

  it('is recorded by a process that starts on it as well, against the one that it supersedes', async () => {
    await store(loader, await released(NARROWER, '2026-11-23T01:00:00Z'), '2026-11-23T01:00:00Z')
    const started = await openProcess(base)
    await started.active.start()
    expect(
      (await started.acts()).map(({ act, facts }) => [act, facts.gained, facts.lost, facts.previousRelease]),
    ).toEqual([['POLICY_ACTIVATED', 0, 1, first.hash]])
    await started.close()
  })

  it('caps the list of changes and counts what it leaves out, as for the first release of all', async () => {
    const [act] = await process.acts()
    expect(act?.facts.changes).toHaveLength(200)
    const { gained, terms, changesNotListed } = act?.facts ?? {}
    expect(Number(changesNotListed)).toBe(Number(gained) + Number(terms) - 200)
    expect(act?.facts).toMatchObject({ previousRelease: null, previousVersion: null, lost: 0 })
  })

  it('can bring an older bundle back, signed again, and is recorded like every other', async () => {
    const wider = await released(WIDER, '2026-11-23T01:00:00Z')
    await switchTo(wider)
    await switchTo(await released(undefined, '2026-11-23T01:30:00Z', wider), '2026-11-23T01:30:00Z')
    expect(village(CATEGORIES)).toBe('refuse')
    expect((await process.acts()).at(-1)?.facts).toMatchObject({
      sequence: 3,
      bundle: first.release.bundle,
      gained: 0,
      lost: 1,
      changes: [`lost VILLAGE P07 select ${CATEGORIES}: reveal > refuse`],
    })
  })

  it('is taken over although the process missed the one before it', async () => {
    const wider = await released(WIDER, '2026-11-23T01:00:00Z')
    const narrower = await released(NARROWER, '2026-11-23T01:30:00Z', wider)
    await store(loader, wider, '2026-11-23T01:00:00Z')
    await switchTo(narrower, '2026-11-23T01:30:00Z')
    expect([village(CATEGORIES), village(PHONE)]).toEqual(['refuse', 'refuse'])
    expect((await process.acts()).map(({ facts }) => facts.sequence)).toEqual([1, 3])
  })
})

describe('a release that takes effect later', () => {
  const LATER = '2026-11-23T04:00:00.000Z'

  async function moveTo(moment: string): Promise<void> {
    process.clock.moveTo(moment)
    await process.active.refresh()
  }

  it('is in force from its moment on and not before, to the millisecond', async () => {
    await switchTo(await released(WIDER, LATER))
    expect(village(CATEGORIES)).toBe('refuse')
    await moveTo('2026-11-23T03:59:59.999Z')
    expect(village(CATEGORIES)).toBe('refuse')
    // Nobody looks at the tables between this moment and the last.
    process.clock.moveTo(LATER)
    expect(village(CATEGORIES)).toBe('reveal')
    expect((await process.acts()).map(({ facts }) => facts.sequence)).toEqual([1, 2])
  })

  it('lets a process that starts meanwhile serve the one that is in force', async () => {
    await store(loader, await released(WIDER, LATER), '2026-11-23T01:00:00Z')
    await process.close()
    process = await openProcess(base)
    await process.active.start()
    process.active.stop()
    expect(village(CATEGORIES)).toBe('refuse')
    await moveTo(LATER)
    expect(village(CATEGORIES)).toBe('reveal')
  })

  it('does not start a process when nothing is in force before it', async () => {
    await emptyTables(databases.pool('REGISTRY', 'hutong_owner'))
    await store(loader, await papers(office, { ...first, effectiveFrom: LATER, after: null }), '2026-11-23T01:00:00Z')
    const started = await openProcess(base)
    await expect(started.active.start()).rejects.toMatchObject({
      refusals: [{ reason: 'no-active-release', detail: 'no release has taken effect yet' }],
    })
    started.clock.moveTo(LATER)
    await started.active.start()
    expect(matrixOf(started.active)).toEqual(matrixOf(process.active))
    await started.close()
  })

  it('is kept when the row is pointed back, and gives way only to one that both signed', async () => {
    const wider = await released(WIDER, LATER)
    await switchTo(wider)
    await switchTo(first, '2026-11-23T01:10:00Z')
    expect(process.events.at(-1)).toMatchObject({ event: 'policy-refused', release: first.hash })
    const instead = await released(NARROWER, LATER, wider)
    await switchTo(instead, '2026-11-23T01:20:00Z')
    await moveTo(LATER)
    expect([village(CATEGORIES), village(PHONE)]).toEqual(['refuse', 'refuse'])
  })

  it('gives way at once to one that withdraws it, and is never in force, for whoever starts later either', async () => {
    const mistyped = await released(WIDER, '2027-12-01T00:00:00.000Z')
    await switchTo(mistyped)
    const files = await bundleWith(NARROWER)
    const urgent = await papers(office, {
      files,
      effectiveFrom: '2026-11-23T01:30:00Z',
      after: mistyped,
      withdraws: true,
    })
    await switchTo(urgent, '2026-11-23T01:30:00Z')
    expect([village(CATEGORIES), village(PHONE)]).toEqual(['refuse', 'refuse'])
    expect((await process.acts()).at(-1)?.facts).toMatchObject({
      sequence: 3,
      supersedes: mistyped.hash,
      withdraws: true,
    })
    await moveTo('2027-12-01T00:00:00Z')
    expect([village(CATEGORIES), village(PHONE)]).toEqual(['refuse', 'refuse'])
    expect((await process.acts()).map(({ facts }) => facts.sequence)).toEqual([1, 3])
    const started = await openProcess(base)
    started.clock.moveTo('2027-12-01T00:00:00Z')
    await started.active.start()
    expect(matrixOf(started.active)).toEqual(matrixOf(process.active))
    await started.close()
  })

  it('can be withdrawn by one that takes effect later still; until then the set before it stays', async () => {
    const wider = await released(WIDER, LATER)
    await switchTo(wider)
    const files = await bundleWith(NARROWER)
    const effectiveFrom = '2026-11-23T05:00:00.000Z'
    await switchTo(
      await papers(office, { files, effectiveFrom, after: wider, withdraws: true }),
      '2026-11-23T01:20:00Z',
    )
    const started = await openProcess(base)
    await started.active.start()
    for (const each of [process, started]) {
      each.clock.moveTo('2026-11-23T04:30:00Z')
      await each.active.refresh()
      expect(matrixOf(each.active)).toEqual(matrixOf(process.active))
    }
    expect([village(CATEGORIES), village(PHONE)]).toEqual(['refuse', 'reveal'])
    await moveTo(effectiveFrom)
    expect([village(CATEGORIES), village(PHONE)]).toEqual(['refuse', 'refuse'])
    await started.close()
  })

  it('that came into force in one process before its withdrawal came is followed by it there as in all others', async () => {
    const wider = await released(WIDER, LATER)
    await switchTo(wider)
    await moveTo(LATER)
    expect(village(CATEGORIES)).toBe('reveal')
    const files = await bundleWith(NARROWER)
    await switchTo(
      await papers(office, { files, effectiveFrom: '2026-11-23T03:59:00.000Z', after: wider, withdraws: true }),
    )
    expect([village(CATEGORIES), village(PHONE)]).toEqual(['refuse', 'refuse'])
  })

  it('takes its turn among several', async () => {
    const wider = await released(WIDER, LATER)
    const narrower = await released(NARROWER, '2026-11-23T05:00:00.000Z', wider)
    await store(loader, wider, '2026-11-23T01:00:00Z')
    await switchTo(narrower)
    expect([village(CATEGORIES), village(PHONE)]).toEqual(['refuse', 'reveal'])
    await moveTo('2026-11-23T04:30:00Z')
    expect([village(CATEGORIES), village(PHONE)]).toEqual(['reveal', 'reveal'])
    await moveTo('2026-11-23T05:00:00Z')
    expect([village(CATEGORIES), village(PHONE)]).toEqual(['refuse', 'refuse'])
    expect((await process.acts()).map(({ facts }) => facts.sequence)).toEqual([1, 2, 3])
  })
})

describe('a process that cannot look at the active row', () => {
  it('answers for five seconds after it began its last look, and then decides nothing', async () => {
    isOut = true
    await expect(process.active.refresh()).rejects.toThrow('the registry is out')
    process.clock.moveTo('2026-11-23T10:00:05.000+08:00')
    expect(village(PHONE)).toBe('reveal')
    process.clock.moveTo('2026-11-23T10:00:05.001+08:00')
    expect(() => process.active.current()).toThrow('the confirmation of the policies is stale')
    isOut = false
    await process.active.refresh()
    expect(village(PHONE)).toBe('reveal')
  })

  it('decides nothing by a release that came due meanwhile either', async () => {
    await switchTo(await released(WIDER, '2026-11-23T04:00:00Z'))
    process.clock.moveTo('2026-11-23T04:00:00Z')
    expect(() => process.active.current()).toThrow('confirmation of the policies is stale')
    expect((await process.acts()).map(({ facts }) => facts.sequence)).toEqual([1])
  })

  it('takes over nothing that it could not read to the end', async () => {
    const wider = await released(WIDER, '2026-11-23T01:00:00Z')
    await store(loader, wider, '2026-11-23T01:00:00Z')
    let fails = 1
    const started = await openProcess({
      ...base,
      wrap: (source) => ({
        ...source,
        release: (hash) => (fails-- > 0 ? Promise.reject(new Error('lost')) : source.release(hash)),
      }),
    })
    await expect(started.active.start()).rejects.toThrow('lost')
    await started.active.start()
    expect(started.active.current().policies.grantFor('VILLAGE', 'P07')?.decide('select', CATEGORIES).effect).toBe(
      'reveal',
    )
    expect(started.events.map(({ event }) => event)).toEqual(['policy-activated'])
    await started.close()
  })
})

describe('a plan', () => {
  it('is never that of the set before, though the document is the same', async () => {
    const planner = createPlanner(parts.catalogue)
    const document = parse('{ children { nodes { childRef civilAffairs { categories } } } }')
    const plan = () => {
      const grant = process.active.current().policies.grantFor('VILLAGE', 'P07')
      return grant && planner.planFor(document, grant)
    }
    expect(plan).toThrow('not in the view')
    const wider = await released(WIDER, '2026-11-23T01:00:00Z')
    await switchTo(wider)
    expect(plan()?.fields.map(([coordinate]) => coordinate)).toContain(CATEGORIES)
    await switchTo(await released(undefined, '2026-11-23T01:30:00Z', wider))
    expect(plan).toThrow('not in the view')
  })
})
