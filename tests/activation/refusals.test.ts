// Each way in which a release can be wrong, by its name: the set in force stays, the operator's log and the journal hear of
// it once, and a process that starts on it does not start.
import { CompactSign, importJWK } from 'jose'
import type pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { bundleHash } from '../../src/activation/bundle.ts'
import { releaseHash, releaseText } from '../../src/activation/release.ts'
import { type FreshDatabases, freshDatabases } from '../world/database.ts'
import {
  bundleWith,
  byOwner,
  emptyTables,
  NARROWER,
  type Office,
  openOffice,
  type Papers,
  papers,
  signedBy,
  store,
  WIDER,
} from './office.ts'
import { matrixOf, openProcess, type Process, type ProcessOptions } from './process.ts'

let office: Office
let databases: FreshDatabases
let loader: pg.Pool
let owner: pg.Pool
let base: ProcessOptions
let first: Papers
let wider: Papers
let running: Process
let before: string[]

beforeAll(async () => {
  office = await openOffice()
  databases = await freshDatabases('hutong_refusals')
  loader = databases.pool('REGISTRY', 'hutong_loader')
  owner = databases.pool('REGISTRY', 'hutong_owner')
  base = { office, databases }
  first = await papers(office, { files: await bundleWith(), effectiveFrom: '2026-11-01T00:00:00Z', after: null })
  wider = await papers(office, { files: await bundleWith(WIDER), effectiveFrom: '2026-11-20T00:00:00Z', after: first })
})
afterAll(async () => {
  await databases.drop()
  await office.close()
})
beforeEach(async () => {
  await emptyTables(owner)
  await store(loader, first, '2026-11-01T00:00:00Z')
  running = await openProcess(base)
  await running.active.start()
  running.active.stop()
  before = matrixOf(running.active)
})
afterEach(() => running.close())

/** Looks at what lies there: nothing may have changed but the log, where `reason` stands once. */
async function expectRefused(reason: string, release: string | null = wider.hash): Promise<void> {
  for (let looks = 0; looks < 3; looks += 1) await running.active.refresh()
  expect(matrixOf(running.active)).toEqual(before)
  const refused = running.events.filter(({ event }) => event === 'policy-refused')
  expect(refused).toEqual([{ event: 'policy-refused', release, reasons: [expect.stringMatching(`^${reason}: `)] }])
  const acts = (await running.acts()).filter(({ act }) => act === 'POLICY_REFUSED')
  expect(acts.map(({ facts }) => facts)).toEqual([{ release, reasons: [expect.stringMatching(`^${reason}: `)] }])
  expect(acts[0]?.policyVersion).toBe(running.active.current().policies.version)
}

async function expectNoStart(reason: string, options: Partial<ProcessOptions> = {}): Promise<void> {
  const started = await openProcess({ ...base, ...options })
  try {
    await expect(started.active.start()).rejects.toMatchObject({ refusals: [expect.objectContaining({ reason })] })
    expect(() => started.active.current()).toThrow('confirmation of the policies is stale')
  } finally {
    await started.close()
  }
}

const at = '2026-11-23T01:00:00Z'

describe('a release is refused', () => {
  it('unsigned', async () => {
    await store(loader, { ...wider, signatures: [] }, at)
    await expectRefused('unsigned')
    await expectNoStart('unsigned')
  })

  it.each([0, 1])('signed once (%i)', async (which) => {
    await store(loader, { ...wider, signatures: [wider.signatures[which] ?? ''] }, at)
    await expectRefused('signed-once')
    await expectNoStart('signed-once')
  })

  it('signed twice by one officer', async () => {
    const twice = [await signedBy(office.author, wider.record), await signedBy(office.author, wider.record)]
    await store(loader, { ...wider, signatures: twice }, at)
    await expectRefused('one-officer')
    await expectNoStart('one-officer')
  })

  it('signed by an author and the same author as dpo', async () => {
    const asDpo = await signedBy({ ...office.author, role: 'dpo' }, wider.record)
    await store(loader, { ...wider, signatures: [wider.signatures[0] ?? '', asDpo] }, at)
    await expectRefused('unknown-officer')
    await expectNoStart('unknown-officer')
  })

  it('signed by both and a third', async () => {
    const more = [...wider.signatures, await signedBy(office.dpo, wider.record)]
    await store(loader, { ...wider, signatures: more }, at)
    await expectRefused('one-officer')
  })

  it('signed with a key that is not pinned', async () => {
    const strangers = [wider.signatures[0] ?? '', await signedBy(office.stranger, wider.record)]
    await store(loader, { ...wider, signatures: strangers }, at)
    await expectRefused('unknown-officer')
    await expectNoStart('unknown-officer')
  })

  it('signed with a stranger’s key under the thumbprint of an officer', async () => {
    const forged = await signedBy({ ...office.stranger, thumbprint: office.dpo.thumbprint }, wider.record)
    await store(loader, { ...wider, signatures: [wider.signatures[0] ?? '', forged] }, at)
    await expectRefused('wrong-signature')
    await expectNoStart('wrong-signature')
  })

  it('under a right signature over another release', async () => {
    const other = await papers(office, { ...wider.release, files: first.files, after: first })
    await store(loader, { ...wider, signatures: [wider.signatures[0] ?? '', other.signatures[1] ?? ''] }, at)
    await expectRefused('wrong-signature')
    await expectNoStart('wrong-signature')
  })

  it('altered by one byte in its record', async () => {
    const record = wider.record.replace('2026-11-20', '2026-11-21')
    await store(loader, { ...wider, record }, at)
    await expectRefused('altered-release')
    await expectNoStart('altered-release')
  })

  it('altered in its record and renamed after it', async () => {
    const record = wider.record.replace('2026-11-20', '2026-11-21')
    await store(loader, { ...wider, record, hash: releaseHash(record) }, at)
    for (let looks = 0; looks < 2; looks += 1) await running.active.refresh()
    expect(running.events.at(-1)).toMatchObject({
      reasons: [expect.stringMatching('^wrong-signature: '), expect.stringMatching('^wrong-signature: ')],
    })
    expect(matrixOf(running.active)).toEqual(before)
  })

  it.each([' ', '\n'])('whose record has %j more than its canonical text', async (more) => {
    const record = `${wider.record}${more}`
    const signatures = [await signedBy(office.author, record), await signedBy(office.dpo, record)]
    const hash = releaseHash(record)
    await store(loader, { ...wider, record, hash, signatures }, at)
    await expectRefused('altered-release', hash)
  })

  it('altered by one byte in a file of its bundle', async () => {
    const files = new Map([
      ...wider.files,
      ['village-care-archive.yaml', `${wider.files.get('village-care-archive.yaml')} `],
    ])
    await store(loader, { ...wider, files }, at)
    await expectRefused('altered-bundle')
    await expectNoStart('altered-bundle')
  })

  it('with a file less, a file more, or no file in its bundle', async () => {
    for (const files of [
      new Map(first.files),
      new Map([...wider.files, ['more.yaml', '']]),
      new Map<string, string>(),
    ]) {
      await emptyTables(owner)
      await store(loader, { ...wider, files }, at)
      await expectNoStart('altered-bundle')
    }
  })

  it('that does not compile, although both signed it', async () => {
    const files = new Map([...first.files, ['village-care-archive.yaml', 'policy: x\n']])
    const broken = await papers(office, { files, effectiveFrom: '2026-11-20T00:00:00Z', after: first })
    await store(loader, broken, at)
    await running.active.refresh()
    expect(matrixOf(running.active)).toEqual(before)
    expect(running.events.at(-1)).toMatchObject({
      event: 'policy-refused',
      reasons: expect.arrayContaining([expect.stringMatching('^does-not-compile: village-care-archive.yaml: ')]),
    })
  })

  it('backdated: it takes effect before the one that it supersedes', async () => {
    const backdated = await papers(office, { ...wider, effectiveFrom: '2026-10-31T23:59:59Z', after: first })
    await store(loader, backdated, at)
    await expectRefused('backdated', backdated.hash)
    await expectNoStart('backdated')
  })

  it('backdated behind one that withdraws: what was withdrawn counts for nothing, what came before it does', async () => {
    const later = await papers(office, { ...wider, effectiveFrom: '2026-12-01T00:00:00Z', after: first })
    const wish = { ...wider, effectiveFrom: '2026-10-31T23:59:59Z', after: later }
    const backdated = await papers(office, { ...wish, withdraws: true })
    await store(loader, later, at)
    await store(loader, backdated, at)
    await expectRefused('backdated', backdated.hash)
  })

  it('backdated behind one that withdraws, also where the process had taken note of what is withdrawn', async () => {
    const later = await papers(office, { ...wider, effectiveFrom: '2026-12-01T00:00:00Z', after: first })
    await store(loader, later, at)
    await running.active.refresh()
    const wish = { ...wider, effectiveFrom: '2026-10-31T23:59:59Z', after: later }
    const backdated = await papers(office, { ...wish, withdraws: true })
    await store(loader, backdated, at)
    await expectRefused('backdated', backdated.hash)
  })

  it('replayed: an older release, properly signed, after a newer one was taken over', async () => {
    const narrower = await papers(office, { files: await bundleWith(NARROWER), effectiveFrom: at, after: wider })
    await store(loader, wider, at)
    await running.active.refresh()
    await store(loader, narrower, at)
    await running.active.refresh()
    before = matrixOf(running.active)
    await store(loader, wider, '2026-11-23T01:30:00Z')
    await expectRefused('replayed')
    await store(loader, first, '2026-11-23T01:40:00Z')
    await running.active.refresh()
    expect(matrixOf(running.active)).toEqual(before)
    // A process that starts remembers nothing; what it was started with is its memory.
    await expectNoStart('before-the-floor', { notBefore: at })
  })

  it('of another history: properly signed, but on no release that this process knows', async () => {
    const other = await papers(office, {
      ...first,
      files: wider.files,
      effectiveFrom: '2026-11-02T00:00:00Z',
      after: null,
    })
    const next = await papers(office, { ...wider, effectiveFrom: '2026-11-20T00:00:00Z', after: other })
    await byOwner(owner, 'alter table activation.release drop constraint if exists release_sequence')
    await store(loader, other, at)
    await store(loader, next, at)
    await expectRefused('another-history', next.hash)
  })

  it('whose predecessor is not there any more', async () => {
    await store(loader, wider, at)
    await byOwner(owner, 'delete from activation.release where hash = $1', [first.hash])
    await expectNoStart('another-history')
  })

  it('with a number left out', async () => {
    const skipped = { ...wider.release, sequence: 3 }
    const record = releaseText(skipped)
    const signatures = [await signedBy(office.author, record), await signedBy(office.dpo, record)]
    const hash = releaseHash(record)
    await store(loader, { ...wider, release: skipped, record, signatures, hash }, at)
    await expectRefused('another-history', hash)
    await expectNoStart('another-history')
  })

  it('that the row names and nobody stored', async () => {
    await byOwner(owner, 'alter table activation.active drop constraint if exists active_release_hash_release_hash_fk')
    await byOwner(owner, 'update activation.active set release_hash = $1, since = since', ['0'.repeat(64)])
    await expectRefused('unknown-release', '0'.repeat(64))
    await expectNoStart('unknown-release')
  })

  it('where the row is gone', async () => {
    await byOwner(owner, 'delete from activation.active')
    await expectRefused('no-active-release', null)
    await expectNoStart('no-active-release')
  })

  it('that takes effect before the floor with which the process was started', async () => {
    await expectNoStart('before-the-floor', { notBefore: '2026-11-01T00:00:01Z' })
    const started = await openProcess({ ...base, notBefore: '2026-11-01T00:00:00Z' })
    await started.active.start()
    expect(matrixOf(started.active)).toEqual(before)
    await started.close()
  })

  it('and says all faults of it at once', async () => {
    const files = new Map([...wider.files, ['more.yaml', '']])
    await store(loader, { ...wider, files, signatures: [await signedBy(office.stranger, wider.record)] }, at)
    await running.active.refresh()
    expect(running.events.at(-1)).toMatchObject({
      reasons: [
        expect.stringMatching('^unknown-officer: '),
        expect.stringMatching('^signed-once: '),
        expect.stringMatching('^altered-bundle: '),
      ],
    })
    expect(bundleHash(files)).not.toBe(wider.release.bundle)
  })
})

describe('a signature is refused whose header', () => {
  const b64 = (text: string): string => Buffer.from(text).toString('base64url')
  const good = () => ({ alg: 'ES256', kid: office.dpo.thumbprint, role: 'dpo', typ: 'hutong-release' })

  /** A signature that the dpo's key made over the release, under any header. */
  async function signedUnder(header: Record<string, unknown>): Promise<string> {
    const key = await importJWK(office.dpo.privateKey, 'ES256')
    const jws = await new CompactSign(Buffer.from(wider.record))
      .setProtectedHeader(header as never)
      .sign(key, { crit: { 'hutong-more': true, b64: true } })
    const [protectedHeader, , signature] = jws.split('.')
    return `${protectedHeader}..${signature}`
  }

  async function expectHeaderRefused(signature: string, reason = 'wrong-header'): Promise<void> {
    await store(loader, { ...wider, signatures: [wider.signatures[0] ?? '', signature] }, at)
    await running.active.refresh()
    expect(matrixOf(running.active)).toEqual(before)
    expect(running.events.at(-1)).toMatchObject({
      reasons: expect.arrayContaining([expect.stringMatching(`^${reason}: `)]),
    })
  }

  it.each(['none', 'HS256', 'ES384', 'RS256', 'es256'])('names the algorithm %s', async (alg) => {
    const [, , signature] = (wider.signatures[1] ?? '').split('.')
    await expectHeaderRefused(`${b64(JSON.stringify({ ...good(), alg }))}..${signature}`)
  })

  it('names no algorithm and has no signature', async () => {
    await expectHeaderRefused(`${b64(JSON.stringify({ ...good(), alg: 'none' }))}..`)
  })

  it.each([
    ['crit', { crit: ['hutong-more'], 'hutong-more': 1 }],
    ['crit with b64', { crit: ['b64'], b64: true }],
    ['a key of its own', { jwk: { kty: 'EC' } }],
    ['an address of keys', { jku: 'https://keys.example' }],
  ])('has %s more, over the right bytes and with the right key', async (_what, more) => {
    await expectHeaderRefused(await signedUnder({ ...good(), ...more }))
  })

  it.each(['kid', 'role', 'typ'])('lacks %s', async (name) => {
    const header: Record<string, unknown> = good()
    delete header[name]
    await expectHeaderRefused(await signedUnder(header))
  })

  it('says another type, so that a signature made for something else is none', async () => {
    await expectHeaderRefused(await signedUnder({ ...good(), typ: 'JWT' }))
  })

  it('claims the role of the author', async () => {
    await expectHeaderRefused(await signedUnder({ ...good(), role: 'author' }), 'unknown-officer')
  })

  it('is attached to its payload, padded, spaced or cut', async () => {
    const [header = '', , signature = ''] = (wider.signatures[1] ?? '').split('.')
    for (const wrong of [
      `${header}.${b64(wider.record)}.${signature}`,
      `${header}==..${signature}`,
      ` ${header}..${signature}`,
      `${header}..${signature}\n`,
      `${header}..`,
      '',
    ]) {
      await emptyTables(owner)
      await store(loader, first, at)
      await running.active.refresh()
      await expectHeaderRefused(wrong)
      running.events.length = 0
      await running.close()
      running = await openProcess(base)
      await emptyTables(owner)
      await store(loader, first, at)
      await running.active.refresh()
    }
  })

  it('is right, and the release with it', async () => {
    const signatures = [wider.signatures[0] ?? '', await signedUnder(good())]
    await store(loader, { ...wider, signatures }, at)
    await running.active.refresh()
    expect(matrixOf(running.active)).not.toEqual(before)
    expect(running.events.at(-1)).toMatchObject({ event: 'policy-activated', release: wider.hash })
  })
})
