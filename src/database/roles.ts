// The database roles of Hutong: fixed names, one per duty, so that a migration can grant to them and a stolen
// credential opens one duty only. They belong to the cluster, not to one database.
import { createHash, createHmac, createSecretKey, type KeyObject, pbkdf2Sync, randomBytes } from 'node:crypto'
import { chmod, link, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { writableStateFolder } from './state-folder.ts'

export const ROLES = [
  'hutong_owner',
  'hutong_loader',
  'hutong_gateway',
  'hutong_statistics',
  'hutong_linker',
  'hutong_journal_writer',
  'hutong_mzj_reader',
  'hutong_gaj_reader',
  'hutong_clh_reader',
  'hutong_ybj_reader',
  'hutong_wjw_reader',
  'hutong_jyj_reader',
] as const

export type RoleName = (typeof ROLES)[number]

export type RolePasswords = Readonly<Record<RoleName, string>>

/** Readers never write; their sessions start read-only, a second belt beside the grants. */
export function isReader(role: RoleName): boolean {
  return role.endsWith('_reader')
}

/** The passwords of this state folder: drawn at random the first time, kept in a file that only its owner can read. */
export async function rolePasswords(stateFolder: string): Promise<RolePasswords> {
  const file = path.join(await writableStateFolder(stateFolder), 'role-passwords.json')
  const drawn = Object.fromEntries(ROLES.map((role) => [role, randomBytes(24).toString('base64url')]))
  await writeOnce(file, `${JSON.stringify(drawn, null, 2)}\n`)
  return readRolePasswords(file)
}

/** Those drawn before in this state folder; draws none: whoever only looks on must not leave passwords that open nothing. */
export async function keptRolePasswords(stateFolder: string): Promise<RolePasswords> {
  return readRolePasswords(path.join(await writableStateFolder(stateFolder), 'role-passwords.json'))
}

/** Reads a password file; names the roles that lack a usable password, never a password. */
export async function readRolePasswords(file: string): Promise<RolePasswords> {
  const parsed: unknown = JSON.parse(await readFile(file, 'utf8'))
  const given = new Map(Object.entries(typeof parsed === 'object' && parsed !== null ? parsed : {}))
  const missing = ROLES.filter((role) => !isUsablePassword(given.get(role)))
  if (missing.length > 0) {
    throw new Error(`${file}: no password of at least 16 printable ASCII characters for ${missing.join(', ')}`)
  }
  return Object.fromEntries(ROLES.map((role) => [role, given.get(role)])) as RolePasswords
}

/**
 * Writes a file that only its owner can read, unless it exists: of several processes that start at once, one wins and
 * all read the same content afterwards.
 */
export async function writeOnce(file: string, content: string): Promise<void> {
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  await writeFile(draft, content, { mode: 0o600, flag: 'wx' })
  try {
    await chmod(draft, 0o600)
    await link(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    await rm(draft, { force: true })
  }
}

/** What the server stores for a password (RFC 5803), so that the password itself is never sent or logged. */
export function scramVerifier(password: string): string {
  const iterations = 4096
  const salt = randomBytes(16)
  const salted = createSecretKey(pbkdf2Sync(password, salt, iterations, 32, 'sha256'))
  const storedKey = createHash('sha256').update(hmac(salted, 'Client Key')).digest('base64')
  const serverKey = hmac(salted, 'Server Key').toString('base64')
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${serverKey}`
}

function hmac(key: KeyObject, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}

// Printable ASCII only: SCRAM normalises other characters, and the verifier here does not.
function isUsablePassword(value: unknown): boolean {
  return typeof value === 'string' && /^[\x21-\x7e]{16,}$/.test(value)
}
