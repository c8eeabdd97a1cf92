// Runs the suite as of another day and place: the machine's clock stands at 23:59:50 in Shanghai on 29 February 2028 when
// each process starts, and its time zone is Los Angeles'. `tsx tests/elsewhen.ts [vitest arguments]`.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const shiftedDate = new URL('./world/shifted-date.ts', import.meta.url).href
const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url))

const { status } = spawnSync(process.execPath, [vitest, 'run', ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: {
    ...process.env,
    TZ: 'America/Los_Angeles',
    HUTONG_TEST_DATE: '2028-02-29T23:59:50+08:00',
    NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --import ${shiftedDate}`,
  },
})
process.exitCode = status ?? 1
