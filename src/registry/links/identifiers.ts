// What the registry holds of a child's names and numbers, brought to what its linked records say: with each link, and once more with each
// run for records that changed since. Nothing is deleted: what is no longer so has ended, and opens nothing but the adjudicator's own search.
import type { PoolClient } from 'pg'
import { addMonths, type Day } from '../../clock.ts'
import { type HeldIdentifier, type Renewal, renewalOf, type StatedIdentifier } from '../../linking/renewal.ts'
import type { IndexKind } from '../../masking/blind-index.ts'
import type { LinkedDepartment, ReadSheet } from './read-sheets.ts'

/** The household register: what a person is called, numbered, and when born. */
const REGISTER: LinkedDepartment = 'GAJ'

/** A record, and whose it is. */
export interface LinkedSheet {
  readonly childId: string
  readonly sheet: ReadSheet
}

interface Renewing {
  readonly department: LinkedDepartment
  readonly linked: readonly LinkedSheet[]
  readonly today: Day
  readonly at: Date
}

export interface RenewalCounts {
  /** Children of whom something began or ended. */
  readonly renewed: number
  /** Numbers that another child holds: that one alone is opened by them, until a person has looked. */
  readonly contested: number
}

export async function renewIdentifiers(client: PoolClient, renewing: Renewing): Promise<RenewalCounts> {
  const { department, linked } = renewing
  const isRegister = department === REGISTER
  const held = await heldBy(client, renewing)
  const counts = { renewed: 0, contested: 0 }
  for (const { childId, sheet } of linked) {
    const own = held.get(childId) ?? []
    const renewal = renewalOf({ stated: sheet.identifiers, held: own, isRegister })
    const { isChanged, contested } = await write(client, renewing, { childId, sheet, held: own, renewal })
    const isOtherDay = isRegister && (await setAdultOn(client, childId, sheet.adultOn))
    counts.contested += contested
    if (isChanged || isOtherDay) counts.renewed += 1
  }
  return counts
}

interface HeldRow {
  readonly child_id: string
  readonly kind: IndexKind
  readonly blind_index: Buffer
  readonly in_force: boolean
  readonly of_register: boolean
}

async function heldBy(
  client: PoolClient,
  { linked, today }: Renewing,
): Promise<ReadonlyMap<string, readonly HeldIdentifier[]>> {
  const { rows } = await client.query<HeldRow>(
    `select child_id, kind, blind_index, valid_from <= $2 and (valid_to is null or valid_to > $2) as in_force,
       coalesce(source, $3) = $3 as of_register
     from registry.identifier where superseded_at is null and child_id = any($1::uuid[])`,
    [linked.map(({ childId }) => childId), today, REGISTER],
  )
  const held = rows.map((row) => ({
    childId: row.child_id,
    identifier: {
      ...{ kind: row.kind, blindIndex: row.blind_index, isInForce: row.in_force },
      isOfRegister: row.of_register,
    },
  }))
  return new Map(
    [...Map.groupBy(held, ({ childId }) => childId)].map(([id, own]) => [id, own.map(({ identifier }) => identifier)]),
  )
}

interface Writing extends LinkedSheet {
  readonly held: readonly HeldIdentifier[]
  readonly renewal: Renewal
}

async function write(
  client: PoolClient,
  { department, today, at }: Renewing,
  { childId, sheet, held, renewal }: Writing,
): Promise<{ readonly isChanged: boolean; readonly contested: number }> {
  const contested = new Set<IndexKind>()
  const born = sheet.adultOn === null ? today : addMonths(sheet.adultOn, -18 * 12)
  for (const one of renewal.begin) {
    // The first of its kind was so from the beginning; one that takes another's place is from today.
    const from = one.isFormer || !held.some(({ kind }) => kind === one.kind) ? born : today
    if (department === REGISTER && !one.isFormer) await takeOver(client, childId, one, today)
    const until = one.isFormer ? today : null
    const begun = await begin(client, { childId, one, from, until, at, today, department })
    if (!begun) contested.add(one.kind)
  }
  // What no other takes the place of stays.
  const ending = renewal.end.filter(({ kind }) => !contested.has(kind))
  for (const one of ending) {
    await client.query(
      `update registry.identifier set valid_to = $4 where child_id = $1 and kind = $2 and blind_index = $3
         and superseded_at is null and (valid_to is null or valid_to > $4)`,
      [childId, one.kind, one.blindIndex, today],
    )
  }
  return { isChanged: renewal.begin.length - contested.size + ending.length > 0, contested: contested.size }
}

// A number that some office wrote down for another child yields to the register's word; one that the register gave does not.
async function takeOver(client: PoolClient, childId: string, one: StatedIdentifier, today: Day): Promise<void> {
  if (one.kind === 'NAME') return
  await client.query(
    `update registry.identifier i set valid_to = $4 where i.kind = $2 and i.blind_index = $3 and i.child_id <> $1
       and i.superseded_at is null and (i.valid_to is null or i.valid_to > $4)
       and not exists (select from registry.source_link s where s.child_id = i.child_id and s.department = $5)`,
    [childId, one.kind, one.blindIndex, today, REGISTER],
  )
}

interface Beginning {
  readonly childId: string
  readonly one: StatedIdentifier
  readonly from: Day
  readonly until: Day | null
  readonly at: Date
  readonly today: Day
  readonly department: LinkedDepartment
}

// A number that is another child's today opens that one alone. A former one opens nothing, and a name is many people's.
async function begin(client: PoolClient, beginning: Beginning): Promise<boolean> {
  const { childId, one, from, until, at, today, department } = beginning
  const { rowCount } = await client.query(
    `insert into registry.identifier (child_id, kind, blind_index, valid_from, valid_to, recorded_at, source, fetched_at)
     select $1, $2, $3, least($4::date, $7::date), $5, $6, $8, $6
     where $2 = 'NAME' or $5::date is not null or not exists (
       select from registry.identifier i where i.kind = $2 and i.blind_index = $3 and i.superseded_at is null
         and (i.valid_to is null or i.valid_to > $7::date))`,
    [childId, one.kind, one.blindIndex, from, until, at, today, department],
  )
  return rowCount === 1
}

async function setAdultOn(client: PoolClient, childId: string, adultOn: Day | null): Promise<boolean> {
  if (adultOn === null) return false
  const { rowCount } = await client.query(
    'update registry.child set adult_on = $2 where id = $1 and adult_on is distinct from $2',
    [childId, adultOn],
  )
  return rowCount === 1
}
