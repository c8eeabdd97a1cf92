// `hutong demo`: the whole gateway on invented children, on one machine, with nothing installed. What it runs is loaded
// only when it runs, for the packages of the demo are not there in production.
import { type Command, InvalidArgumentError } from 'commander'
import type { DemoOptions } from '../demo/demo.ts'
import { cityWeights, wholeNumber } from './city.ts'

export function demoCommand(program: Command): void {
  program
    .command('demo')
    .description('build a city of invented children and serve it, with everything around it, until Ctrl-C')
    .option('--children <number>', 'how many children', wholeNumber, 20_000)
    .option(
      '--weights <raised|real>',
      'raised makes rare groups common; real keeps their shares',
      cityWeights,
      'raised',
    )
    .option('--ask', 'ask the questions, print answers and journal entries, and end')
    .option('--port <number>', 'where the gateway listens (default: HUTONG_PORT, 4000)', portNumber)
    .option('--provider-port <number>', 'where the identity provider listens (default: 4010)', portNumber)
    .addHelpText('after', '\nExit codes: 0 done, 1 failed or an answer was not as expected, 130 ended by Ctrl-C.')
    .action(async (options: DemoOptions) => {
      const { runDemo } = await import('../demo/demo.ts').catch(missingPackages)
      // Ends at once: a start that was interrupted may have timers left.
      process.exit(await runDemo(options))
    })
}

function missingPackages(cause: NodeJS.ErrnoException): never {
  if (cause.code !== 'ERR_MODULE_NOT_FOUND') throw cause
  throw new Error('the demo needs the development packages: run `npm ci` without --omit=dev', { cause })
}

function portNumber(text: string): number {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port
  throw new InvalidArgumentError('expected a port number, 0 to 65535; 0 takes any free one')
}
