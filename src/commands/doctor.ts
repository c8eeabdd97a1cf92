// `hutong doctor`: looks at everything that `hutong serve` would need, changes nothing, and says line by line what is well,
// what ends soon, and what is at fault, each with what to do.
import type { Command } from 'commander'
import { systemClock } from '../clock.ts'
import { type Finding, type Level, notesOf } from '../doctor/finding.ts'
import { readSettings, SERVE_NEEDS, type Settings, SettingsError } from '../settings.ts'

const EXIT: Readonly<Record<Level, number>> = { well: 0, warning: 3, fault: 4 }

export function doctorCommand(program: Command): void {
  program
    .command('doctor')
    .description(
      'look at what `serve` needs: settings, databases, clock, keys, policies, issuers, services; change nothing',
    )
    .option('--json', 'for programs: one JSON array of findings')
    .addHelpText(
      'after',
      `\nIt warns 60, 30 and 7 days before a key or a certificate ends: run it daily.` +
        `\nExit codes: 0 all is well, 1 failed, ${EXIT.warning} something ends soon, ${EXIT.fault} something is at fault.`,
    )
    .action(examine)
}

async function examine({ json = false }: { readonly json?: boolean }): Promise<void> {
  const { runChecks } = await import('../doctor/checks.ts')
  const findings: Finding[] = []
  const tell = (finding: Finding): void => {
    findings.push(finding)
    if (!json) process.stdout.write(lineOf(finding))
  }
  for (const finding of settingsFindings()) tell(finding)
  const settings = readable()
  if (settings) await runChecks({ settings, clock: systemClock }, tell)
  if (json) process.stdout.write(`${JSON.stringify(findings, null, 2)}\n`)
  process.exitCode = Math.max(...findings.map(({ level }) => EXIT[level]))
}

const notes = notesOf('settings')

function settingsFindings(): Finding[] {
  try {
    readSettings(undefined, SERVE_NEEDS)
    return [notes.well('every setting that `serve` needs is there')]
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error
    return error.faults.map((fault) =>
      notes.fault(fault, 'set it in the environment of the service (docs/production.md)'),
    )
  }
}

// What is there can be looked at although something is missing; a setting that cannot be read stops the rest.
function readable(): Settings | null {
  try {
    return readSettings()
  } catch {
    return null
  }
}

const WIDTH = 10

function lineOf({ check, level, says, fix }: Finding): string {
  const line = `${level.padEnd(WIDTH)}${check.padEnd(WIDTH)}${says}\n`
  return fix === null ? line : `${line}${' '.repeat(2 * WIDTH)}fix: ${fix}\n`
}
