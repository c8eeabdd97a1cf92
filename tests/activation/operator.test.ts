// An operator who may write every file and every table, but holds no officer's key, gains no cell: whatever is tried, the
// gateway that runs decides as before in every cell, and one that is started afresh decides the same or does not start.
// The operator cannot change the program and its start settings: pins and floor are given here as they would be there.
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { CompactSign, generateKeyPair } from 'jose'
import type pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { bundleHash } from '../../src/activation/bundle.ts'
import { OfficerFaults } from '../../src/activation/officers.ts'
import { openPolicies } from '../../src/activation/open-policies.ts'
import { readBundle } from '../../src/activation/read-bundle.ts'
import { ReleaseRefused } from '../../src/activation/refusal.ts'
import { releaseHash, releaseText } from '../../src/activation/release.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { openTown, type Town } from '../world/town.ts'
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
  writeOfficers,
} from './office.ts'
import { matrixOf } from './process.ts'

const FLOOR = '2026-11-20T00:00:00Z'

let office: Office
let registry: OwnRegistry
let owner: pg.Pool
let folder: string
/** Signed and once in force; the village sees more in it than today. */
let wide: Papers
/** In force, and in force since the floor. */
let narrow: Papers
let running: Town
let before: string[]

beforeAll(async () => {
  office = await openOffice()
  registry = await openOwnRegistry('operator')
  owner = registry.owner
  folder = await mkdtemp(path.join(os.tmpdir(), 'hutong-operator-'))
  await cp('policies', path.join(folder, 'policies'), { recursive: true })
  wide = await papers(office, { files: await bundleWith(WIDER), effectiveFrom: '2026-11-01T00:00:00Z', after: null })
  narrow = await papers(office, { files: await bundleWith(NARROWER), effectiveFrom: FLOOR, after: wide })
  await restore()
  running = await openSigned()
  running.gateway.rooms.activation.stop()
  before = matrixOf(running.gateway.rooms.activation)
})
afterAll(async () => {
  await running.close()
  await registry.drop()
  await office.close()
  await rm(folder, { recursive: true })
})
beforeEach(async () => {
  await restore()
  await running.gateway.rooms.activation.refresh()
  running.events.length = 0
})
// Whatever was tried: the running gateway has not moved.
afterEach(async () => {
  await running.gateway.rooms.activation.refresh()
  expect(matrixOf(running.gateway.rooms.activation)).toEqual(before)
})

async function restore(): Promise<void> {
  await emptyTables(owner)
  await store(owner, wide, '2026-11-01T00:00:00Z')
  await store(owner, narrow, FLOOR)
  await writeOfficers(office.settings.officersFile, [office.author, office.dpo])
}

// As an operator who restarts would: the same program, the same start settings, the files and tables as they are now.
function openSigned(): Promise<Town> {
  return openTown({
    databaseUrl: registry.databaseUrl,
    activation: (effects) => openPolicies({ ...office.settings, policiesNotBefore: new Date(FLOOR) }, effects),
  })
}

/** The decisions of a gateway started now; null when it does not start. */
async function startedAfresh(): Promise<string[] | null> {
  try {
    const town = await openSigned()
    const matrix = matrixOf(town.gateway.rooms.activation)
    await town.close()
    return matrix
  } catch (error) {
    // Any other failure would be no refusal, and this no proof.
    expect(error instanceof ReleaseRefused || error instanceof OfficerFaults, String(error)).toBe(true)
    return null
  }
}

async function expectNothingGained(starts: 'as before' | 'not'): Promise<void> {
  await running.gateway.rooms.activation.refresh()
  expect(matrixOf(running.gateway.rooms.activation)).toEqual(before)
  expect(await startedAfresh()).toEqual(starts === 'as before' ? before : null)
}

/** What the running gateway made of it. */
function reasons(): string[] {
  return running.events.flatMap((each) => (each.event === 'policy-refused' ? each.reasons : []))
}

/** The files an operator would like to see in force. */
const wished = () => bundleWith(WIDER)

describe('an operator who writes files', () => {
  it('gains nothing by editing the folder of policies, nor by adding to it', async () => {
    const file = path.join(folder, 'policies', WIDER.file)
    await writeFile(file, (await readFile(file, 'utf8')).replace(WIDER.from, WIDER.to))
    await writeFile(path.join(folder, 'policies', 'more.yaml'), await readFile(file))
    expect(bundleHash(await readBundle(path.join(folder, 'policies')))).not.toBe(narrow.release.bundle)
    await expectNothingGained('as before')
  })

  it('gains nothing by adding own officers’ keys to the officers’ file and signing with them', async () => {
    await writeOfficers(office.settings.officersFile, [
      office.author,
      office.dpo,
      { ...office.stranger, role: 'author' },
      office.stranger,
    ])
    const files = await wished()
    const signers = { ...office, author: { ...office.stranger, role: 'author' as const }, dpo: office.stranger }
    const own = await papers(signers, { files, effectiveFrom: '2026-11-23T00:00:00Z', after: narrow })
    await store(owner, own, '2026-11-23T01:00:00Z')
    await expectNothingGained('not')
    expect(reasons().every((reason) => reason.startsWith('unknown-officer'))).toBe(true)
  })

  it('gains nothing by putting own keys in the place of the officers’, under their names', async () => {
    const impostors = [
      { ...office.stranger, role: 'author' as const, name: office.author.name },
      { ...office.stranger, name: office.dpo.name },
    ]
    await writeOfficers(office.settings.officersFile, impostors)
    await expectNothingGained('not')
  })

  it('gains nothing by emptying the officers’ file, and by removing it', async () => {
    await writeFile(office.settings.officersFile, '{"keys":[]}')
    await expectNothingGained('not')
    await rm(office.settings.officersFile)
    await expectNothingGained('not')
  })
})

describe('an operator who writes tables', () => {
  it('gains nothing by editing the files of the bundle in force in place', async () => {
    await byOwner(owner, 'update activation.bundle set files = $2 where hash = $1', [
      narrow.release.bundle,
      JSON.stringify(Object.fromEntries(await wished())),
    ])
    await expectNothingGained('not')
  })

  it('gains nothing by adding a file to it, or by taking one away', async () => {
    await byOwner(owner, `update activation.bundle set files = files || '{"more.yaml": ""}'`)
    await expectNothingGained('not')
    await restore()
    await byOwner(owner, `update activation.bundle set files = files - 'relations.yaml'`)
    await expectNothingGained('not')
  })

  it('gains nothing by storing another bundle and pointing the release at it', async () => {
    const files = await wished()
    await owner.query('insert into activation.bundle values ($1, $2, now()) on conflict do nothing', [
      bundleHash(files),
      JSON.stringify(Object.fromEntries(files)),
    ])
    await byOwner(owner, 'update activation.release set bundle_hash = $2 where hash = $1', [
      narrow.hash,
      bundleHash(files),
    ])
    await expectNothingGained('not')
  })

  it('gains nothing by writing another bundle’s hash into the record, under the old name or the right one', async () => {
    const record = releaseText({ ...narrow.release, bundle: wide.release.bundle })
    await byOwner(owner, 'update activation.release set record = $2, bundle_hash = $3 where hash = $1', [
      narrow.hash,
      record,
      wide.release.bundle,
    ])
    await expectNothingGained('not')
    await restore()
    await store(
      owner,
      { ...narrow, record, hash: releaseHash(record), release: { ...narrow.release, sequence: 3 } },
      FLOOR,
    )
    await expectNothingGained('not')
    expect(reasons().join()).toContain('wrong-signature')
  })

  it('gains nothing by pointing the row at the older release, which both officers signed', async () => {
    await owner.query('update activation.active set release_hash = $1', [wide.hash])
    await expectNothingGained('not')
    expect(reasons()).toEqual([expect.stringMatching('^before-the-floor: '), expect.stringMatching('^replayed: ')])
  })

  it('gains nothing by restoring the tables as they were before the release in force', async () => {
    await emptyTables(owner)
    await store(owner, wide, '2026-11-01T00:00:00Z')
    await expectNothingGained('not')
  })

  it('gains nothing by giving the older release a later moment, or a higher number', async () => {
    for (const change of [{ effectiveFrom: '2026-11-22T00:00:00.000Z' }, { sequence: 3, supersedes: narrow.hash }]) {
      await restore()
      const release = { ...wide.release, ...change }
      const record = releaseText(release)
      await byOwner(owner, 'alter table activation.release drop constraint if exists release_sequence')
      await store(owner, { ...wide, release, record, hash: releaseHash(record) }, '2026-11-23T00:00:00Z')
      await expectNothingGained('not')
    }
  })

  it('gains nothing by carrying the officers’ signatures over to a release of its own', async () => {
    const files = await wished()
    const own = await papers(office, { files, effectiveFrom: '2026-11-23T00:00:00Z', after: narrow })
    for (const signatures of [narrow.signatures, wide.signatures, [...narrow.signatures].reverse()]) {
      await restore()
      await store(owner, { ...own, signatures }, '2026-11-23T01:00:00Z')
      await expectNothingGained('not')
    }
  })

  it('gains nothing by removing signatures, by repeating one, or by leaving them empty', async () => {
    for (const signatures of [[], narrow.signatures.slice(0, 1), narrow.signatures.slice(1), ['', ''], [null, null]]) {
      await restore()
      await byOwner(owner, 'update activation.release set signatures = $2 where hash = $1', [narrow.hash, signatures])
      await expectNothingGained('not')
    }
  })

  it('gains nothing by signing with keys of its own under the officers’ thumbprints', async () => {
    const files = await wished()
    const posing = { ...office, author: { ...office.stranger, role: 'author' as const }, dpo: { ...office.stranger } }
    posing.author = { ...posing.author, thumbprint: office.author.thumbprint }
    posing.dpo = { ...posing.dpo, thumbprint: office.dpo.thumbprint }
    const own = await papers(posing, { files, effectiveFrom: '2026-11-23T00:00:00Z', after: narrow })
    await store(owner, own, '2026-11-23T01:00:00Z')
    await expectNothingGained('not')
  })

  it('gains nothing with a signature by a secret of its own, or with none at all under `none`', async () => {
    const files = await wished()
    const own = await papers(office, { files, effectiveFrom: '2026-11-23T00:00:00Z', after: narrow })
    const header = (alg: string, { thumbprint, role }: { thumbprint: string; role: string }) =>
      Buffer.from(JSON.stringify({ alg, kid: thumbprint, role, typ: 'hutong-release' })).toString('base64url')
    const { privateKey } = await generateKeyPair('ES384')
    const other = await new CompactSign(Buffer.from(own.record)).setProtectedHeader({ alg: 'ES384' }).sign(privateKey)
    for (const [alg, signature] of [
      ['none', ''],
      ['none', 'AA'],
      ['HS256', 'AAAA'],
      ['ES384', other.split('.')[2] ?? ''],
      ['ES256', ''],
      ['ES256', 'A'.repeat(86)],
    ]) {
      await restore()
      const signatures = [office.author, office.dpo].map((each) => `${header(String(alg), each)}..${signature}`)
      await store(owner, { ...own, signatures }, '2026-11-23T01:00:00Z')
      await expectNothingGained('not')
    }
  })

  it('gains nothing by one officer’s help alone', async () => {
    const files = await wished()
    const own = await papers(office, { files, effectiveFrom: '2026-11-23T00:00:00Z', after: narrow })
    const author = await signedBy(office.author, own.record)
    const authorAsDpo = await signedBy({ ...office.author, role: 'dpo' }, own.record)
    const stranger = await signedBy(office.stranger, own.record)
    for (const signatures of [[author], [author, author], [author, authorAsDpo], [author, stranger]]) {
      await restore()
      await store(owner, { ...own, signatures }, '2026-11-23T01:00:00Z')
      await expectNothingGained('not')
    }
  })

  it('gains nothing by removing the row, the history or the tables', async () => {
    await byOwner(owner, 'delete from activation.active')
    await expectNothingGained('not')
    await restore()
    await byOwner(owner, 'delete from activation.release where hash = $1', [wide.hash])
    await expectNothingGained('not')
    await restore()
    await owner.query('alter table activation.active rename to hidden')
    await expect(running.gateway.rooms.activation.refresh()).rejects.toThrow()
    await owner.query('alter table activation.hidden rename to active')
  })

  it('gains nothing by a second row: which of two would count is nobody’s to choose', async () => {
    await owner.query('alter table activation.active drop constraint active_pkey')
    await owner.query('alter table activation.active drop constraint active_one_row')
    await owner.query('insert into activation.active values (false, $1, now())', [wide.hash])
    await running.gateway.rooms.activation.refresh()
    expect(matrixOf(running.gateway.rooms.activation)).toEqual(before)
    expect(await startedAfresh()).toBeNull()
    await owner.query('delete from activation.active where not is_active')
    await owner.query('alter table activation.active add constraint active_pkey primary key (is_active)')
    await owner.query('alter table activation.active add constraint active_one_row check (is_active)')
  })
})

describe('the proof', () => {
  it('would see a cell more: the wished policies differ, and both officers can bring them', async () => {
    await restore()
    const files = await wished()
    const own = await papers(office, { files, effectiveFrom: '2026-11-23T00:00:00Z', after: narrow })
    await store(owner, own, '2026-11-23T01:00:00Z')
    const afresh = await startedAfresh()
    expect(afresh).not.toBeNull()
    expect(afresh).not.toEqual(before)
    expect(afresh?.filter((cell) => !before.includes(cell)).join()).toContain(
      'VILLAGE P07 select CivilAffairs.categories',
    )
    await restore()
  })
})
