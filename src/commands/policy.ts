// `hutong policy …`: what is done with policies as documents, and how they come into force by two signatures. One line for
// each command.
import type { Command } from 'commander'
import { policyActivateCommand } from './policy-activate.ts'
import { policyActiveCommand } from './policy-active.ts'
import { policyCheckCommand } from './policy-check.ts'
import { policyDiffCommand } from './policy-diff.ts'
import { policyExplainCommand } from './policy-explain.ts'
import { policyExportCommand } from './policy-export.ts'
import { policyHistoryCommand } from './policy-history.ts'
import { policyItemsCommand } from './policy-items.ts'
import { policyMatrixCommand } from './policy-matrix.ts'
import { policyOfficerKeyCommand } from './policy-officer-key.ts'
import { policyReleaseCommand } from './policy-release.ts'
import { policySchemasCommand } from './policy-schemas.ts'
import { policySignCommand } from './policy-sign.ts'
import { policyTestCommand } from './policy-test.ts'

const COMMANDS: readonly ((policy: Command) => void)[] = [
  policyCheckCommand,
  policyTestCommand,
  policyExplainCommand,
  policyMatrixCommand,
  policyDiffCommand,
  policySchemasCommand,
  policyItemsCommand,
  policyExportCommand,
  policyOfficerKeyCommand,
  policyReleaseCommand,
  policySignCommand,
  policyActivateCommand,
  policyActiveCommand,
  policyHistoryCommand,
]

export function policyCommand(program: Command): void {
  const policy = program.command('policy').description('check, read, compare and try policies; sign and activate them')
  for (const addTo of COMMANDS) addTo(policy)
}
