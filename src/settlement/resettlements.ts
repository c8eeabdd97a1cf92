// `resettlements`: what a unit has to settle anew. Nothing is read of a child here: what is shown was weighed when the fact came in.
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
  order by told_at desc, id limit ${MOST_LISTED}`

export const walkResettlements: RootWalker = (rooms, operation) => ({
  subjects: [],
  subjectKind: 'list',
  count: 0,
  async read() {
    await rooms.limiter.expectOpen(countedCaller(operation))
    const { caller, purpose } = operation
    const { rows } = await rooms.registry.query<Row>({
      name: 'resettlements-of-unit',
      text: LISTED,
      values: [caller.organisationId, caller.unit, purpose, personsOf(caller)],
    })
    const told = rows.map((row) => ({ row, resettled: openResettled(rooms.keys, row) }))
    return {
      value: told.map(({ row, resettled }) => ({
        ...{ ...resettled, encounter: row.caseNumber, toldAt: row.toldAt.toISOString() },
      })),
      resolved: [],
      answers: [],
    }
  },
})
