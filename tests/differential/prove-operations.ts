// At length, on demand: `npm run prove:operations -- --count 10000`. Prints the seed, so that a run can be had again.
import { Command } from 'commander'
import { expectOperationsToAgree } from './operations.ts'

const program = new Command('prove:operations')
  .description('random operations under random sets of policies: plan and bind against a reader of the page')
  .option('--count <operations>', 'operations to compare', '10000')
  .option('--seed <number>', 'where chance begins', '20261123')
  .parse()

const { count, seed } = program.opts<{ count: string; seed: string }>()
console.log(`seed ${seed}`)
const { operations, answered, refused } = expectOperationsToAgree({ count: Number(count), seed: Number(seed) })
console.log(`${operations} operations agree: ${answered} answered, ${refused} refused`)
