// The commands that look at files alone: what they say and how they exit.
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rolePasswords } from '../../src/database/databases.ts'
import { DEPARTMENTS } from '../../src/departments/departments.ts'
import { readKeyFile } from '../../src/masking/key-file.ts'
import { listen } from '../world/listening.ts'
import { hutong, hutongUnderShell, untilNoneOf } from './process.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'hutong-commands-'))
})
afterAll(() => rm(folder, { recursive: true }))

test('schema --check tells a missing and a stale file from a fresh one, and writes nothing', async () => {
  const file = path.join(folder, 'printed.graphql')
  const check = () => hutong(folder, ['schema', '--check', '--file', file])
  expect(await check().ended).toBe(3)
  await expect(readFile(file)).rejects.toThrow('ENOENT')
  expect(await hutong(folder, ['schema', '--file', file]).ended).toBe(0)
  expect(await check().ended).toBe(0)
  await writeFile(file, `${await readFile(file, 'utf8')}# by hand\n`)
  expect(await check().ended).toBe(3)
})

test('a word that is no command is a wrong use', async () => {
  expect(await hutong(folder, ['explode']).ended).toBe(2)
})

test('new-keys writes a file that the gateway can read and others cannot, and never a second time', async () => {
  const file = path.join(folder, 'keys.json')
  expect(await hutong(folder, ['new-keys', file]).ended).toBe(0)
  expect((await stat(file)).mode & 0o077).toBe(0)
  expect(Object.keys((await readKeyFile(file)).departments)).toHaveLength(DEPARTMENTS.length)
  const before = await readFile(file, 'utf8')
  expect(await hutong(folder, ['new-keys', file]).ended).toBe(1)
  expect(await readFile(file, 'utf8')).toBe(before)
})

test('a command that waits ends with the shell that npm put in between, and on a signal of its own', async () => {
  await rolePasswords(folder)
  const silent = net.createServer()
  const DATABASE_URL = `postgres://nobody@127.0.0.1:${await listen(silent)}/none`
  const shell = hutongUnderShell(folder, ['--with-parent', 'tickets', 'report'], { DATABASE_URL })
  await once(silent, 'connection')
  shell.child.kill('SIGTERM')
  await untilNoneOf(folder)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const run = hutong(folder, ['tickets', 'report'], { DATABASE_URL })
    await once(silent, 'connection')
    run.child.kill(signal)
    expect(await run.ended).toBe(signal)
    expect(run.said()).toBe('')
  }
  silent.close()
})
