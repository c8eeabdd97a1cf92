// `resettlements`: what a unit has to settle anew. Nothing is read of a child here: what is shown was weighed when the fact came in.
// What is told of one child, or of siblings, comes of one fact at one moment: the list has all that was told on a day from the next day on, and
// neither a moment nor its order shows which of it belong together.
import { addDays, shanghaiDay, startOfDay } from '../clock.ts'
import { countedCaller } from '../limits/counted-caller.ts'
import type { RootWalker } from '../rooms.ts'
import { openResettled } from './resettle.ts'
import { NOT_OPENED_BY, personsOf } from './unanswered.ts'

const MOST_LISTED = 50

interface Row {
  readonly id: string
  readonly caseNumber: string
  readonly toldAt: Date
  readonly sealed: Buffer
}

const LISTED = `
  select id, case_number as "caseNumber", told_at as "toldAt", content_sealed as sealed from settlement.resettlement q
  where organisation_id = $1 and unit = $2 and purpose = $3 and ${NOT_OPENED_BY('$4')}
    and told_at < $5
  order by (told_at at time zone 'Asia/Shanghai')::date desc, case_number, told_at desc, id limit ${MOST_LISTED}`

export const walkResettlements: RootWalker = (rooms, operation) => ({
  subjects: [],
  subjectKind: 'list',
  count: 0,
  async read() {
    await rooms.limiter.expectOpen(countedCaller(operation))
    const { caller, purpose, today } = operation
    const { rows } = await rooms.registry.query<Row>({
      name: 'resettlements-of-unit',
      text: LISTED,
      values: [caller.organisationId, caller.unit, purpose, personsOf(caller), startOfDay(today)],
    })
    const told = rows.map((row) => ({ row, resettled: openResettled(rooms.keys, row) }))
    return {
      value: told.map(({ row, resettled }) => ({
        ...{ ...resettled, encounter: row.caseNumber, toldOn: addDays(shanghaiDay(row.toldAt), 1) },
      })),
      resolved: [],
      answers: [],
    }
  },
})
