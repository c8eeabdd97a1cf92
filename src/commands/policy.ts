// `hutong policy …`: what is done with policies as documents. One line for each command.
import type { Command } from 'commander'
import { policyCheckCommand } from './policy-check.ts'
import { policyDiffCommand } from './policy-diff.ts'
import { policyExplainCommand } from './policy-explain.ts'
import { policyItemsCommand } from './policy-items.ts'
import { policyMatrixCommand } from './policy-matrix.ts'
import { policySchemasCommand } from './policy-schemas.ts'
import { policyTestCommand } from './policy-test.ts'

const COMMANDS: readonly ((policy: Command) => void)[] = [
  policyCheckCommand,
  policyTestCommand,
  policyExplainCommand,
  policyMatrixCommand,
  policyDiffCommand,
  policySchemasCommand,
  policyItemsCommand,
]

export function policyCommand(program: Command): void {
  const policy = program.command('policy').description('check, read, compare and try policies')
  for (const addTo of COMMANDS) addTo(policy)
}
