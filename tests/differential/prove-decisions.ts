// At length, on demand: `npm run prove:decisions -- --count 1000000`. Prints the seed, so that a run can be had again.
import { Command } from 'commander'
import { expectDecisionsToAgree } from './decisions.ts'

const program = new Command('prove:decisions')
  .description('random sets of policies: the compiled tables against a reader of the page')
  .option('--count <decisions>', 'decisions to compare', '1000000')
  .option('--seed <number>', 'where chance begins', '20261123')
  .parse()

const { count, seed } = program.opts<{ count: string; seed: string }>()
console.log(`seed ${seed}`)
const { decisions, sets, faulty, granted, conditional } = expectDecisionsToAgree({
  count: Number(count),
  seed: Number(seed),
})
console.log(`${decisions} decisions over ${sets} sets agree: ${granted} granted, ${conditional} under a condition`)
console.log(`${faulty} more sets did not compile and were left out`)
