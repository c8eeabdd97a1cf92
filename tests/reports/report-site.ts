// A spool on disk with keys of its own, for a town that takes mandatory reports.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { openReportSite } from '../../src/reports/open-site.ts'
import { openReport, writeReportKeys } from '../../src/reports/report-keys.ts'
import type { ReportSite } from '../../src/reports/site.ts'
import type { Reporter, Seen, SpooledReport } from '../../src/reports/spooled-report.ts'

export interface TestReportSite extends ReportSite {
  readonly folder: string
  readonly keysFile: string
  readonly deskKeyFile: string
  readonly reporterKeyFile: string
  seenIn(report: Pick<SpooledReport, 'number' | 'seen'>): Promise<Seen>
  reporterIn(report: Pick<SpooledReport, 'number' | 'reporter'>): Promise<Reporter>
  remove(): Promise<void>
}

export async function testReportSite(): Promise<TestReportSite> {
  const root = await mkdtemp(path.join(tmpdir(), 'hutong-reports-'))
  const folder = path.join(root, 'spool')
  const keys = path.join(root, 'keys')
  await writeReportKeys(keys)
  const at = (name: string) => path.join(keys, `${name}.json`)
  const [keysFile, deskKeyFile, reporterKeyFile] = [at('public'), at('desk'), at('reporter')]
  const site = await openReportSite({ folder, keysFile, deskKeyFile })
  if (!site) throw new Error('the settings name a site')
  const opened = (file: string, holder: 'desk' | 'reporter', number: string, sealed: string) =>
    openReport(file, { holder, number }, Buffer.from(sealed, 'base64'))
  return {
    ...site,
    ...{ folder, keysFile, deskKeyFile, reporterKeyFile },
    seenIn: ({ number, seen }) => opened(deskKeyFile, 'desk', number, seen) as Promise<Seen>,
    reporterIn: ({ number, reporter }) => opened(reporterKeyFile, 'reporter', number, reporter) as Promise<Reporter>,
    remove: () => rm(root, { recursive: true }),
  }
}
