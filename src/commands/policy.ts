// `hutong policy …`: policies take effect by two signatures. Each subcommand is one file and one line in the list below.
import type { Command } from 'commander'
import { policyActivateCommand } from './policy-activate.ts'
import { policyActiveCommand } from './policy-active.ts'
import { policyHistoryCommand } from './policy-history.ts'
import { policyOfficerKeyCommand } from './policy-officer-key.ts'
import { policyReleaseCommand } from './policy-release.ts'
import { policySignCommand } from './policy-sign.ts'

const SUBCOMMANDS: readonly ((policy: Command) => void)[] = [
  policyOfficerKeyCommand,
  policyReleaseCommand,
  policySignCommand,
  policyActivateCommand,
  policyActiveCommand,
  policyHistoryCommand,
]

export function policyCommand(program: Command): void {
  const policy = program.command('policy').description('put policies in force: release, sign twice, activate')
  for (const addTo of SUBCOMMANDS) addTo(policy)
}
