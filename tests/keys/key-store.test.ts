// The file of keys changes in whole, sound steps, and only by one hand at a time; whole keys and wrapped ones alike.
import { readFile, stat, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FixedClock } from '../../src/clock.ts'
import { type KeyStore, openKeyStore } from '../../src/keys/key-store.ts'
import { openKeyProvider } from '../../src/keys/open-provider.ts'
import { newKeyContent, textOf } from '../../src/masking/key-file.ts'
import { openerFor, seal } from '../../src/masking/sealed-cell.ts'
import { openTrial, type Trial } from './trial.ts'

const CONTENT = newKeyContent({ seed: 'a seed' })
const NOT_AFTER = '2027-11-26'

let trial: Trial
beforeAll(async () => {
  trial = await openTrial()
})
afterAll(() => trial.close())

async function opened(
  kind: string,
): Promise<{ file: string; store: KeyStore; read: () => ReturnType<typeof readAll> }> {
  const isPlain = kind === 'whole keys'
  const file = isPlain ? await trial.file(textOf(CONTENT)) : await trial.wrapped(CONTENT)
  const site = { keyFile: file, keyService: isPlain ? null : trial.settings }
  return { file, store: openKeyStore(file, isPlain ? null : trial.service), read: () => readAll(site) }
}

async function readAll(site: Parameters<typeof openKeyProvider>[0]) {
  const provider = await openKeyProvider(site, { clock: new FixedClock('2026-11-23T10:00:00+08:00') })
  return provider.read().finally(() => provider.close())
}

describe.each(['whole keys', 'wrapped keys'])('a file of %s', (kind) => {
  it('takes a key that opens first, then seals, and gives the old one up', async () => {
    const { file, store, read } = await opened(kind)
    const before = await read()
    const old = seal(before.departments.CLH, 'a.b.c', 'subject', 'text')
    expect(await store.add({ code: 'CLH', notAfter: NOT_AFTER })).toBe(2)
    expect(await store.ring('CLH')).toEqual({ current: 1, ids: [1, 2] })
    await store.makeCurrent('CLH', 2)
    const { CLH, GAJ } = (await read()).departments
    expect(CLH.current).toMatchObject({ id: 2, algorithm: 'SM4-CTR-HMAC-SM3', notAfter: NOT_AFTER })
    expect(openerFor(CLH, 'a.b.c', undefined, '')(old, 'subject')).toBe('text')
    expect(GAJ.ids).toEqual([1])
    await store.remove('CLH', 1)
    expect(await store.ring('CLH')).toEqual({ current: 2, ids: [2] })
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600)
  })

  it('keeps its current key, and knows the keys that it has', async () => {
    const { file, store } = await opened(kind)
    const before = await readFile(file, 'utf8')
    await expect(store.remove('GAJ', 1)).rejects.toThrow('key 1 of GAJ is the current one: rotate first')
    await expect(store.remove('GAJ', 2)).rejects.toThrow('GAJ has no key 2')
    await expect(store.makeCurrent('GAJ', 2)).rejects.toThrow('GAJ has no key 2')
    expect(await readFile(file, 'utf8')).toBe(before)
  })

  it('is changed by one hand at a time', async () => {
    const { file, store } = await opened(kind)
    await writeFile(`${file}.new`, 'a change that broke off')
    const before = await readFile(file, 'utf8')
    await expect(store.add({ code: 'GAJ', notAfter: NOT_AFTER })).rejects.toThrow('is in the way')
    expect(await readFile(file, 'utf8')).toBe(before)
  })

  it('is not replaced by a draft that is at fault, and the draft goes', async () => {
    const { file, store } = await opened(kind)
    const before = await readFile(file, 'utf8')
    await expect(store.add({ code: 'GAJ', notAfter: '2027-02-30' })).rejects.toThrow('notAfter')
    expect(await readFile(file, 'utf8')).toBe(before)
    await expect(stat(`${file}.new`)).rejects.toMatchObject({ code: 'ENOENT' })
  })
})

describe('wrapping', () => {
  it('needs a current master key of everybody', async () => {
    await trial.begin([{ id: 'GAJ/1' }])
    await expect(trial.wrapped(CONTENT)).rejects.toThrow('the key service has no current master key for MZJ')
    await trial.begin()
  })
})
