// `hutong serve`: the gateway in production. Settings come from the environment alone.
import type { Command } from 'commander'
import type { EndingOptions } from '../signalled.ts'

export function serveCommand(program: Command): void {
  program
    .command('serve')
    .description('serve the gateway on the databases of DATABASE_URL until SIGTERM, logging JSON lines')
    .option('--with-parent', 'end when the process that started this one ends, as `npm start` needs it')
    .addHelpText('after', '\nExit codes: 0 drained after SIGTERM, 1 failed, 2 wrong settings, 130 ended by Ctrl-C.')
    .action(async (options: EndingOptions) => {
      const { main } = await import('../main.ts')
      process.exitCode = await main(options)
    })
}
