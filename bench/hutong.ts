// Benchmarks by name. They measure on this machine and print ratios within a round; no test asserts a time.
import { Command } from 'commander'
import { benchDecisions } from './decisions.ts'
import { benchHospital } from './hospital.ts'
import { benchLimits } from './limits.ts'
import { benchLinking } from './linking.ts'
import { benchStatistics } from './statistics.ts'

const program = new Command('bench').description('ratios against named alternatives, measured in the same round')

program
  .command('hospital')
  .description("a settlement desk's question: the gateway beside a bare node:http + pg handler doing the same reads")
  .option('--rounds <count>', 'rounds, each measuring both', '5')
  .option('--seconds <count>', 'seconds per measurement', '8')
  .option('--connections <count>', 'connections at once', '64')
  .option('--children <count>', 'children in the city', '20000')
  .option('--profile', "say where the gateway's time goes")
  .action((options: Record<string, string | boolean | undefined>) =>
    benchHospital({
      rounds: Number(options.rounds),
      seconds: Number(options.seconds),
      connections: Number(options.connections),
      children: Number(options.children),
      isProfiled: options.profile === true,
    }),
  )

program
  .command('limits')
  .description(
    'counting for one organisation from several gateways: a row per person beside one hot row and beside shards',
  )
  .option('--rounds <count>', 'rounds, each measuring all', '5')
  .option('--seconds <count>', 'seconds per measurement', '4')
  .option('--gateways <count>', 'gateways, each with its own connections', '4')
  .option('--people <count>', 'people of the organisation, each asking one question after another', '64')
  .action((options: Record<string, string>) =>
    benchLimits({
      rounds: Number(options.rounds),
      seconds: Number(options.seconds),
      gateways: Number(options.gateways),
      people: Number(options.people),
    }),
  )

program
  .command('decisions')
  .description('deciding one operation: plan and bind beside cedar-wasm, casbin and graphql-shield')
  .option('--rounds <count>', 'rounds, each measuring all', '15')
  .option('--milliseconds <count>', 'milliseconds per measurement', '100')
  .action((options: Record<string, string>) =>
    benchDecisions({ rounds: Number(options.rounds), msPerMeasurement: Number(options.milliseconds) }),
  )

program
  .command('statistics')
  .description('a table of the statistics language: DuckDB beside plain SQL and beside cubes, by number of children')
  .option('--sizes <list>', 'numbers of children', '10000,100000,1000000')
  .option('--rounds <count>', 'measurements of each query; their median is printed', '11')
  .action((options: Record<string, string>) =>
    benchStatistics({ sizes: (options.sizes ?? '').split(',').map(Number), rounds: Number(options.rounds) }),
  )

program
  .command('linking')
  .description(
    'precision and recall of linking on a synthetic city, by planted fault; the same with every number struck out',
  )
  .option('--children <count>', 'children in the city', '20000')
  .option('--seed <text>', 'the same seed gives the same city', 'hutong tests')
  .action(({ children, seed }: Record<'children' | 'seed', string>) =>
    benchLinking({ seed, referenceDay: '2026-11-23', children: Number(children), weights: 'raised' }),
  )

await program.parseAsync()
