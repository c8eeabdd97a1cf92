// What a running gateway holds: the newest keys of its file, without a restart, and never others under the same names.
import { writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FixedClock, systemClock } from '../../src/clock.ts'
import { createFileProvider } from '../../src/keys/file-provider.ts'
import { openKeyStore } from '../../src/keys/key-store.ts'
import { type KeysChanged, watchKeys } from '../../src/keys/live-keys.ts'
import { newKeyContent, textOf } from '../../src/masking/key-file.ts'
import { openerFor, seal } from '../../src/masking/sealed-cell.ts'
import { openTrial, type Trial } from './trial.ts'

const PLACE = 'public_security.person.name_sealed'
const CONTENT = newKeyContent({ seed: 'a seed' })

let trial: Trial
beforeAll(async () => {
  trial = await openTrial()
})
afterAll(() => trial.close())

async function watched(everyMs = 3_600_000) {
  const clock = new FixedClock('2026-11-23T10:00:00+08:00')
  const file = await trial.file(textOf(CONTENT))
  const events: KeysChanged[] = []
  const failures: unknown[] = []
  const live = await watchKeys({
    provider: createFileProvider(file),
    clock,
    log: (event) => events.push(event),
    onFailure: (error) => failures.push(error),
    everyMs,
  })
  return { file, clock, events, failures, live, store: openKeyStore(file, null) }
}

describe('keys of a running gateway', () => {
  it('follow the file through one and the same view, old cells opening as before', async () => {
    const { live, store, events, clock } = await watched()
    const { GAJ } = live.keys.departments
    const open = openerFor(GAJ, PLACE, undefined, '2026-11-23')
    const old = seal(GAJ, PLACE, 'subject', '周小满')
    const id = await store.add({ code: 'GAJ', algorithm: 'SM4-CTR-HMAC-SM3', notAfter: '2027-11-26' })
    await live.refresh()
    expect([GAJ.currentId, [...GAJ.ids]]).toEqual([1, [1, 2]])
    await store.makeCurrent('GAJ', id)
    await live.refresh()
    const young = seal(GAJ, PLACE, 'subject', '周小满')
    expect([...young.subarray(0, 4)]).toEqual([1, 2, 0, 2])
    expect([open(old, 'subject'), open(young, 'subject')]).toEqual(['周小满', '周小满'])
    await store.remove('GAJ', 1)
    await live.refresh()
    // A row that was read a moment before.
    expect(open(old, 'subject')).toBe('周小满')
    clock.moveTo('2026-11-23T10:00:10+08:00')
    expect(() => open(old, 'subject')).toThrow('names no key of its department')
    expect(events).toEqual([
      { event: 'keys-changed', department: 'GAJ', current: 1, ids: [1, 2] },
      { event: 'keys-changed', department: 'GAJ', current: 2, ids: [1, 2] },
      { event: 'keys-changed', department: 'GAJ', current: 2, ids: [2] },
    ])
    live.stop()
  })

  it('are looked at by themselves', async () => {
    const { live, store } = await watched(20)
    await store.add({ code: 'GAJ', notAfter: '2027-11-26' })
    await expect.poll(() => live.keys.departments.GAJ.ids, { timeout: 10_000 }).toEqual([1, 2])
    live.stop()
  })

  it.each<[string, (content: typeof CONTENT) => object, string]>([
    [
      "the gateway's own keys",
      (content) => ({ ...content, childRef: newKeyContent({}).childRef }),
      "the gateway's own keys",
    ],
    [
      'the digest of the indexes',
      (content) => ({ ...content, registryIndex: { ...content.registryIndex, algorithm: 'HMAC-SM3' } }),
      "the gateway's own keys",
    ],
    [
      'a key under an id that was used',
      (content) => ({ ...content, departments: { ...content.departments, GAJ: newKeyContent({}).departments.GAJ } }),
      'key 1 of GAJ is another one than before',
    ],
  ])('stay what they were when somebody changes %s', async (_what, change, says) => {
    const { live, file, events } = await watched()
    const before = seal(live.keys.departments.GAJ, PLACE, 'subject', '周小满')
    await writeFile(file, textOf(change(CONTENT)))
    await expect(live.refresh()).rejects.toThrow(says)
    expect(seal(live.keys.departments.GAJ, PLACE, 'subject', '周小满')).toEqual(before)
    expect(events).toEqual([])
    live.stop()
  })

  it('stay what they were when the file is gone or at fault', async () => {
    const { live, file } = await watched()
    await writeFile(file, '{')
    await expect(live.refresh()).rejects.toThrow('not JSON')
    expect(live.keys.departments.GAJ.current.id).toBe(1)
    live.stop()
  })

  it('must be there when it starts', async () => {
    const provider = createFileProvider(`${trial.folder}/none.json`)
    const failing = watchKeys({ provider, clock: systemClock, log: () => undefined, onFailure: () => undefined })
    await expect(failing).rejects.toThrow('ENOENT')
  })
})
