// `npm run mutants [-- [--again] room ...]`: plants faults by machine in each of the pure rooms and tries the room's tests on every one;
// a fault that no test notices is a fault that nobody would. Fails where fewer than 90 of 100 are noticed, where one that
// is not has no reason in survivors/, and where a reason has no such mutant any more.
import { spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { ROOMS, reportOf } from './rooms.ts'
import { readSurvivors, unexplained } from './survivors.ts'

// `--again` tries only what changed since the room's last report: new mutants, and old ones that a new test might notice.
const isAgain = process.argv.includes('--again')
const asked = process.argv.slice(2).filter((each) => each !== '--again')
const unknown = asked.filter((name) => !Object.hasOwn(ROOMS, name))
if (unknown.length > 0) {
  console.error(`no such room: ${unknown.join(', ')}; there are ${Object.keys(ROOMS).join(', ')}`)
  process.exit(2)
}

// What was not noticed then is tried anew: Stryker would take some of it over as it was, although a new test comes near.
async function lastOf(room: string): Promise<string> {
  const report = JSON.parse(await readFile(reportOf(room), 'utf8')) as {
    files: Record<string, { mutants: readonly { status: string }[] }>
  }
  for (const file of Object.values(report.files)) {
    file.mutants = file.mutants.filter(({ status }) => status !== 'NoCoverage' && status !== 'Survived')
  }
  const last = `.hutong/mutants/${room}.last.json`
  await writeFile(last, JSON.stringify(report))
  return last
}

const known = await readSurvivors('tests/mutants/survivors')
for (const name of asked.length > 0 ? asked : Object.keys(ROOMS).filter((each) => !ROOMS[each]?.isShort)) {
  console.log(`== ${name}`)
  const env = {
    ...process.env,
    HUTONG_MUTANTS: name,
    HUTONG_MUTATE: ROOMS[name]?.mutate.join(' '),
    HUTONG_MUTANTS_REPORT: reportOf(name),
    // One database server for all sandboxes, that of the tests: one of a sandbox's own would outlive it.
    HUTONG_STATE_FOLDER: path.resolve('.hutong'),
  }
  const again = isAgain ? ['--incremental', '--incrementalFile', await lastOf(name)] : []
  const { status } = spawnSync('stryker', ['run', ...again], { stdio: 'inherit', env })
  const faults = unexplained(JSON.parse(await readFile(reportOf(name), 'utf8')), known)
  for (const fault of faults) console.error(fault)
  if (status !== 0 || faults.length > 0) process.exitCode = 1
}
