// Columns that facts of the registry have in common: two time axes, where a fact came from, and which one it is to its source.
import { sql } from 'drizzle-orm'
import { type AnyPgColumn, date, text, timestamp, uniqueIndex } from 'drizzle-orm/pg-core'
import { bytes } from '../departments/bytes.ts'

export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })

// Valid time is in days of Asia/Shanghai and half open: validTo is the first day on which the fact no longer holds.
export const bitemporal = () => ({
  validFrom: date('valid_from', { mode: 'string' }).notNull(),
  validTo: date('valid_to', { mode: 'string' }),
  recordedAt: instant('recorded_at').notNull(),
  supersededAt: instant('superseded_at'),
})

export const provenance = () => ({
  source: text('source').notNull(),
  sourceRecordTime: instant('source_record_time').notNull(),
  fetchedAt: instant('fetched_at').notNull(),
})

// Of a fact that intake wrote: which one it is to its source, as a keyed digest. Null for a row that came another way.
export const brought = () => ({ factKey: bytes('fact_key') })

// Rows of before it was kept may say nothing of where they came from.
export const cameFrom = () => ({
  source: text('source'),
  sourceRecordTime: instant('source_record_time'),
  fetchedAt: instant('fetched_at'),
})

export const broughtFrom = () => ({ ...cameFrom(), ...brought() })

// Of each fact of a source one row is in force: what is brought twice cannot stand twice.
export const inForceOnce = (name: string, table: { source: AnyPgColumn; factKey: AnyPgColumn }) =>
  uniqueIndex(name).on(table.source, table.factKey).where(sql`superseded_at is null`)
