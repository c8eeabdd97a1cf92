// The database roles of Hutong: fixed names, one per duty, so that a migration can grant to them and a stolen
// credential opens one duty only. They belong to the cluster, not to one database. Each department has its reader.
import { createHash, createHmac, createSecretKey, type KeyObject, pbkdf2Sync, randomBytes } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { DEPARTMENTS, type DepartmentCode } from '../departments/departments.ts'
import { withStartLock } from './start-lock.ts'
import { writableStateFolder } from './state-folder.ts'
import { writeOnce } from './write-once.ts'

const DUTIES = [
  'hutong_owner',
  'hutong_loader',
  'hutong_gateway',
  'hutong_statistics',
  'hutong_linker',
  'hutong_importer',
  'hutong_journal_writer',
] as const

// Each adds to one department's records what people found or chose, and changes none.
const RECORDERS = ['hutong_xzj_recorder', 'hutong_mzj_recorder'] as const

export type RecorderRole = (typeof RECORDERS)[number]

/** Reads one department's database, and connects to no other. */
export type ReaderRole = `hutong_${Lowercase<DepartmentCode>}_reader`

export type RoleName = (typeof DUTIES)[number] | ReaderRole | RecorderRole

export const ROLES: readonly RoleName[] = [...DUTIES, ...RECORDERS, ...DEPARTMENTS.map(({ code }) => readerOf(code))]

export type RolePasswords = Readonly<Record<RoleName, string>>

export function readerOf(code: DepartmentCode): ReaderRole {
  return `hutong_${code.toLowerCase() as Lowercase<DepartmentCode>}_reader`
}

/** Readers never write; their sessions start read-only, a second belt beside the grants. */
export function isReader(role: RoleName): boolean {
  return role.endsWith('_reader')
}

/**
 * The passwords of this state folder: drawn at random the first time, kept in a file that only its owner can read. Roles
 * that a later version added get theirs when it first runs; no password that is there changes.
 */
export async function rolePasswords(stateFolder: string): Promise<RolePasswords> {
  const file = path.join(await writableStateFolder(stateFolder), 'role-passwords.json')
  await writeOnce(file, textOf(drawn(ROLES)))
  if (undrawn(await readGiven(file)).length > 0) await withStartLock(`${file}.lock`, () => drawUndrawn(file))
  return readRolePasswords(file)
}

async function drawUndrawn(file: string): Promise<void> {
  const given = await readGiven(file)
  const missing = undrawn(given)
  if (missing.length === 0) return
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  await writeFile(draft, textOf({ ...Object.fromEntries(given), ...drawn(missing) }), { mode: 0o600, flag: 'wx' })
  await rename(draft, file)
}

function drawn(roles: readonly RoleName[]): object {
  return Object.fromEntries(roles.map((role) => [role, randomBytes(24).toString('base64url')]))
}

function undrawn(given: ReadonlyMap<string, unknown>): RoleName[] {
  return ROLES.filter((role) => !given.has(role))
}

function textOf(passwords: object): string {
  return `${JSON.stringify(passwords, null, 2)}\n`
}

/** Those drawn before in this state folder; draws none: whoever only looks on must not leave passwords that open nothing. */
export async function keptRolePasswords(stateFolder: string): Promise<RolePasswords> {
  return readRolePasswords(path.join(await writableStateFolder(stateFolder), 'role-passwords.json'))
}

/** Reads a password file; names the roles that lack a usable password, never a password. */
export async function readRolePasswords(file: string): Promise<RolePasswords> {
  const given = await readGiven(file)
  const missing = ROLES.filter((role) => !isUsablePassword(given.get(role)))
  if (missing.length > 0) {
    throw new Error(`${file}: no password of at least 16 printable ASCII characters for ${missing.join(', ')}`)
  }
  return Object.fromEntries(ROLES.map((role) => [role, given.get(role)])) as RolePasswords
}

async function readGiven(file: string): Promise<ReadonlyMap<string, unknown>> {
  const parsed: unknown = JSON.parse(await readFile(file, 'utf8'))
  return new Map(Object.entries(typeof parsed === 'object' && parsed !== null ? parsed : {}))
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
