// Links a stream of records in the order in which they come, remembering all of them: for figures, and as what a run over
// stored records must come to. A record that no known child fits, or that a person must decide about, founds a child.
import type { ComparedRecord } from './compared-record.ts'
import { decide, type Verdict } from './decide.ts'
import { IndexOfRecords } from './index-of-records.ts'
import type { LinkingParameters } from './parameters.ts'

export interface RecordToLink {
  readonly source: string
  /** The source's own key; becomes the child's id where the record founds one. */
  readonly key: string
  readonly record: ComparedRecord
}

export interface LinkedRecord {
  readonly key: string
  readonly source: string
  /** The child that the record is of from now on. */
  readonly childId: string
  readonly verdict: Verdict
}

export function* linkRecords(
  records: Iterable<RecordToLink>,
  parameters: LinkingParameters,
  index = new IndexOfRecords(),
): Generator<LinkedRecord> {
  for (const { source, key, record } of records) {
    const verdict = decide(record, index.candidatesFor(record, source), parameters)
    const childId = verdict.kind === 'LINK' ? verdict.childId : key
    index.add({ childId, source, record })
    yield { key, source, childId, verdict }
  }
}
