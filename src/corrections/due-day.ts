// The clock of a ticket: ten working days (政务数据共享条例, State Council Order 809). Public holidays are announced year by year and are
// not known here, so that a department is reminded early in such weeks and never late.
import { addDays, type Day } from '../clock.ts'

const WORKING_DAYS = 10

/** The tenth Monday to Friday after a day. */
export function dueDay(from: Day): Day {
  let day = from
  for (let left = WORKING_DAYS; left > 0; ) {
    day = addDays(day, 1)
    if (isWeekday(day)) left -= 1
  }
  return day
}

function isWeekday(day: Day): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return weekday >= 1 && weekday <= 5
}
