// Giving a consent and withdrawing it, by the person whom it is about. REFUSED, in one way, for a minor, for anybody else and for nobody.
import type { PoolClient } from 'pg'
import { recordAct } from '../act-walk.ts'
import type { Act } from '../audit/entry.ts'
import { subjectPseudonym } from '../audit/entry.ts'
import { boundedDay } from '../bounded-day.ts'
import { addDays, type Day } from '../clock.ts'
import { inTransaction } from '../database/transaction.ts'
import { GatewayError } from '../errors.ts'
import type { BoundRoot } from '../plan/bind.ts'
import { referredChild } from '../registry/referred-child.ts'
import type { Operation, Rooms, RootWalk, RootWalker } from '../rooms.ts'
import { DESKS } from './desks.ts'
import type { ConsentDesk } from './types.ts'

/** Whoever wants more consents anew. */
const MOST_DAYS = 365

/** `giveConsent(ref, desk, until)`. One that is in force gets this end instead of its own. BAD_INPUT for a day that is past or beyond a year. */
export const walkGiveConsent: RootWalker = (rooms, operation, root) => {
  const bounds = { least: addDays(operation.today, 1), most: addDays(operation.today, MOST_DAYS) }
  const until = boundedDay(String(root.arguments.until), bounds)
  return consentTo(rooms, operation, { root, act: 'CONSENT_GIVEN', until })
}

/** `withdrawConsent(ref, desk)`: from the next request on, and the receipt is the same where none was in force. */
export const walkWithdrawConsent: RootWalker = (rooms, operation, root) =>
  consentTo(rooms, operation, { root, act: 'CONSENT_WITHDRAWN', until: operation.today })

interface Consenting {
  readonly root: BoundRoot
  readonly act: Act
  readonly until: Day
}

function consentTo(rooms: Rooms, operation: Operation, { root, act, until }: Consenting): RootWalk {
  if (operation.caller.delegation !== null) throw new GatewayError('REFUSED', 'an agent consents to nothing')
  const ref = String(root.arguments.ref)
  const desk = root.arguments.desk as ConsentDesk
  const lookUp = referredChild(rooms, operation, ref, { lent: 'out of scope' })
  return {
    subjects: [ref],
    subjectKind: 'child-ref',
    count: 1,
    isAct: true,
    async read() {
      const person = await lookUp()
      if (!person) throw new GatewayError('REFUSED', 'not this person')
      await inTransaction(rooms.registry, async (client) => {
        await expectGrownUp(client, person.childId, operation.today)
        await endOn(rooms, client, { operation, childId: person.childId, desk, until })
        const subjects = [subjectPseudonym(rooms.keys.journalSubject, ref)]
        await recordAct(rooms, operation, { act, subjects, facts: { desk, until } })
      })
      return { value: { desk, until }, resolved: [person.childId], answers: [] }
    },
  }
}

// Of whom no birthday is on record nobody knows that they have grown up.
async function expectGrownUp(client: PoolClient, childId: string, today: Day): Promise<void> {
  const { rowCount } = await client.query({
    name: 'consent-grown-up',
    text: 'select from registry.child where id = $1 and adult_on <= $2',
    values: [childId, today],
  })
  if (rowCount === 0) throw new GatewayError('REFUSED', 'not of age')
}

interface Ending {
  readonly operation: Operation
  readonly childId: string
  readonly desk: ConsentDesk
  readonly until: Day
}

// What was in force keeps its row in the recorded time. Until the transaction ends, no other word of the person is taken.
async function endOn({ newId }: Rooms, client: PoolClient, { operation, childId, desk, until }: Ending): Promise<void> {
  const { caller, now, today } = operation
  const { role, purpose } = DESKS[desk]
  const whose = [childId, caller.personId, role, purpose]
  await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`consents of ${caller.personId}`])
  const { rows } = await client.query<{ valid_from: Day }>({
    name: 'consent-supersede',
    text: `update consent.given set superseded_at = $5 where child_id = $1 and person_id = $2 and role = $3 and purpose = $4
        and superseded_at is null and valid_to > $6 returning valid_from::text`,
    values: [...whose, now, today],
  })
  const from = rows[0]?.valid_from ?? today
  if (rows.length === 0 && until === today) return
  await client.query({
    name: 'consent-give',
    text: `insert into consent.given (id, child_id, person_id, role, purpose, valid_from, valid_to, recorded_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    values: [newId(), ...whose, from, until, now],
  })
}
