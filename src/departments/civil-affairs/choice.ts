// The choice between the two subsidies that holds today, as the department's own function `chosen` tells it: the one that was written down
// here, and where there is none what the department's own system says.
import { sql } from 'drizzle-orm'
import { pgTable, text } from 'drizzle-orm/pg-core'
import { welfareRecord } from './tables.ts'

/** It is no table: the function has this column, and a service that stands in its place hands it over as it holds. */
export const chosen = pgTable('chosen', { subsidyChoice: text('subsidy_choice') })

/** Each record, and beside it the choice. The function is asked where the choice is read and nowhere else, and no statement names what it reads. */
export const RECORDS = sql`${welfareRecord} left join lateral civil_affairs.chosen(${welfareRecord.subjectKey}, ${sql.placeholder('today')}::date) ${chosen} on true`
