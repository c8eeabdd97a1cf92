// `hutong serve`: the gateway in production. Settings come from the environment alone.
import type { Command } from 'commander'

export function serveCommand(program: Command): void {
  program
    .command('serve')
    .description('serve the gateway on the databases of DATABASE_URL until SIGTERM, logging JSON lines')
    .addHelpText('after', '\nExit codes: 0 drained after SIGTERM, 1 failed, 2 wrong settings, 130 ended by Ctrl-C.')
    .action(async () => {
      const { main } = await import('../main.ts')
      process.exitCode = await main()
    })
}
