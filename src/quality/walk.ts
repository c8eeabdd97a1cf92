// `qualityReports`, `faultyRecords`: a department's own, for its steward. REFUSED to the steward of no department.
import { departmentOfSteward } from '../corrections/tickets.ts'
import { countedPage, pageSize } from '../limits/counted-page.ts'
import type { RootWalker } from '../rooms.ts'
import { sentNumber } from '../uuid.ts'

const MONTHS = 12
const MOST_RECORDS = 50

export const walkQualityReports: RootWalker = (rooms, { caller }) => {
  const source = departmentOfSteward(caller)
  return {
    subjects: [],
    subjectKind: 'none',
    count: 0,
    async read() {
      const { rows } = await rooms.registry.query<{ asOf: Date | null }>({
        name: 'quality-reports',
        text: `select r.month, r.state, r.as_of as "asOf", r.records, coalesce(
            (select jsonb_agg(jsonb_build_object('fault', c.fault, 'field', nullif(c.field, ''), 'records', c.records) order by c.field, c.fault)
              from quality.count c where c.month = r.month and c.source = r.source), '[]') as counts
          from quality.report r where r.source = $1 order by r.month desc limit ${MONTHS}`,
        values: [source],
      })
      return {
        value: rows.map((row) => ({ ...row, asOf: row.asOf?.toISOString() ?? null })),
        resolved: [],
        answers: [],
      }
    },
  }
}

export const walkFaultyRecords: RootWalker = (rooms, operation, root) => {
  const source = departmentOfSteward(operation.caller)
  const { fault, field = null, first, after = null } = root.arguments
  const most = pageSize(first, MOST_RECORDS)
  if (after !== null) sentNumber(after, 'a record')
  return {
    subjects: [],
    subjectKind: 'list',
    count: most,
    async read() {
      const found = await countedPage(rooms, operation, async () => {
        const { rows } = await rooms.registry.query<{ record: string; child_id: string | null }>({
          name: 'faulty-records',
          text: `select r.subject_key as record, l.child_id from quality.row r
          left join registry.source_link l on l.department = r.source and l.subject_key = r.subject_key
          where r.source = $1 and r.fault = $2 and r.field = $3 and ($4::uuid is null or r.subject_key > $4)
          order by r.subject_key limit $5`,
          values: [source, fault, field ?? '', after, most + 1],
        })
        return rows
      })
      const page = found.slice(0, most)
      return {
        value: {
          records: page.map(({ record }) => ({ record, fault, field })),
          hasNextPage: found.length > most,
        },
        resolved: page.flatMap(({ child_id: childId }) => childId ?? []),
        answers: [],
      }
    },
  }
}
