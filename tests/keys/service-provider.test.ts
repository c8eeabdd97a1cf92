// Keys behind a key service: the same keys as in a file, none of them in the file, and none at hand for longer than said.
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FixedClock } from '../../src/clock.ts'
import type { KeyProvider } from '../../src/keys/key-provider.ts'
import { FIRST_MASTERS } from '../../src/keys/key-service/spawn.ts'
import { type KeyService, openKeyService } from '../../src/keys/key-service.ts'
import { createServiceProvider } from '../../src/keys/service-provider.ts'
import type { WrappedContent } from '../../src/keys/wrapped-keys.ts'
import { KEY_DEPARTMENTS, newKeyContent, readKeyFile, textOf } from '../../src/masking/key-file.ts'
import { openerFor, seal } from '../../src/masking/sealed-cell.ts'
import { openTrial, type Trial } from './trial.ts'

const NOW = '2026-11-23T10:00:00+08:00'
const PLACE = 'public_security.person.name_sealed'
const SUBJECT = '018f2b7c-0000-7000-8000-000000000001'
const CONTENT = newKeyContent({ seed: 'a seed' })

let trial: Trial
beforeAll(async () => {
  trial = await openTrial()
})
afterAll(() => trial.close())

interface Opened {
  readonly provider: KeyProvider
  readonly clock: FixedClock
  readonly failures: unknown[]
  moveSeconds(seconds: number): void
}

function providerOver(file: string, service: KeyService = trial.service): Opened {
  const clock = new FixedClock(NOW)
  const failures: unknown[] = []
  const onFailure = (error: unknown) => failures.push(error)
  const provider = createServiceProvider({ file, service, clock, ttlMs: 300_000, onFailure })
  const moveSeconds = (seconds: number) => clock.moveTo(new Date(clock.now().getTime() + seconds * 1_000))
  return { provider, clock, failures, moveSeconds }
}

describe('keys behind a key service', () => {
  it('open what the same keys of a file sealed, in every department', async () => {
    const plain = await readKeyFile(await trial.file(textOf(CONTENT)))
    const { provider, failures } = providerOver(await trial.wrapped())
    const keys = await provider.read()
    for (const code of KEY_DEPARTMENTS) {
      const cell = seal(plain.departments[code], PLACE, SUBJECT, '周小满')
      expect(openerFor(keys.departments[code], PLACE, undefined, '2026-11-23')(cell, SUBJECT)).toBe('周小满')
      expect(seal(keys.departments[code], PLACE, SUBJECT, '周小满')).toEqual(cell)
    }
    for (const name of ['childRef', 'journalSubject', 'cursor'] as const)
      expect(keys[name].equals(plain[name])).toBe(true)
    expect(keys.registryIndex.key.equals(plain.registryIndex.key)).toBe(true)
    expect(failures).toEqual([])
  })

  it('stand in the file in no form that opens anything', async () => {
    const text = await readFile(await trial.wrapped(), 'utf8')
    const secrets = JSON.stringify(CONTENT).match(/[A-Za-z0-9_-]{22,}/g) ?? []
    expect(secrets.length).toBeGreaterThan(10)
    for (const secret of secrets) expect(text).not.toContain(secret)
  })

  it('are listed with the master keys and their last days, and no key', async () => {
    const masters = FIRST_MASTERS.map((each) => (each.id === 'GAJ/1' ? { ...each, notAfter: '2027-01-31' } : each))
    await trial.begin([...masters, { id: 'MZJ/2' }, { id: 'SOMEBODY-ELSE/1' }])
    const facts = await providerOver(await trial.wrapped()).provider.list()
    const listed = facts
      .filter(({ kind }) => kind === 'master')
      .map(({ id, isCurrent, notAfter }) => [id, isCurrent, notAfter])
    expect(listed).toContainEqual(['GAJ/1', true, '2027-01-31'])
    expect(listed).toContainEqual(['MZJ/1', false, null])
    expect(listed).toContainEqual(['MZJ/2', true, null])
    expect(listed).toHaveLength(KEY_DEPARTMENTS.length + 2)
    expect(facts.filter(({ kind }) => kind === 'data').map(({ holder }) => holder)).toEqual([...KEY_DEPARTMENTS])
    expect(facts.filter(({ kind }) => kind === 'own')).toHaveLength(4)
    await trial.begin()
  })

  it.each<[string, (content: WrappedContent) => void]>([
    ['department', ({ departments }) => Object.assign(departments.GAJ.keys[0] ?? {}, pick(departments.MZJ.keys[0]))],
    [
      'id',
      ({ departments }) =>
        Object.assign(departments.GAJ, { current: 2, keys: [{ ...departments.GAJ.keys[0], id: 2 }] }),
    ],
  ])('do not open in the place of another %s', async (_what, change) => {
    const content = JSON.parse(await readFile(await trial.wrapped(), 'utf8')) as WrappedContent
    change(content)
    const { provider, failures } = providerOver(await trial.file(textOf(content)))
    const { departments } = await provider.read()
    expect(departments.GAJ.byId(departments.GAJ.currentId)).toBeUndefined()
    expect(() => departments.GAJ.current).toThrow('the current key of GAJ is not at hand')
    expect(departments.MZJ.current.id).toBe(1)
    expect(String(failures[0])).toContain('the key service answered 422')
  })
})

function pick(entry: WrappedContent['departments']['MZJ']['keys'][number] | undefined): object {
  return { master: entry?.master, wrapped: entry?.wrapped }
}

describe('a data key', () => {
  it('is at hand for its time and not a moment longer while the service is out, and comes back with it', async () => {
    const { provider, moveSeconds, failures } = providerOver(await trial.wrapped())
    const { departments } = await provider.read()
    await trial.end()
    moveSeconds(299)
    await provider.read()
    expect(failures).toHaveLength(1)
    expect(departments.GAJ.byId(1)?.id).toBe(1)
    moveSeconds(1)
    expect(departments.GAJ.byId(1)).toBeUndefined()
    await provider.read()
    expect(departments.GAJ.byId(1)).toBeUndefined()
    await trial.begin()
    await provider.read()
    expect(departments.GAJ.byId(1)?.id).toBe(1)
  })

  it('is asked for again at half its time, so that it never runs out while the service is there', async () => {
    const asked: string[] = []
    const counted: KeyService = {
      ...trial.service,
      unwrap(master, wrapped, context) {
        asked.push(context)
        return trial.service.unwrap(master, wrapped, context)
      },
    }
    const { provider, moveSeconds } = providerOver(await trial.wrapped(), counted)
    await provider.read()
    expect(asked).toHaveLength(KEY_DEPARTMENTS.length + 4)
    moveSeconds(149)
    await provider.read()
    expect(asked).toHaveLength(KEY_DEPARTMENTS.length + 4)
    moveSeconds(1)
    await provider.read()
    expect(asked).toHaveLength(2 * KEY_DEPARTMENTS.length + 4)
  })

  it('does not live longer because the clock was set back', async () => {
    const { provider, moveSeconds } = providerOver(await trial.wrapped())
    const { departments } = await provider.read()
    moveSeconds(-1)
    expect(departments.GAJ.byId(1)).toBeUndefined()
  })

  it('is let go of once the file names it no more', async () => {
    const file = await trial.wrapped()
    const { provider } = providerOver(file)
    const { departments } = await provider.read()
    const content = JSON.parse(await readFile(file, 'utf8')) as WrappedContent
    const other = await trial.wrapped(newKeyContent({ seed: 'b seed' }))
    const { departments: others } = JSON.parse(await readFile(other, 'utf8')) as WrappedContent
    Object.assign(content.departments, { GAJ: { current: 1, keys: others.GAJ.keys } })
    await (await import('node:fs/promises')).writeFile(file, textOf(content))
    await provider.read()
    expect(departments.GAJ.byId(1)).toBeUndefined()
    expect(departments.MZJ.byId(1)?.id).toBe(1)
  })
})

describe('a key service', () => {
  const open = (url: string, token = trial.settings.token) => openKeyService({ ...trial.settings, url, token })

  it('that does not know the gateway gives no keys at all', async () => {
    const file = await trial.wrapped()
    const service = await open(trial.settings.url, 'x'.repeat(32))
    await expect(providerOver(file, service).provider.read()).rejects.toMatchObject({
      detail: 'the key service answered 401',
    })
    await service.close()
  })

  it.each<[string, number, string, string]>([
    ['answers a page of HTML', 200, 'text/html', '<html>维护中</html>'],
    ['answers another form', 200, 'application/json', '{"text":["AAAA"]}'],
    ['answers no base64url', 200, 'application/json', '{"text":"a key!"}'],
    ['sends elsewhere', 302, 'text/plain', ''],
    ['answers a key of another size', 200, 'application/json', '{"text":"AAAA"}'],
  ])('that %s gives no keys, and no word of what it said', async (_what, status, type, body) => {
    const server = createServer((_incoming, outgoing) =>
      outgoing.writeHead(status, { 'content-type': type, location: trial.settings.url }).end(body),
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const service = await open(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    const failure = await providerOver(await trial.wrapped(), service)
      .provider.read()
      .then(
        () => null,
        (error: Error) => error,
      )
    expect(failure).toBeInstanceOf(Error)
    expect(String(failure)).not.toMatch(/维护中|AAAA|a key!/)
    await service.close()
    server.close()
  })
})
