// Opens where a gateway takes reports: its folder on disk, and the public keys that seal them.
import { readReportKeys } from './report-keys.ts'
import type { ReportSite } from './site.ts'
import { openSpool } from './spool.ts'

/** Files and folders, as the settings name them. */
export interface ReportSettings {
  /** On a disk of this machine; each gateway has its own, or several share one. */
  readonly folder: string
  readonly keysFile: string
  readonly deskKeyFile: string | null
}

/** Null where the settings name none. Rejects for a folder or keys that cannot be used. */
export async function openReportSite(settings: ReportSettings | null): Promise<ReportSite | null> {
  if (settings === null) return null
  const { folder, keysFile, deskKeyFile } = settings
  const [spool, keys] = await Promise.all([openSpool({ folder }), readReportKeys(keysFile)])
  return { spool, keys, deskKeyFile }
}
