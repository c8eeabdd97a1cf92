// The demo from the outside, in the order in which a person meets it: first start, restart, another day, Ctrl-C, kill.
import { readFile, rm, stat } from 'node:fs/promises'
import net from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEMO_QUESTIONS } from '../../src/demo/questions.ts'
import { listen } from '../world/listening.ts'
import { hutong, hutongUnderShell, processesOf, stateFolder, untilNoneOf } from './process.ts'

const READY = 'Who saw what'
const SMALL = ['--children', '300', '--port', '0']
const TIMEOUT_MS = 60_000

let folder: string

beforeAll(async () => {
  folder = await stateFolder()
})
afterAll(async () => {
  await untilNoneOf(folder)
  await rm(folder, { recursive: true })
})

const demo = (words: readonly string[] = SMALL, env: Readonly<Record<string, string>> = {}) =>
  hutong(folder, ['demo', ...words], env)

describe('the demo, refusing', () => {
  it.each([
    ['a city too small for its cast', ['--children', '249'], 'at least 250'],
    ['weights it does not know', ['--weights', 'heavy'], 'raised or real'],
    ['a port that is none', ['--port', '65536'], 'port number'],
  ])('refuses %s before anything is started', async (_what, words, fault) => {
    const run = demo(words)
    expect(await run.ended).toBe(2)
    expect(run.said()).toContain(fault)
    expect(await processesOf(folder)).toEqual([])
  })

  it('has no token while none runs, and says how to start one', async () => {
    const run = hutong(folder, ['token', '--as', 'hospital'])
    expect(await run.ended).toBe(1)
    expect(run.said()).toContain('npm run demo')
  })

  it('leaves nothing behind when it is interrupted while it starts', { timeout: TIMEOUT_MS }, async () => {
    const run = demo()
    await run.until('creating the database files')
    run.child.kill('SIGINT')
    expect(await run.ended).toBe(130)
    await untilNoneOf(folder)
  })
})

describe('the demo, asking its own questions', () => {
  it('answers all five as expected, each with its journal entries, and ends', { timeout: TIMEOUT_MS }, async () => {
    const run = demo([...SMALL, '--ask'])
    expect(await run.ended, run.said()).toBe(0)
    expect(run.said()).toContain('the city is built: 300 children, raised weights')
    expect(run.said()).toContain('300 of 300 children')
    expect(run.said()).toContain('both officers’ keys are the demo’s and prove nothing')
    for (const { id, asks, purpose } of DEMO_QUESTIONS) {
      const [, own = ''] = run.said().split(`=== ${id}  ${asks}`)
      const [answer = '', entries = ''] = (own.split('\n===', 1)[0] ?? '').split('2 journal entries:')
      expect(answer).toContain('answer (as expected')
      expect(entries).toMatch(new RegExp(`INTENT [^]*purpose +${purpose}\n[^]*OUTCOME [^]*status +RELEASED`))
    }
    expect(run.said()).toContain('All 5 answers are as expected')
    await untilNoneOf(folder)
  })

  it('keeps what it drew to itself, and says in its manifest what the city consists of', async () => {
    for (const file of ['keys.json', 'role-passwords.json']) {
      expect((await stat(path.join(folder, file))).mode & 0o077).toBe(0)
    }
    const manifest: unknown = JSON.parse(await readFile(path.join(folder, 'city.json'), 'utf8'))
    expect(manifest).toMatchObject({
      seed: 'hutong',
      children: 300,
      weights: 'raised',
      day: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
      categories: { ORPHAN: expect.any(Number) },
    })
  })

  it('refuses a port that another program has, with the option that chooses another', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const other = net.createServer()
    const taken = await listen(other)
    const run = demo([...SMALL, '--provider-port', String(taken)])
    expect(await run.ended).toBe(1)
    expect(run.said()).toContain(`port ${taken} is taken by another program: choose another with --provider-port`)
    await untilNoneOf(folder)
    other.close()
  })

  it('moves its open encounters when it starts on another day, and answers as before', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const shifted = new URL('../world/shifted-date.ts', import.meta.url).href
    const later = { NODE_OPTIONS: `--import ${shifted}`, HUTONG_TEST_DATE: LATER }
    const moved = demo([...SMALL, '--ask'], later)
    expect(await moved.ended, moved.said()).toBe(0)
    expect(moved.said()).toContain('the city is reused, its open encounters moved to today')
    expect(moved.said()).toContain('All 5 answers are as expected')
    const back = demo([...SMALL, '--ask'], later)
    expect(await back.ended, back.said()).toBe(0)
    expect(back.said()).toContain('the city is reused as it was')
  })

  it('builds another city for other parameters', { timeout: TIMEOUT_MS }, async () => {
    const run = demo(['--children', '260', '--weights', 'real', '--port', '0', '--ask'])
    expect(await run.ended, run.said()).toBe(0)
    expect(run.said()).toContain('the city is built: 260 children, real weights')
  })
})

const LATER = '2027-03-05T09:30:00+08:00'

describe('the demo, serving', () => {
  it('serves until Ctrl-C, hands out tokens, lets no second one in, and leaves nothing', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const run = demo([...SMALL, '--provider-port', '0'])
    await run.until(READY)
    expect(run.said()).toMatch(/identity provider {3}http:\/\/127\.0\.0\.1:(?!4010\b)\d+/)
    for (const account of ['hospital', 'school', 'analyst', 'adjudicator']) {
      expect(run.said()).toContain(`npm run --silent token -- --as ${account}`)
    }
    const token = hutong(folder, ['token', '--as', 'village'])
    expect(await token.ended).toBe(0)
    expect(token.said()).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/)

    const second = demo()
    expect(await second.ended).toBe(1)
    expect(second.said()).toContain(`a demo runs already on these databases (process ${run.child.pid},`)

    run.child.kill('SIGINT')
    expect(await run.ended).toBe(130)
    expect(await processesOf(folder)).toEqual([])
    await expect(stat(path.join(folder, 'demo.json'))).rejects.toThrow('ENOENT')
  })

  it('ends with the shell that npm put in between, which passes no signal on', { timeout: TIMEOUT_MS }, async () => {
    const run = hutongUnderShell(folder, ['--with-parent', 'demo', ...SMALL])
    await run.until(READY)
    run.child.kill('SIGTERM')
    await run.ended
    await untilNoneOf(folder)
    expect(run.said()).toContain('Stopping (SIGTERM)')
  })

  it('leaves nothing when it is killed, and starts again on the same city', { timeout: TIMEOUT_MS }, async () => {
    const run = demo()
    await run.until(READY)
    run.child.kill('SIGKILL')
    expect(await run.ended).toBe('SIGKILL')
    await untilNoneOf(folder)

    const stale = hutong(folder, ['token', '--as', 'village'])
    expect(await stale.ended).toBe(1)
    expect(stale.said()).toContain('no running demo found')

    const again = demo()
    await again.until(READY)
    expect(again.said()).toContain('the city is reused as it was: 300 children')
    again.child.kill('SIGTERM')
    expect(await again.ended).toBe(0)
    expect(await processesOf(folder)).toEqual([])
  })
})
