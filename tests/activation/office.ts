// The officers of the tests and their papers: keys drawn for one file of tests, releases of the repository's policies with
// a passage changed, signatures, and the tables of a registry of one's own, to be written rightly or wrongly.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type pg from 'pg'
import { type BundleFiles, bundleHash } from '../../src/activation/bundle.ts'
import { drawOfficerKey, type OfficerKey } from '../../src/activation/officer-key.ts'
import { type Officers, readOfficers } from '../../src/activation/officers.ts'
import type { PolicySettings } from '../../src/activation/open-policies.ts'
import { readBundle } from '../../src/activation/read-bundle.ts'
import { nextRelease, type Release, releaseHash, releaseText } from '../../src/activation/release.ts'
import { type OfficerRole, signDetached } from '../../src/activation/signature.ts'
import { storeActiveRelease } from '../../src/activation/stored-releases.ts'

export interface TestOfficer extends OfficerKey {
  readonly role: OfficerRole
  readonly name: string
  readonly keyFile: string
}

/** A release with everything that belongs to it; `hash` is its name. */
export interface Papers {
  readonly hash: string
  readonly release: Release
  readonly record: string
  readonly signatures: readonly string[]
  readonly files: BundleFiles
}

export interface Office {
  readonly folder: string
  readonly author: TestOfficer
  readonly dpo: TestOfficer
  /** Has a key of the same kind, and no pin. */
  readonly stranger: TestOfficer
  readonly settings: PolicySettings
  readonly officers: Officers
  close(): Promise<void>
}

export async function openOffice(): Promise<Office> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'hutong-office-'))
  const author = await officer(folder, 'author', '王芳')
  const dpo = await officer(folder, 'dpo', '李敏')
  const stranger = await officer(folder, 'dpo', '赵强')
  const officersFile = path.join(folder, 'officers.json')
  await writeOfficers(officersFile, [author, dpo])
  const pins = [author, dpo].map(({ role, thumbprint }) => ({ role, thumbprint }))
  const officers = await readOfficers(officersFile, pins)
  const settings = { officers: pins, officersFile, policiesNotBefore: null }
  return { folder, author, dpo, stranger, settings, officers, close: () => rm(folder, { recursive: true }) }
}

async function officer(folder: string, role: OfficerRole, name: string): Promise<TestOfficer> {
  const keyFile = path.join(folder, `${name}.jwk.json`)
  return { role, name, keyFile, ...(await drawOfficerKey(keyFile)) }
}

export function writeOfficers(file: string, officers: readonly TestOfficer[]): Promise<void> {
  const keys = officers.map(({ publicKey, role, name }) => ({ ...publicKey, role, name }))
  return writeFile(file, JSON.stringify({ keys }))
}

export function signedBy({ privateKey, thumbprint: kid, role }: TestOfficer, text: string): Promise<string> {
  return signDetached(text, privateKey, { kid, role })
}

/** The repository's bundle, with a passage of one file replaced; throws when the passage is not there. */
export async function bundleWith(change?: { file: string; from: string; to: string }): Promise<BundleFiles> {
  const files = await readBundle('policies')
  if (!change) return files
  const text = files.get(change.file)
  if (!text?.includes(change.from)) throw new Error('the passage stands in the file')
  return new Map([...files, [change.file, text.replace(change.from, change.to)]])
}

const VILLAGE = 'village-care-archive.yaml'

/** The village sees one cell more. */
export const WIDER = {
  file: VILLAGE,
  from: 'Guardian.phone: reveal',
  to: 'Guardian.phone: reveal\n  CivilAffairs.categories: reveal',
}
/** The village sees a cell less. */
export const NARROWER = { file: VILLAGE, from: '  Guardian.phone: reveal\n', to: '' }

export interface Wish {
  readonly files: BundleFiles
  readonly effectiveFrom: string
  readonly after: Papers | null
  readonly withdraws?: boolean
}

/** A release signed as it should be. */
export async function papers({ author, dpo }: Office, wish: Wish): Promise<Papers> {
  const { files, effectiveFrom, after, withdraws = false } = wish
  const release = nextRelease(after, { bundle: bundleHash(files), effectiveFrom: new Date(effectiveFrom), withdraws })
  const record = releaseText(release)
  const signatures = [await signedBy(author, record), await signedBy(dpo, record)]
  return { hash: releaseHash(record), release, record, signatures, files }
}

/** Stores it as `hutong policy activate` does once it has checked it; here unchecked, so that wrong papers can lie there too. */
export function store(
  loader: pg.Pool,
  { hash, release, record, signatures, files }: Papers,
  at: string,
): Promise<void> {
  const { bundle, sequence } = release
  return storeActiveRelease(loader, { hash, record, signatures, files, bundle, sequence, now: new Date(at) })
}

/** What an owner can do to the tables, the guard against it included. */
export async function byOwner(owner: pg.Pool, statement: string, values: readonly unknown[] = []): Promise<void> {
  for (const table of ['bundle', 'release']) {
    await owner.query(`alter table activation.${table} disable trigger ${table}_append_only`)
  }
  await owner.query(statement, [...values])
}

export async function emptyTables(owner: pg.Pool): Promise<void> {
  await byOwner(owner, 'truncate activation.active, activation.release, activation.bundle')
}
