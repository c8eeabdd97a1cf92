// What a file of one kind may hold, for whoever has to write one: each column with its names, and the names of its codes.
import type { Feed } from './feed.ts'
import { namesOfFields } from './fields.ts'

export interface GuideLine {
  /** As a change feed says it. */
  readonly field: string
  /** Headers of a file; the first is the one to use. */
  readonly headers: readonly string[]
  readonly isOptional: boolean
  /** Of a code list; null for any other column. */
  readonly codes: readonly string[] | null
}

// Which of them must be there depends on the row: one of two numbers, one of two last days, the name with some documents.
const DEPENDS: ReadonlySet<string> = new Set([
  'idNumber',
  'idType',
  'subject',
  'name',
  'validTo',
  'lastDay',
  'recordTime',
])

/** One line as a command prints it. */
export function guideText({ field, headers, isOptional, codes }: GuideLine): string {
  return `${headers.join(' / ')} (${field}${isOptional ? '' : ', needed'})${codes === null ? '' : `: ${codes.join(', ')}`}\n`
}

export function guideTo(feed: Feed): GuideLine[] {
  return [...namesOfFields(feed)].flatMap(([field, headers]) => {
    if (field === 'record' && !feed.key.includes('record')) return []
    const column = feed.columns[field]
    return [
      {
        ...{ field, headers },
        isOptional: column ? column.isOptional === true : DEPENDS.has(field),
        codes: column?.read.names ?? null,
      },
    ]
  })
}
