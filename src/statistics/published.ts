// The analyst's path: it reads published cells and nothing else, so that no row of a child can come out of it.
import { GatewayError } from '../errors.ts'
import type { RootWalk, RootWalker } from '../rooms.ts'
import { definitionOf, type TableId } from './tables.ts'

const LATEST = `
  select c.as_of, c.dimensions, c.value, c.suppressed, c.method, c.published_at from registry.statistic_cell c
  where c.table_id = $1 and c.as_of = (select max(as_of) from registry.statistic_cell where table_id = $1)
  order by c.position`

interface CellRow {
  readonly as_of: string
  readonly dimensions: readonly string[]
  readonly value: number | null
  readonly suppressed: boolean
  readonly method: string
  readonly published_at: Date
}

export const walkStatistics: RootWalker = (rooms, _operation, root): RootWalk => {
  const table = root.arguments.table as TableId
  return {
    subjects: [],
    subjectKind: 'none',
    count: 0,
    async read() {
      const { rows } = await rooms.registry.query<CellRow>({ name: 'published-table', text: LATEST, values: [table] })
      const [first] = rows
      if (!first) throw new GatewayError('SOURCE_UNAVAILABLE', 'the table has not been published')
      const definition = definitionOf(table)
      const value = {
        table,
        definition: definition.text,
        asOf: first.as_of,
        publishedAt: first.published_at.toISOString(),
        cells: rows.map((row) => ({
          dims: row.dimensions.map((dimension, at) => ({
            dimension: definition.dimensions[at] ?? '',
            value: dimension,
          })),
          value: row.suppressed ? null : row.value,
          suppressed: row.suppressed,
          method: row.method,
        })),
      }
      return { value, resolved: [], answers: [] }
    },
  }
}
