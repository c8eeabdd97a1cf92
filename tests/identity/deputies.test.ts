// Who may stand in for whom, asked of the roster at each request: every way in which an appointment does not hold, then
// the one in which it does; and what neither of the two may approve.
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addDays } from '../../src/clock.ts'
import { type Appointment, isInForce, mayApprove } from '../../src/identity/deputy.ts'
import { createRoster } from '../../src/identity/roster.ts'
import { type Asking, startAsking } from './asking.ts'
import { clockAt } from './issuer.ts'
import { rosterRows } from './roster-rows.ts'

const HOSPITAL = '1233019999000HA17Y'
const SCHOOL = '1233019999000XX17H'
const TODAY = '2026-11-23'
const AT = new Date('2026-11-20T09:00:00+08:00')
// person-1 is a clerk; person-9, of the same hospital, holds another role there.
const APPOINTED: Appointment = {
  id: 'appointment-1',
  assignmentId: 'assignment-1',
  principalId: 'person-1',
  role: 'HOSP_CLERK',
  organisationId: HOSPITAL,
  personId: 'person-9',
  validFrom: '2026-11-20',
  validTo: '2026-12-20',
  acceptedAt: AT,
  endedAt: null,
}
const NO_SUCH = { code: 'REFUSED', detail: 'no such assignment' }

let asking: Asking

beforeAll(async () => {
  asking = await startAsking()
})
afterAll(() => asking.stop())
beforeEach(() => {
  const rows = rosterRows(asking.issuer)
  asking.rows = {
    ...rows,
    accounts: [...rows.accounts, { issuer: asking.issuer, subject: 'colleague', personId: 'person-9' }],
    assignments: [
      ...rows.assignments,
      {
        id: 'assignment-x',
        personId: 'person-9',
        role: 'HOSP_SOCIAL_WORKER',
        organisationId: HOSPITAL,
        unit: 'SOCIAL',
        divisions: [],
        validFrom: '2026-01-01',
        validTo: null,
      },
    ],
    appointments: [APPOINTED],
  }
})

function ask(claims: Record<string, unknown> = {}) {
  return asking.ask({ sub: 'colleague', ...claims })
}

function appointed(parts: Partial<Appointment>): void {
  asking.rows = { ...asking.rows, appointments: [{ ...APPOINTED, ...parts }] }
}

function changeAssignment(id: string, parts: Record<string, unknown>): void {
  const assignments = asking.rows.assignments.map((each) => (each.id === id ? { ...each, ...parts } : each))
  asking.rows = { ...asking.rows, assignments }
}

describe('an appointment that does not hold', () => {
  it.each([
    ['is not accepted', { acceptedAt: null }],
    ['was ended', { endedAt: AT }],
    ['begins tomorrow', { validFrom: '2026-11-24' }],
    ['ended yesterday', { validTo: TODAY }],
    ['runs for 91 days', { validFrom: '2026-11-20', validTo: addDays('2026-11-20', 91) }],
    ['is of another role', { role: 'HOSP_DOCTOR' }],
    ['is of another organisation', { organisationId: SCHOOL }],
    ['is of another person’s assignment', { principalId: 'person-4' }],
    ['is of an assignment that is not there', { assignmentId: 'assignment-0' }],
    ['is somebody else’s', { personId: 'person-7' }],
  ])('lets nobody in: it %s', async (_title, parts) => {
    appointed(parts)
    await expect(ask()).rejects.toMatchObject(NO_SUCH)
  })

  it('lets nobody in from the day on which the principal no longer holds the role', async () => {
    changeAssignment('assignment-1', { validTo: '2026-11-24' })
    await expect(ask()).resolves.toBeDefined()
    changeAssignment('assignment-1', { validTo: TODAY })
    await expect(ask()).rejects.toMatchObject(NO_SUCH)
  })

  it('lets nobody in once the principal’s assignment is at another organisation or of another role', async () => {
    changeAssignment('assignment-1', { organisationId: SCHOOL })
    await expect(ask()).rejects.toMatchObject(NO_SUCH)
    changeAssignment('assignment-1', { organisationId: HOSPITAL, role: 'HOSP_DOCTOR' })
    await expect(ask()).rejects.toMatchObject(NO_SUCH)
    await expect(ask({ role: 'HOSP_DOCTOR' })).rejects.toMatchObject(NO_SUCH)
  })

  it('lets nobody in from the day on which the deputy has left the organisation', async () => {
    changeAssignment('assignment-x', { validTo: TODAY })
    await expect(ask()).rejects.toMatchObject(NO_SUCH)
  })

  it('is of one role only', async () => {
    await expect(ask({ role: 'SCH_AID_OFFICER' })).rejects.toMatchObject(NO_SUCH)
  })
})

describe('a deputy', () => {
  it('is refused who holds the role too: which of the two is meant would be a guess', async () => {
    changeAssignment('assignment-x', { role: 'HOSP_CLERK' })
    await expect(ask()).rejects.toMatchObject({ code: 'REFUSED', detail: 'more than one such assignment' })
  })

  it('is refused who stands in for two', async () => {
    const second = { ...APPOINTED, id: 'appointment-2', assignmentId: 'assignment-4', principalId: 'person-4' }
    asking.rows = { ...asking.rows, appointments: [APPOINTED, second] }
    await expect(ask()).rejects.toMatchObject({ code: 'REFUSED', detail: 'more than one such assignment' })
  })

  it('sends no agent', async () => {
    const agent = {
      id: 'agent-1',
      issuer: asking.issuer,
      subject: 'assistant',
      organisationId: HOSPITAL,
      stoppedAt: null,
    }
    asking.rows = { ...asking.rows, agents: [{ ...agent, active: true }] }
    await expect(ask({ act: { sub: 'assistant' }, conversation: 'talk-1' })).rejects.toMatchObject({
      code: 'REFUSED',
      detail: 'a deputy sends no agent',
    })
  })

  it('is let in as the person they are, where the principal is, and named with the principal', async () => {
    const { caller } = await ask()
    expect(caller).toMatchObject({
      personId: 'person-9',
      role: 'HOSP_CLERK',
      organisationId: HOSPITAL,
      unit: 'SETTLEMENT',
      divisions: ['330106'],
      assignmentId: 'assignment-1',
      deputyFor: { personId: 'person-1', appointmentId: 'appointment-1' },
    })
  })

  it('keeps their own role beside it', async () => {
    const { caller } = await ask({ role: 'HOSP_SOCIAL_WORKER' })
    expect(caller).toMatchObject({ unit: 'SOCIAL', deputyFor: null })
  })

  it('is let in once who was appointed anew before the first appointment ran out', async () => {
    const again = { ...APPOINTED, id: 'appointment-2', validTo: '2026-12-31' }
    asking.rows = { ...asking.rows, appointments: [APPOINTED, again] }
    await expect(ask()).resolves.toBeDefined()
  })

  it('does not take the principal’s own place away', async () => {
    const { caller } = await asking.ask()
    expect(caller).toMatchObject({ personId: 'person-1', deputyFor: null })
  })

  it('is UNAVAILABLE with everybody else while the roster is too old to say that the appointment still stands', async () => {
    const clock = clockAt()
    const roster = createRoster(async () => asking.rows, clock, { maxAgeMs: 5000 })
    await roster.refresh()
    expect(roster.current().standInsOf('person-9', TODAY)).toHaveLength(1)
    appointed({ endedAt: AT })
    clock.moveTo(clockAt(6).now())
    expect(() => roster.current()).toThrow('roster is stale')
    await roster.refresh()
    expect(roster.current().standInsOf('person-9', TODAY)).toEqual([])
  })
})

describe('the days of an appointment', () => {
  it('are those from the first to the eve of the last, at most ninety', () => {
    const day = fc.integer({ min: -400, max: 400 }).map((count) => addDays(TODAY, count))
    fc.assert(
      fc.property(day, fc.integer({ min: -5, max: 200 }), day, (validFrom, length, on) => {
        const appointment = { ...APPOINTED, validFrom, validTo: addDays(validFrom, length) }
        const isWithin = validFrom <= on && on < addDays(validFrom, length)
        expect(isInForce(appointment, on)).toBe(length <= 90 && isWithin)
        expect(isInForce({ ...appointment, acceptedAt: null }, on)).toBe(false)
        expect(isInForce({ ...appointment, endedAt: AT }, on)).toBe(false)
      }),
      { seed: 20_261_123 },
    )
  })
})

describe('an approval', () => {
  const own = { personId: 'a', deputyFor: null, delegation: null }
  const forB = { ...own, deputyFor: { personId: 'b', appointmentId: 'appointment-1' } }

  it.each([
    ['their own request', own, { requestedBy: 'a' }],
    ['what their deputy asked for in their name', own, { requestedBy: 'c', requestedFor: 'a' }],
    ['as a deputy, their own request', forB, { requestedBy: 'a' }],
    ['as a deputy, their principal’s request', forB, { requestedBy: 'b' }],
    [
      'as a deputy, what another deputy asked for in the principal’s name',
      forB,
      { requestedBy: 'c', requestedFor: 'b' },
    ],
    ['as a deputy, what they asked for in another’s name', forB, { requestedBy: 'a', requestedFor: 'c' }],
    ['through a program, anything', { ...own, delegation: { agentId: 'x', conversation: 't' } }, { requestedBy: 'c' }],
  ])('is never given to %s', (_title, caller, request) => {
    expect(mayApprove(caller, request)).toBe(false)
  })

  it('may be given to a request of somebody on neither side', () => {
    expect(mayApprove(own, { requestedBy: 'c' })).toBe(true)
    expect(mayApprove(forB, { requestedBy: 'c', requestedFor: null })).toBe(true)
    expect(mayApprove(forB, { requestedBy: 'c', requestedFor: 'd' })).toBe(true)
  })
})
