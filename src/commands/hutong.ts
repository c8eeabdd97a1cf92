#!/usr/bin/env node
// The command line. Each command is one file and one line in the list below.
//
// Exit codes: 0 done; 1 it failed; 2 the command line or a setting is wrong; any other is said in the command's help.
import { type Command, CommanderError, program } from 'commander'
import { SettingsError } from '../settings.ts'
import { endWithParent } from '../signalled.ts'

type AddTo = (program: Command) => void
type Load = () => Promise<AddTo>

const all =
  (loads: readonly Load[]): Load =>
  async () => {
    const added = await Promise.all(loads.map((load) => load()))
    return (program) => {
      for (const addTo of added) addTo(program)
    }
  }

// By first word. A command's files, which are most of what starting costs, are read when it is asked for.
const COMMANDS: Readonly<Record<string, Load>> = {
  serve: async () => (await import('./serve.ts')).serveCommand,
  demo: async () => (await import('./demo.ts')).demoCommand,
  token: async () => (await import('./token.ts')).tokenCommand,
  migrate: async () => (await import('./migrate.ts')).migrateCommand,
  doctor: async () => (await import('./doctor.ts')).doctorCommand,
  'new-keys': async () => (await import('./new-keys.ts')).newKeysCommand,
  keys: async () => (await import('./keys.ts')).keysCommand,
  'publish-statistics': async () => (await import('./publish-statistics.ts')).publishStatisticsCommand,
  statistics: async () => (await import('./statistics.ts')).statisticsCommand,
  link: async () => (await import('./link.ts')).linkCommand,
  operations: all([
    async () => (await import('./operations-check.ts')).operationsCheckCommand,
    async () => (await import('./operations-register.ts')).operationsRegisterCommand,
    async () => (await import('./operations-catalogue.ts')).operationsCatalogueCommand,
    async () => (await import('./operations-end.ts')).operationsEndCommand,
    async () => (await import('./operations-list.ts')).operationsListCommand,
  ]),
  import: async () => (await import('./import.ts')).importCommand,
  'child-workers': async () => (await import('./child-workers.ts')).childWorkersCommand,
  feed: async () => (await import('./feed.ts')).feedCommand,
  tickets: async () => (await import('./tickets.ts')).ticketsCommand,
  rules: async () => (await import('./rules.ts')).rulesCommand,
  worklists: async () => (await import('./worklists.ts')).workListsCommand,
  quality: async () => (await import('./quality.ts')).qualityCommand,
  policy: async () => (await import('./policy.ts')).policyCommand,
  schema: async () => (await import('./print-schema.ts')).schemaCommand,
  city: async () => (await import('./city.ts')).cityCommand,
  journal: async () => {
    const [{ journalShowCommand }, { journalVerifyCommand }, { connectJournal }] = await Promise.all([
      import('./journal-show.ts'),
      import('./journal-verify.ts'),
      import('./journal-pool.ts'),
    ])
    return (program) => {
      journalShowCommand(program, connectJournal)
      journalVerifyCommand(program, connectJournal)
    }
  },
  limits: async () => {
    const [{ limitsCommand }, { connectLimits }] = await Promise.all([
      import('./limits.ts'),
      import('./limits-site.ts'),
    ])
    return (program) => limitsCommand(program, connectLimits)
  },
  emergencies: async () => {
    const { emergenciesCommand, connectEmergencies } = await import('./emergencies.ts')
    return (program) => emergenciesCommand(program, connectEmergencies)
  },
  answers: async () => (await import('./answers.ts')).answersCommand,
  replay: async () => (await import('./replay.ts')).replayCommand,
  reports: async () => (await import('./reports.ts')).reportsCommand,
  notices: async () => (await import('./notices.ts')).noticesCommand,
}

const FAILED = 1
const WRONG_USE = 2

program
  .name('hutong')
  .description('Hutong (护童): a privacy-preserving GraphQL gateway for data about disadvantaged children')
  .option('--with-parent', 'end when the process that started this one ends, as `npm run` needs it')
  .addHelpText('after', '\nExit codes: 0 done, 1 failed, 2 wrong command line or settings.')
  .exitOverride()
  .hook('preAction', () => {
    if (program.opts<{ withParent?: true }>().withParent) endWithParent()
  })
// What is no command is told with the list of all.
const word = process.argv.slice(2).find((each) => !each.startsWith('-')) ?? ''
const asked = Object.hasOwn(COMMANDS, word) ? COMMANDS[word] : undefined
for (const load of asked ? [asked] : Object.values(COMMANDS)) (await load())(program)

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
