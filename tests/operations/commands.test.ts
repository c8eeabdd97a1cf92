// The commands as a person at the data bureau types them: what they say, how they exit, and what a gateway answers then.
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import { hutong } from '../demo/process.ts'
import { byCitizenId } from '../gateway/questions.ts'
import { TEST_MOMENT } from '../world/oidc.ts'
import { type Desk, HOSPITAL, openDesk } from './desk.ts'

const TIMEOUT_MS = 120_000
let desk: Desk
let folder: string
let environment: Record<string, string>

beforeAll(async () => {
  desk = await openDesk('commands')
  folder = await mkdtemp(path.join(os.tmpdir(), 'hutong-operations-'))
  const { serverUrl, passwords } = desk.town.site
  const file = path.join(folder, 'passwords.json')
  await writeFile(file, JSON.stringify(passwords), { mode: 0o600 })
  environment = {
    ...{ DATABASE_URL: serverUrl, HUTONG_DATABASE_PREFIX: 'hutong_commands', HUTONG_ROLE_PASSWORDS_FILE: file },
    NODE_OPTIONS: `--import ${new URL('../world/shifted-date.ts', import.meta.url).href}`,
    HUTONG_TEST_DATE: TEST_MOMENT,
    HUTONG_TEST_DATE_STANDS: '1',
  }
})
afterAll(async () => {
  await desk.close()
  await rm(folder, { recursive: true })
})

async function run(...words: string[]): Promise<{ code: unknown; said: string }> {
  const started = hutong(folder, ['operations', ...words], environment)
  const code = await started.ended
  return { code, said: started.said() }
}

const FILE = 'policies/operations/hospital-stay.graphql'
const TERMS = ['--until', '2027-11-23', '--approval', 'TEST-1', '--approved-by', 'demo-person-analyst']

it('registers, lists, checks and ends, and the gateway follows', { timeout: TIMEOUT_MS }, async () => {
  const query = await readFile(FILE, 'utf8')
  const subject = byCitizenId(CAST.stay)
  const stay = { query, variables: { subject, from: '2026-05-03', to: '2026-05-04' } }
  const asking = { case: 'E-2026-0001' }
  await desk.refusal(stay, asking)

  const registered = await run('register', FILE, '--organisation', HOSPITAL, ...TERMS)
  expect(registered.code, registered.said).toBe(0)
  const [, id = ''] = /as ([0-9a-f-]{36}): hospital-stay for \S+, P01, HOSP_CLERK/.exec(registered.said) ?? []
  await desk.refresh()
  expect((await desk.post(stay, asking)).body.data.stayEligibility).toHaveLength(2)

  const again = await run('register', FILE, '--organisation', HOSPITAL, ...TERMS)
  expect(again.code).toBe(0)
  expect(again.said).toContain(`stands already as ${id}: hospital-stay for ${HOSPITAL}, P01, HOSP_CLERK`)

  const listed = await run('list', '--text')
  expect(listed.said).toContain(`${id}  hospital-stay  in force`)
  expect(listed.said).toContain(`for      ${HOSPITAL}, P01, HOSP_CLERK`)
  expect(listed.said).toContain(JSON.stringify(query))

  const count = (await readdir('policies/operations')).filter((name) => name.endsWith('.yaml')).length
  const checked = await run('check')
  expect([checked.code, checked.said]).toEqual([0, `${count} operations in files, 2 registered: no faults\n`])

  const ended = await run('end', id, '--by', 'demo-person-auditor')
  expect(ended.code, ended.said).toBe(0)
  await desk.refresh()
  await desk.refusal(stay, asking)
  expect((await run('list')).said).not.toContain(id)
  expect((await run('list', '--all')).said).toContain(`${id}  hospital-stay  ended`)
})

it('check says every fault at once, in files and in what is registered, and exits with its own code', {
  timeout: TIMEOUT_MS,
}, async () => {
  const policies = path.join(folder, 'policies')
  await cp('policies', policies, { recursive: true })
  const edit = async (file: string, search: string, replacement: string) => {
    const text = await readFile(path.join(policies, file), 'utf8')
    expect(text).toContain(search)
    await writeFile(path.join(policies, file), text.replace(search, replacement))
  }
  await edit('school-aid.yaml', '  PupilAnswer.fault: reveal\n', '')
  await edit('operations/hospital-day.graphql', 'status tier', 'status  tier')
  await desk.register({ document: '{ children { nodes { childRef } } }', organisationId: HOSPITAL })
  const checked = await run('check', policies)
  expect(checked.code).toBe(3)
  expect(checked.said).toContain('school-class.graphql: SCH_AID_OFFICER for P05: Cannot query field "fault"')
  expect(checked.said).toContain('hospital-day.yaml: the text of hospital-day.graphql is sha256:')
  expect(checked.said).toMatch(/registration [0-9a-f-]{36} \(test\): HOSP_CLERK for P01: Cannot query field "children"/)
  expect(checked.said).toContain('3 faults')
})

it.each([
  ['a file that is not there', ['register', 'policies/operations/none.graphql', ...TERMS], 1, 'no such document'],
  [
    'a description for a document',
    ['register', 'policies/operations/hospital-stay.yaml', ...TERMS],
    1,
    'no such document',
  ],
  ['a day that does not exist', ['register', FILE, ...TERMS.with(1, '2027-02-29')], 2, 'expected a day'],
  ['no approval', ['register', FILE, '--until', '2027-11-23', '--approved-by', 'demo-person-analyst'], 2, '--approval'],
  ['a person nobody knows', ['register', FILE, ...TERMS.with(5, 'somebody')], 1, 'no such person'],
  ['an id that is none', ['end', 'hospital-stay', '--by', 'demo-person-auditor'], 2, 'expected the id'],
])('refuses %s', { timeout: TIMEOUT_MS }, async (_what, words, code, saying) => {
  const refused = await run(...words)
  expect(refused.code).toBe(code)
  expect(refused.said).toContain(saying)
})
