// Where a gateway takes reports, and whose keys seal them.
import type { ReportKeys } from './report-keys.ts'
import type { Spool } from './spool.ts'

export interface ReportSite {
  readonly spool: Spool
  readonly keys: ReportKeys
  /** The file of the desk's private keys; null on a gateway that only takes reports. */
  readonly deskKeyFile: string | null
}
