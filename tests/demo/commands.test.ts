// The commands that look at files alone: what they say and how they exit.
import { cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readKeyFile } from '../../src/masking/key-file.ts'
import { hutong } from './process.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'hutong-commands-'))
  await cp('policies', path.join(folder, 'policies'), { recursive: true })
})
afterAll(() => rm(folder, { recursive: true }))

async function edit(file: string, search: string, replacement: string): Promise<void> {
  const place = path.join(folder, 'policies', file)
  const text = await readFile(place, 'utf8')
  expect(text).toContain(search)
  await writeFile(place, text.replace(search, replacement))
}

test('check-policies says every fault of every file at once, and exits with its own code', async () => {
  await edit('hospital-settlement.yaml', 'mask: name', 'mask: lastfour')
  await edit('school-aid.yaml', 'purpose: P05', 'purpose: P99')
  await edit('rules/hz-draft.yaml', 'id: R09', 'id: nine')
  const run = hutong(folder, ['check-policies', path.join(folder, 'policies')])
  expect(await run.ended).toBe(3)
  expect(run.said()).toContain(
    'hospital-settlement: fields.EligibilityAnswer.displayName.mask: unknown mask `lastfour`',
  )
  expect(run.said()).toContain('school-aid.yaml: purpose: must match pattern')
  expect(run.said()).toMatch(/hz-draft\.yaml: rules\[\d\]\.id: must be R and two digits/)
  expect(run.said()).toContain('3 faults')
})

test('check-policies cannot pass over a folder that is not there', async () => {
  expect(await hutong(folder, ['check-policies', path.join(folder, 'none')]).ended).toBe(1)
})

test('check-policies finds no fault in the policies here', async () => {
  const run = hutong(folder, ['check-policies'])
  expect(await run.ended).toBe(0)
  expect(run.said()).toContain('no faults')
})

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
  expect(Object.keys((await readKeyFile(file)).departments)).toHaveLength(6)
  const before = await readFile(file, 'utf8')
  expect(await hutong(folder, ['new-keys', file]).ended).toBe(1)
  expect(await readFile(file, 'utf8')).toBe(before)
})
