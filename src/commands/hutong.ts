#!/usr/bin/env node
// The command line. Each command is one file and one line in the list below.
//
// Exit codes: 0 done; 1 it failed; 2 the command line or a setting is wrong; any other is said in the command's help.
import { type Command, CommanderError, program } from 'commander'
import { SettingsError } from '../settings.ts'
import { cityCommand } from './city.ts'
import { demoCommand } from './demo.ts'
import { doctorCommand } from './doctor.ts'
import { connectEmergencies, emergenciesCommand } from './emergencies.ts'
import { feedCommand } from './feed.ts'
import { importCommand } from './import.ts'
import { connectJournal } from './journal-pool.ts'
import { journalShowCommand } from './journal-show.ts'
import { journalVerifyCommand } from './journal-verify.ts'
import { keysCommand } from './keys.ts'
import { limitsCommand } from './limits.ts'
import { connectLimits } from './limits-site.ts'
import { linkCommand } from './link.ts'
import { migrateCommand } from './migrate.ts'
import { newKeysCommand } from './new-keys.ts'
import { noticesCommand } from './notices.ts'
import { operationsCheckCommand } from './operations-check.ts'
import { operationsEndCommand } from './operations-end.ts'
import { operationsListCommand } from './operations-list.ts'
import { operationsRegisterCommand } from './operations-register.ts'
import { policyCommand } from './policy.ts'
import { schemaCommand } from './print-schema.ts'
import { publishStatisticsCommand } from './publish-statistics.ts'
import { serveCommand } from './serve.ts'
import { tokenCommand } from './token.ts'

const COMMANDS: readonly ((program: Command) => void)[] = [
  serveCommand,
  demoCommand,
  tokenCommand,
  migrateCommand,
  doctorCommand,
  newKeysCommand,
  keysCommand,
  publishStatisticsCommand,
  linkCommand,
  importCommand,
  feedCommand,
  operationsCheckCommand,
  operationsRegisterCommand,
  operationsEndCommand,
  operationsListCommand,
  policyCommand,
  schemaCommand,
  cityCommand,
  (program) => journalShowCommand(program, connectJournal),
  (program) => journalVerifyCommand(program, connectJournal),
  (program) => limitsCommand(program, connectLimits),
  (program) => emergenciesCommand(program, connectEmergencies),
  noticesCommand,
]

const FAILED = 1
const WRONG_USE = 2

program
  .name('hutong')
  .description('Hutong (护童): a privacy-preserving GraphQL gateway for data about disadvantaged children')
  .addHelpText('after', '\nExit codes: 0 done, 1 failed, 2 wrong command line or settings.')
  .exitOverride()
for (const addTo of COMMANDS) addTo(program)

// A reader that has seen enough (`| head`) is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = exitCode(error)
}

function exitCode(error: unknown): number {
  // Commander has told the user already, and throws for `--help` too.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USE
  if (error instanceof SettingsError) {
    for (const fault of error.faults) console.error(fault)
    return WRONG_USE
  }
  console.error(error instanceof Error ? error.message : 'failed')
  return FAILED
}
