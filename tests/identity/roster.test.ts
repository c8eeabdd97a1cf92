// The roster's age, its refreshing and its look-ups. A roster that cannot be read in time refuses everyone.
import { describe, expect, it } from 'vitest'
import { createRoster, type RosterRows } from '../../src/identity/roster.ts'
import { clockAt, NOW } from './issuer.ts'
import { rosterRows } from './roster-rows.ts'

const ISSUER = 'https://login.example'
const STALE = { code: 'UNAVAILABLE', detail: 'roster is stale' }
const DAY = '2026-11-23'

function thrownBy(work: () => unknown): unknown {
  try {
    work()
  } catch (error) {
    return error
  }
  return undefined
}

/** A reader that answers when it is told to. */
function controlledReader() {
  const waiting: { answer: (rows: RosterRows) => void; fail: (error: Error) => void }[] = []
  const read = () => new Promise<RosterRows>((answer, fail) => waiting.push({ answer, fail }))
  return { read, waiting }
}

describe('the age of a roster', () => {
  it('refuses before the first read', () => {
    const roster = createRoster(async () => rosterRows(ISSUER), clockAt(), { maxAgeMs: 5000 })
    expect(thrownBy(() => roster.current())).toMatchObject(STALE)
  })

  it('serves for five seconds and refuses afterwards', async () => {
    const clock = clockAt()
    const roster = createRoster(async () => rosterRows(ISSUER), clock, { maxAgeMs: 5000 })
    await roster.refresh()
    clock.moveTo(new Date(NOW * 1000 + 5000))
    expect(roster.current()).toBeDefined()
    clock.moveTo(new Date(NOW * 1000 + 5001))
    expect(thrownBy(() => roster.current())).toMatchObject(STALE)
    await roster.refresh()
    expect(roster.current()).toBeDefined()
  })

  it('is counted from before the read began, not from when it ended', async () => {
    const clock = clockAt()
    const { read, waiting } = controlledReader()
    const roster = createRoster(read, clock, { maxAgeMs: 5000 })
    const refreshed = roster.refresh()
    clock.moveTo(new Date(NOW * 1000 + 5001))
    waiting[0]?.answer(rosterRows(ISSUER))
    await refreshed
    expect(thrownBy(() => roster.current())).toMatchObject(STALE)
  })

  it('does not renew through a read that failed', async () => {
    const clock = clockAt()
    let broken = false
    const read = async () => {
      if (broken) throw new Error('connection lost')
      return rosterRows(ISSUER)
    }
    const roster = createRoster(read, clock, { maxAgeMs: 5000 })
    await roster.refresh()
    broken = true
    clock.moveTo(new Date(NOW * 1000 + 4000))
    await expect(roster.refresh()).rejects.toThrow('connection lost')
    expect(roster.current()).toBeDefined()
    clock.moveTo(new Date(NOW * 1000 + 5001))
    expect(thrownBy(() => roster.current())).toMatchObject(STALE)
  })
})

describe('refreshing', () => {
  it('reads once more when a read is under way, for all who wait, and shows them the later rows', async () => {
    const { read, waiting } = controlledReader()
    const roster = createRoster(read, clockAt(), { maxAgeMs: 5000 })
    const first = roster.refresh()
    const later = Promise.all([roster.refresh(), roster.refresh()])
    expect(waiting).toHaveLength(1)
    waiting[0]?.answer(rosterRows(ISSUER))
    await first
    expect(roster.current().isRevoked('just-now')).toBe(false)
    await expect.poll(() => waiting.length).toBe(2)
    waiting[1]?.answer({ ...rosterRows(ISSUER), revokedTokens: [{ jti: 'just-now' }] })
    await later
    expect(waiting).toHaveLength(2)
    expect(roster.current().isRevoked('just-now')).toBe(true)
  })

  it('reads again although the read before it failed', async () => {
    const { read, waiting } = controlledReader()
    const roster = createRoster(read, clockAt(), { maxAgeMs: 5000 })
    const first = roster.refresh()
    const second = roster.refresh()
    waiting[0]?.fail(new Error('connection lost'))
    await expect(first).rejects.toThrow('connection lost')
    await expect.poll(() => waiting.length).toBe(2)
    waiting[1]?.answer(rosterRows(ISSUER))
    await second
    expect(roster.current()).toBeDefined()
  })

  it('does not start when the first read fails', async () => {
    let reads = 0
    const read = async () => {
      reads += 1
      throw new Error('connection lost')
    }
    const roster = createRoster(read, clockAt(), { maxAgeMs: 5000, refreshEveryMs: 1 })
    await expect(roster.start()).rejects.toThrow('connection lost')
    expect(reads).toBe(1)
  })

  it('goes on in the background, reports what fails, and ends when stopped', async () => {
    const failures: unknown[] = []
    let reads = 0
    const read = async () => {
      reads += 1
      if (reads === 2) throw new Error('connection lost')
      return rosterRows(ISSUER)
    }
    const settings = { maxAgeMs: 5000, refreshEveryMs: 1, onFailure: (error: unknown) => failures.push(error) }
    const roster = createRoster(read, clockAt(), settings)
    await roster.start()
    await expect.poll(() => reads).toBeGreaterThan(3)
    roster.stop()
    const readsWhenStopped = reads
    expect(failures).toHaveLength(1)
    await roster.refresh()
    expect(reads).toBe(readsWhenStopped + 1)
  })
})

describe('a snapshot', () => {
  const snapshot = async () => {
    const roster = createRoster(async () => rosterRows(ISSUER), clockAt(), { maxAgeMs: 5000 })
    await roster.refresh()
    return roster.current()
  }

  it('knows a person by issuer and subject together', async () => {
    const { personFor } = await snapshot()
    expect(personFor(ISSUER, 'subject-1')).toBe('person-1')
    expect(personFor('https://elsewhere.example', 'subject-1')).toBeUndefined()
    expect(personFor(ISSUER, 'Subject-1')).toBeUndefined()
  })

  it('gives the assignments of the day, the last day excluded', async () => {
    const { assignmentsOf } = await snapshot()
    expect(assignmentsOf('person-2', DAY)).toEqual([])
    expect(assignmentsOf('person-2', '2026-11-22')).toHaveLength(1)
    expect(assignmentsOf('person-3', DAY)).toEqual([])
    expect(assignmentsOf('person-3', '2026-11-24')).toHaveLength(1)
    expect(assignmentsOf('nobody', DAY)).toEqual([])
  })

  it('knows organisations by id', async () => {
    const { organisation } = await snapshot()
    expect(organisation('1233019999000XX17H')).toMatchObject({ kind: 'SCHOOL', outside: true })
    expect(organisation('1233019999000XX25C')).toBeUndefined()
  })

  it.each([
    ['330106901901', 'village'],
    ['330106901902', 'street'],
    ['330106902901', 'county'],
    ['330106000000', 'county'],
    ['330109901901', 'city'],
    ['330106', 'county'],
    ['330106901', 'street'],
    ['3301', 'city'],
    ['330200000000', undefined],
    ['33', undefined],
    ['', undefined],
  ])('finds the nearest duty contact of %j: %s', async (division, nameEn) => {
    const { dutyContactFor } = await snapshot()
    expect(dutyContactFor(division)?.nameEn).toBe(nameEn)
  })
})
