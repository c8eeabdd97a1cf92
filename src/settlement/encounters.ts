// Opening and closing encounters. Every receipt follows from what the unit itself has said, and every row costs the same reads and writes
// whether its child is known or not. Nothing of a child is read but whose number and name it is.
import type { PoolClient } from 'pg'
import { actAboutNobody, recordAct } from '../act-walk.ts'
import { subjectPseudonym } from '../audit/entry.ts'
import { addDays, type Day } from '../clock.ts'
import { inTransaction } from '../database/transaction.ts'
import { GatewayError, invariant } from '../errors.ts'
import { faultOfCaseNumber } from '../identity/case-number.ts'
import { countedCaller } from '../limits/counted-caller.ts'
import { childNamed } from '../questions/named-child.ts'
import { type SubmittedSubject, submittedSubject } from '../questions/subject.ts'
import type { Operation, Rooms, RootWalk, RootWalker } from '../rooms.ts'

const MOST_AT_ONCE = 200
const LATEST_DAYS = 366

interface Opening {
  readonly number: string
  readonly from: Day
  readonly subject: SubmittedSubject
}

/** What a row's own words show. */
type Fault = 'BAD_INPUT' | 'ENCOUNTER_NUMBER'

interface Receipt {
  readonly position: number
  readonly state: 'OPEN' | 'CLOSED' | null
  readonly fault: Fault | 'OPENED_OTHERWISE' | null
}

/** `openEncounter(encounter)`. */
export const walkOpenEncounter: RootWalker = (rooms, operation, { arguments: { encounter } }) =>
  single(walkOpenings(rooms, operation, [encounter]))

/** `openEncounters(encounters)`. */
export const walkOpenEncounters: RootWalker = (rooms, operation, { arguments: { encounters } }) =>
  walkOpenings(rooms, operation, encounters as readonly unknown[])

/** `closeEncounter(encounter)`. */
export const walkCloseEncounter: RootWalker = (rooms, operation, { arguments: { encounter } }) =>
  single(walkClosings(rooms, operation, [encounter]))

/** `closeEncounters(encounters)`. */
export const walkCloseEncounters: RootWalker = (rooms, operation, { arguments: { encounters } }) =>
  walkClosings(rooms, operation, encounters as readonly unknown[])

function single(walk: RootWalk): RootWalk {
  return {
    ...walk,
    async read() {
      const { value, ...rest } = await walk.read()
      const [receipt] = value as readonly Receipt[]
      return { value: receipt, ...rest }
    },
  }
}

function walkOpenings(rooms: Rooms, operation: Operation, sent: readonly unknown[]): RootWalk {
  expectBatchOfPerson(operation, sent)
  const openings = sent.map((row) => openingOrFault(rooms, operation, row))
  const valid = openings.filter((opening) => typeof opening !== 'string')
  return {
    subjects: valid.map(({ subject }) => subject.submitted),
    subjectKind: 'submitted-identifier',
    count: 0,
    isAct: true,
    async read() {
      await expectFewChildren(rooms, operation, valid)
      return inTransaction(rooms.registry, async (client) => {
        const resolved = await insertAll(rooms, client, { operation, openings: valid })
        const states = await statesOf(client, operation, valid)
        const value = openings.map(
          (opening, at): Receipt =>
            receiptOf(at + 1, typeof opening === 'string' ? faulty(opening) : states.get(opening)),
        )
        await record(rooms, operation, { act: 'ENCOUNTERS_OPENED', subjects: valid, rows: value })
        return { value, resolved, answers: [] }
      })
    },
  }
}

function expectBatchOfPerson({ caller }: Operation, sent: readonly unknown[]): void {
  if (caller.delegation !== null) throw new GatewayError('REFUSED', 'an agent opens and closes no encounter')
  if (sent.length === 0 || sent.length > MOST_AT_ONCE)
    throw new GatewayError('TOO_COSTLY', `a batch holds 1 to ${MOST_AT_ONCE} encounters`)
}

function openingOrFault(rooms: Rooms, { today }: Operation, row: unknown): Opening | Fault {
  const { encounter, from, ...subject } = row as Readonly<Record<string, string>>
  const day = String(from)
  if (!isNumber(encounter)) return 'ENCOUNTER_NUMBER'
  if (day > today || day < addDays(today, -LATEST_DAYS)) return 'BAD_INPUT'
  try {
    return { number: encounter, from: day, subject: submittedSubject(subject, rooms) }
  } catch (error) {
    if (error instanceof GatewayError && error.code === 'BAD_INPUT') return 'BAD_INPUT'
    throw error
  }
}

function isNumber(sent: unknown): sent is string {
  return typeof sent === 'string' && faultOfCaseNumber(sent) === null
}

// Counted by what was sent: a child for each row, known or not. Whether it was found is nobody's to learn, so nothing is a miss.
async function expectFewChildren(
  { limiter }: Rooms,
  operation: Operation,
  openings: readonly Opening[],
): Promise<void> {
  const counted = countedCaller(operation)
  await limiter.expectOpen(counted)
  const lookUps = openings.map(({ subject }) => ({ ...subject.lookUp, isMiss: false }))
  if (await limiter.count(counted, { lookUps, page: 0 })) return
  throw new GatewayError('TOO_MANY', 'beyond the limits')
}

interface Inserting {
  readonly operation: Operation
  readonly openings: readonly Opening[]
}

const INSERT = `
  insert into settlement.encounter (organisation_id, unit, number, child_id, number_kind, number_index, name_index, first_day,
    opened_by, opened_for, opened_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing`

// In one order of numbers, or two batches would wait for each other. Gives whom they resolved to.
async function insertAll(rooms: Rooms, client: PoolClient, { operation, openings }: Inserting): Promise<string[]> {
  const { caller, now, today } = operation
  const resolved: string[] = []
  for (const { number, from, subject } of openings.toSorted((a, b) => (a.number < b.number ? -1 : 1))) {
    const childId = await childNamed(client, subject.indexed, today)
    if (childId !== null) resolved.push(childId)
    const { kind, number: numberIndex, name: nameIndex } = subject.indexed
    await client.query({
      name: 'encounter-open',
      text: INSERT,
      values: [
        ...[caller.organisationId, caller.unit, number, childId ?? rooms.newId(), kind, numberIndex, nameIndex, from],
        ...[caller.personId, caller.deputyFor?.personId ?? null, now],
      ],
    })
  }
  return resolved
}

type Standing = Omit<Receipt, 'position'>

const STANDING = `
  select q.position::int, e.first_day = q.first_day and e.number_kind = q.kind and e.number_index = q.number_index
      and e.name_index = q.name_index as is_same, c.closed_at is not null as is_closed
  from unnest($3::text[], $4::text[], $5::bytea[], $6::bytea[], $7::date[]) with ordinality
    as q(number, kind, number_index, name_index, first_day, position)
  join settlement.encounter e on e.organisation_id = $1 and e.unit = $2 and e.number = q.number
  left join settlement.closing c on c.organisation_id = $1 and c.unit = $2 and c.number = q.number`

async function statesOf(
  client: PoolClient,
  { caller }: Operation,
  openings: readonly Opening[],
): Promise<ReadonlyMap<Opening, Standing>> {
  const indexed = openings.map(({ subject }) => subject.indexed)
  const { rows } = await client.query<{ position: number; is_same: boolean; is_closed: boolean }>({
    name: 'encounters-standing',
    text: STANDING,
    values: [
      ...[caller.organisationId, caller.unit, openings.map(({ number }) => number), indexed.map(({ kind }) => kind)],
      ...[indexed.map(({ number }) => number), indexed.map(({ name }) => name), openings.map(({ from }) => from)],
    ],
  })
  return new Map(
    rows.map(({ position, is_same: isSame, is_closed: isClosed }) => [
      openings[position - 1] as Opening,
      isSame ? { state: isClosed ? 'CLOSED' : 'OPEN', fault: null } : { state: null, fault: 'OPENED_OTHERWISE' },
    ]),
  )
}

function receiptOf(position: number, standing: Standing | undefined): Receipt {
  invariant(standing, 'what was opened stands')
  return { position, ...standing }
}

function faulty(fault: Fault): Standing {
  return { state: null, fault }
}

function walkClosings(rooms: Rooms, operation: Operation, sent: readonly unknown[]): RootWalk {
  expectBatchOfPerson(operation, sent)
  const numbers = sent.filter(isNumber)
  return actAboutNobody(async () => {
    const { caller, now } = operation
    const value = sent.map((number, at) =>
      receiptOf(at + 1, isNumber(number) ? { state: 'CLOSED', fault: null } : faulty('ENCOUNTER_NUMBER')),
    )
    await inTransaction(rooms.registry, async (client) => {
      await client.query({
        name: 'encounters-close',
        text: `insert into settlement.closing (organisation_id, unit, number, closed_by, closed_at)
          select distinct $1::text, $2::text, number, $4::text, $5::timestamptz from unnest($3::text[]) as q(number) order by number on conflict do nothing`,
        values: [caller.organisationId, caller.unit, numbers, caller.personId, now],
      })
      await record(rooms, operation, { act: 'ENCOUNTERS_CLOSED', subjects: [], rows: value })
    })
    return value
  })
}

interface Recorded {
  readonly act: 'ENCOUNTERS_OPENED' | 'ENCOUNTERS_CLOSED'
  readonly subjects: readonly Opening[]
  readonly rows: readonly Receipt[]
}

function record(rooms: Rooms, operation: Operation, { act, subjects, rows }: Recorded): Promise<void> {
  return recordAct(rooms, operation, {
    act,
    subjects: subjects.map(({ subject }) => subjectPseudonym(rooms.keys.journalSubject, subject.submitted)),
    facts: {
      unit: operation.caller.unit,
      rows: rows.length,
      faults: rows.filter(({ fault }) => fault !== null).length,
    },
  })
}
