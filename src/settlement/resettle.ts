// RESETTLE: when an outcome is recorded or withdrawn later, or a birth date corrected, every answer that was given on the old ones is weighed
// again, on what it was weighed on but for them. What comes out otherwise for the same service day is told to the unit that asked, and to nobody else.
import type { PoolClient } from 'pg'
import { openContent } from '../answers/content.ts'
import type { AnswerContent } from '../answers/keep.ts'
import { packOf } from '../answers/replay.ts'
import { addDays, type Day, shanghaiDay, startOfDay } from '../clock.ts'
import { inTransaction } from '../database/transaction.ts'
import { type Answer, evaluate } from '../eligibility/evaluate.ts'
import type { Outcome } from '../eligibility/inputs.ts'
import { openWords, sealWords } from '../emergency/words.ts'
import { writeNotice } from '../notices/outbox.ts'
import type { Rooms } from '../rooms.ts'

// A question that read the outcomes before the change is kept within a minute of it.
const UNDER_WAY_MS = 60_000
const MOST_CHILDREN = 500

/** What a unit is told of an answer, sealed in its row. */
export interface Resettled {
  readonly answerId: string
  readonly serviceDays: readonly Day[]
  readonly newStatus: Answer['status']
  readonly newTier: Answer['tier']
}

/** Works until no change is left that is old enough; gives how many units' answers changed. Rejects, with that page undone, on a failure. */
export async function resettle(rooms: Rooms): Promise<number> {
  const now = rooms.clock.now()
  await rooms.registry.query('update settlement.changed set seen_at = $1 where seen_at is null', [now])
  await rooms.registry.query('delete from settlement.resettlement where expires_on <= $1', [shanghaiDay(now)])
  let told = 0
  for (;;) {
    const page = await inTransaction(rooms.registry, (client) => onePage(rooms, client, now))
    if (page === null) return told
    told += page
  }
}

const TAKE = `
  with taken as (delete from settlement.changed where id in (
    select id from settlement.changed where seen_at <= $1 order by id limit ${MOST_CHILDREN} for update skip locked) returning child_id)
  select distinct child_id from taken`

/** Null when nothing is left. */
async function onePage(rooms: Rooms, client: PoolClient, now: Date): Promise<number | null> {
  const { rows } = await client.query<{ child_id: string }>({
    name: 'resettle-take',
    text: TAKE,
    values: [new Date(now.getTime() - UNDER_WAY_MS)],
  })
  if (rows.length === 0) return null
  const kept = await keptOf(
    rooms,
    client,
    rows.map(({ child_id: childId }) => childId),
  )
  const children = [...new Set(kept.map(({ childId }) => childId))]
  const [outcomes, birthdays] = await Promise.all([rooms.outcomes.of(children), birthdaysOf(client, children)])
  let told = 0
  for (const answered of Map.groupBy(kept, asOneAccount).values()) {
    const childId = answered[0]?.childId ?? ''
    const changes = await changesOf(rooms, client, {
      answered,
      ...{ outcomes: outcomes.get(childId) ?? [], adultOn: birthdays.get(childId) ?? null },
    })
    for (const change of changes) await tell(rooms, client, { ...change, now })
    told += changes.length
  }
  return told
}

interface KeptQuestion {
  readonly id: string
  readonly childId: string
  readonly organisationId: string
  readonly unit: string
  readonly purpose: string
  readonly caseNumber: string
  readonly expiresOn: Day
  readonly content: AnswerContent
}

const KEPT = `
  select id, child_id as "childId", organisation_id as "organisationId", unit, purpose, case_number as "caseNumber",
    expires_on::text as "expiresOn", content_sealed as sealed
  from answer.question
  where child_id = any($1::uuid[]) and benefit = 'MEDICAL_AID' and unit is not null and case_number is not null
  order by asked_at desc, id`

async function keptOf({ keys }: Rooms, client: PoolClient, childIds: readonly string[]): Promise<KeptQuestion[]> {
  const { rows } = await client.query<Omit<KeptQuestion, 'content'> & { sealed: Buffer }>({
    name: 'resettle-kept',
    text: KEPT,
    values: [childIds],
  })
  return rows.map(({ sealed, ...row }) => ({ ...row, content: openContent(keys.journalSubject, row.id, sealed) }))
}

// What a unit was told last of a day is what it settled by.
function asOneAccount({ childId, organisationId, unit, purpose, caseNumber }: KeptQuestion): string {
  return JSON.stringify([childId, organisationId, unit, purpose, caseNumber])
}

interface Account {
  /** The newest first. */
  readonly answered: readonly KeptQuestion[]
  readonly outcomes: readonly Outcome[]
  /** As it is on record now. */
  readonly adultOn: Day | null
}

async function birthdaysOf(client: PoolClient, childIds: readonly string[]): Promise<ReadonlyMap<string, Day | null>> {
  const { rows } = await client.query<{ id: string; adult_on: Day | null }>({
    name: 'resettle-birthdays',
    text: 'select id, adult_on::text from registry.child where id = any($1::uuid[])',
    values: [childIds],
  })
  return new Map(rows.map((row) => [row.id, row.adult_on]))
}

interface Change {
  readonly question: KeptQuestion
  readonly resettled: Resettled
}

async function changesOf(
  rooms: Rooms,
  client: PoolClient,
  { answered, outcomes, adultOn }: Account,
): Promise<Change[]> {
  const known = new Set<Day>()
  const changes: Change[] = []
  for (const question of answered) {
    const told = await toldOf(rooms, client, question)
    const days = []
    for (const { answerId, pack: hash, answer } of question.content.answers) {
      if (known.has(answer.validOn) || !isGiven(answer)) continue
      known.add(answer.validOn)
      const pack = await packOf(rooms, hash)
      if (pack === null) continue
      const { today, inputs } = question.content
      const again = evaluate(pack, 'MEDICAL_AID', { ...inputs, outcomes, adultOn }, answer.validOn, today)
      const before = told.get(answer.validOn) ?? saidBy(answer)
      if (saidBy(again) !== before) days.push({ answerId, again })
    }
    for (const same of Map.groupBy(days, ({ again }) => saidBy(again)).values()) {
      const [first] = same
      if (!first) continue
      const { status: newStatus, tier: newTier } = first.again
      const serviceDays = same.map(({ again }) => again.validOn)
      changes.push({ question, resettled: { answerId: first.answerId, serviceDays, newStatus, newTier } })
    }
  }
  return changes
}

// While a source was out, or before the day, nothing was told that could be settled by.
function isGiven({ reason }: Answer): boolean {
  return reason !== 'SOURCE_OUT' && reason !== 'DAY_NOT_REACHED'
}

function saidBy({ status, tier }: Pick<Answer, 'status' | 'tier'>): string {
  return `${status} ${tier}`
}

/** By service day, what the unit was told since of this question. */
async function toldOf({ keys }: Rooms, client: PoolClient, { id }: KeptQuestion): Promise<ReadonlyMap<Day, string>> {
  const { rows } = await client.query<{ id: string; sealed: Buffer }>({
    name: 'resettle-told',
    text: 'select id, content_sealed as sealed from settlement.resettlement where question_id = $1 order by told_at, id',
    values: [id],
  })
  const told = rows.map((row) => openResettled(keys, row))
  return new Map(
    told.flatMap(({ serviceDays, newStatus: status, newTier: tier }) =>
      serviceDays.map((day) => [day, saidBy({ status, tier })] as const),
    ),
  )
}

export function openResettled(
  { journalSubject }: Rooms['keys'],
  { id, sealed }: { id: string; sealed: Buffer },
): Resettled {
  return JSON.parse(openWords(journalSubject, { kind: 'resettlement', id }, sealed)) as Resettled
}

/** The pack that answered: of those in force, or of a release that is stored. */
async function tell(
  rooms: Rooms,
  client: PoolClient,
  { question, resettled, now }: Change & { readonly now: Date },
): Promise<void> {
  const id = rooms.newId()
  const { organisationId, unit, purpose, caseNumber, expiresOn } = question
  await client.query({
    name: 'resettle-tell',
    text: `insert into settlement.resettlement (id, question_id, organisation_id, unit, purpose, case_number, told_at, content_sealed,
        expires_on) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    values: [
      ...[id, question.id, organisationId, unit, purpose, caseNumber, now],
      ...[sealWords(rooms.keys.journalSubject, { kind: 'resettlement', id }, JSON.stringify(resettled)), expiresOn],
    ],
  })
  await notify(rooms, client, { id, organisationId, unit, now })
  await rooms.journal.append('ACT', {
    ...{
      entryId: rooms.newId(),
      at: now.toISOString(),
      act: 'RESETTLED',
      personId: null,
      organisationId,
      subjects: [],
    },
    ...{
      policyVersion: null,
      facts: { resettlement: id, unit, answer: resettled.answerId, days: resettled.serviceDays.length },
    },
  })
}

interface Notifying {
  readonly id: string
  readonly organisationId: string
  readonly unit: string
  readonly now: Date
}

// One notice for each clerk of the unit as the roster has it today, once the list has it; with none left the list alone tells.
async function notify(rooms: Rooms, client: PoolClient, { id, organisationId, unit, now }: Notifying): Promise<void> {
  const roster = rooms.roster.current()
  const division = roster.organisation(organisationId)?.division
  // One that is gone from the roster has nobody to tell.
  if (division === undefined) return
  const clerks = roster
    .holdersOf('HOSP_CLERK', shanghaiDay(now))
    .filter((held) => held.organisationId === organisationId && held.unit === unit)
  for (const { personId } of clerks) {
    await writeNotice(client, {
      ...{
        id: rooms.newId(),
        kind: 'RESETTLE',
        about: id,
        organisationId,
        division,
        occurredAt: startOfDay(addDays(shanghaiDay(now), 1)),
      },
      ...{ recipients: [personId], isForThemAlone: true },
    })
  }
}
