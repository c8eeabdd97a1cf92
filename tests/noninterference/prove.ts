// `npm run prove -- --pairs 100000 --seed <text>`: the long form of the noninterference tests. The seed is printed; the
// same seed and number ask the same again. `--part 1/4` is every fourth caller with its share of the pairs, for several
// machines or several nights; `--from 11` goes on with the eleventh caller where a night was too short.
import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '20000' },
    seed: { type: 'string' },
    part: { type: 'string', default: '1/1' },
    from: { type: 'string', default: '1' },
  },
})
if (!/^[1-9]\d{0,7}$/.test(values.pairs)) {
  console.error('--pairs takes a whole number')
  process.exit(2)
}
if (!/^[1-9]\d?$/.test(values.from)) {
  console.error('--from takes the number of a caller')
  process.exit(2)
}
const [, part = '', parts = ''] = /^([1-9])\/([1-9])$/.exec(values.part) ?? []
if (part === '' || part > parts) {
  console.error('--part takes one of so many, such as 1/4')
  process.exit(2)
}
const seed = values.seed ?? 'hutong noninterference at length'
console.log(`${values.pairs} pairs, part ${values.part}, from caller ${values.from}, seed: ${seed}`)
const { status } = spawnSync('vitest', ['run', '--config', 'tests/noninterference/full.config.ts'], {
  stdio: 'inherit',
  env: {
    ...process.env,
    HUTONG_PROVE_PAIRS: values.pairs,
    HUTONG_PROVE_SEED: seed,
    HUTONG_PROVE_PART: values.part,
    HUTONG_PROVE_FROM: values.from,
  },
})
process.exitCode = status ?? 1
