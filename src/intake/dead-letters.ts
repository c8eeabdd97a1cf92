// Dead letters: events that could not be taken in. What an event held is sealed with its department's own key and erased when
// the letter is settled; a list shows the source's own number of the change, by which the department finds its record.
import type { PoolClient } from 'pg'
import type { RowFault } from './faults.ts'
import type { Fed } from './feeds.ts'

export const LETTER_TABLE = 'intake.dead_letter'
export const LETTER_COLUMN = 'event_sealed'
/** The place to which a sealed event is bound. */
export const LETTER_PLACE = `${LETTER_TABLE}.${LETTER_COLUMN}`

export interface NewLetter {
  readonly id: string
  readonly mark: Buffer
  readonly eventKey: Buffer | null
  readonly sequence: number | null
  readonly field: string | null
  readonly reason: RowFault
  readonly sealed: Buffer
  readonly at: Date
}

/** An event that comes again finds its letter. */
export async function writeLetter(client: PoolClient, { feed, source }: Fed, letter: NewLetter): Promise<void> {
  const { id, mark, eventKey, sequence, field, reason, sealed, at } = letter
  await client.query(
    `insert into intake.dead_letter
       (id, source, kind, mark, event_key, sequence, column_name, reason, event_sealed, state, attempts, opened_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'OPEN', 1, $10)
     on conflict (source, kind, mark) do nothing`,
    [id, source, feed.kind, mark, eventKey, sequence, field, reason, sealed, at],
  )
}

/** Those of the marks that have a letter, open or settled, in hexadecimal. */
export async function lettersKnown(
  client: PoolClient,
  { feed, source }: Fed,
  marks: readonly Buffer[],
): Promise<Set<string>> {
  const { rows } = await client.query<{ mark: Buffer }>(
    'select mark from intake.dead_letter where source = $1 and kind = $2 and mark = any($3::bytea[])',
    [source, feed.kind, marks],
  )
  return new Set(rows.map(({ mark }) => mark.toString('hex')))
}

/** Those of the records' keys that have an open letter, in hexadecimal. */
export async function heldUp(client: PoolClient, { feed, source }: Fed, keys: readonly Buffer[]): Promise<Set<string>> {
  const { rows } = await client.query<{ key: Buffer }>(
    `select distinct event_key as key from intake.dead_letter
     where source = $1 and kind = $2 and event_key = any($3::bytea[]) and state = 'OPEN'`,
    [source, feed.kind, keys],
  )
  return new Set(rows.map(({ key }) => key.toString('hex')))
}

export interface OpenLetter {
  readonly id: string
  readonly sequence: number | null
  readonly field: string | null
  readonly reason: RowFault
  readonly attempts: number
  readonly openedAt: Date
}

export interface LetterPlace {
  readonly sequence: number
  readonly id: string
}

export const FIRST_LETTER: LetterPlace = { sequence: -1, id: '00000000-0000-0000-0000-000000000000' }

/** The next open letters in the order of the source's numbers; those without one come first. */
export async function openLetters(
  client: Pick<PoolClient, 'query'>,
  { feed, source }: Fed,
  { after, size }: { readonly after: LetterPlace; readonly size: number },
): Promise<OpenLetter[]> {
  const { rows } = await client.query<OpenLetter>(
    `select id, sequence, column_name as field, reason, attempts, opened_at as "openedAt" from intake.dead_letter
     where source = $1 and kind = $2 and state = 'OPEN' and (coalesce(sequence, 0), id) > ($3, $4::uuid)
     order by coalesce(sequence, 0), id limit $5`,
    [source, feed.kind, after.sequence, after.id, size],
  )
  return rows
}

/** The sealed event of an open letter, held until the transaction ends; null when it is settled, or when an earlier one of the same record is not. */
export async function holdLetter(client: PoolClient, id: string): Promise<Buffer | null> {
  const { rows } = await client.query<{ sealed: Buffer }>(
    `select event_sealed as sealed from intake.dead_letter l where id = $1 and state = 'OPEN' and not exists (
       select from intake.dead_letter e where e.source = l.source and e.kind = l.kind and e.event_key = l.event_key
         and e.state = 'OPEN' and (coalesce(e.sequence, 0), e.id) < (coalesce(l.sequence, 0), l.id)
     ) for update`,
    [id],
  )
  return rows[0]?.sealed ?? null
}

export async function letterFailed(
  client: PoolClient,
  id: string,
  { field, reason }: { readonly field: string | null; readonly reason: RowFault },
): Promise<void> {
  await client.query(
    'update intake.dead_letter set attempts = attempts + 1, column_name = $2, reason = $3 where id = $1',
    [id, field, reason],
  )
}

export interface Settlement {
  readonly id: string
  readonly state: 'APPLIED' | 'DISCARDED'
  readonly at: Date
  /** The member of staff who discarded it; null for the job. */
  readonly by: string | null
}

/** Erases what the event held. False when it was settled before. */
export async function settleLetter(
  client: Pick<PoolClient, 'query'>,
  { feed, source }: Fed,
  { id, state, at, by }: Settlement,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `update intake.dead_letter set state = $2, closed_at = $3, closed_by = $4, event_sealed = null
     where id = $1 and source = $5 and kind = $6 and state = 'OPEN'`,
    [id, state, at, by, source, feed.kind],
  )
  return rowCount === 1
}
