// The values of settings, each read from its text: what it must be is said by the fault it throws.
import path from 'node:path'
import type { OfficerPin } from './activation/officers.ts'

/** Says what a value must be, never what it was. */
export class SettingFault extends Error {}

/** What a reader of settings says of a value; null for a sound one. */
export function saidOf(read: () => unknown): string | null {
  try {
    read()
    return null
  } catch (error) {
    if (error instanceof SettingFault) return error.message
    throw error
  }
}

export function postgresUrl(text: string): string {
  const url = URL.parse(text)
  if (url === null || !['postgres:', 'postgresql:'].includes(url.protocol) || url.username === '') {
    throw new SettingFault('must be a postgres:// address with a role name')
  }
  if (url.pathname.length < 2) url.pathname = '/postgres'
  return url.href
}

// It carries who asked and how often: in clear on this machine only.
export function redisUrl(text: string): string {
  const url = URL.parse(text)
  if (url === null || !(url.protocol === 'rediss:' || (url.protocol === 'redis:' && isLoopback(url)))) {
    throw new SettingFault('must be a rediss:// address, or redis:// on this machine')
  }
  return text
}

export function prefix(text: string): string {
  if (!/^[a-z][a-z0-9_]{0,40}$/.test(text))
    throw new SettingFault('must be lower-case letters, digits and _, a letter first')
  return text
}

export function folder(text: string): string {
  return path.resolve(text)
}

export function line(text: string): string {
  if (/[\s\p{Cc}]/u.test(text)) throw new SettingFault('must not contain spaces')
  return text
}

export function issuers(text: string): string[] {
  return text.split(',').map((issuer) => {
    secureUrl(issuer.trim())
    // As written: the token's `iss` must equal it byte by byte, and parsing would add a slash.
    return issuer.trim()
  })
}

export function secureUrl(text: string): string {
  const url = URL.parse(text)
  if (url === null || !(url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url)))) {
    throw new SettingFault('must be an https:// address, or http:// on this machine')
  }
  if (url.username !== '' || url.password !== '') throw new SettingFault('must not contain a user name or password')
  return text
}

function isLoopback(url: URL): boolean {
  return ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname)
}

export function port(text: string): number {
  const value = Number(text)
  if (!/^\d{1,5}$/.test(text) || value > 65_535) throw new SettingFault('must be a port number, 0 to 65535')
  return value
}

export function ttl(text: string): number {
  const seconds = Number(text)
  if (!/^\d{1,4}$/.test(text) || seconds < 10 || seconds > 3_600) throw new SettingFault('must be seconds, 10 to 3600')
  return seconds
}

export function secret(text: string): string {
  if (!/^[\x21-\x7e]{32,}$/.test(text)) throw new SettingFault('must be at least 32 printable ASCII characters')
  return text
}

export function digest(text: string): string {
  if (!/^[0-9a-f]{64}$/.test(text)) throw new SettingFault('must be 64 hexadecimal digits, in lower case')
  return text
}

const PIN = /^(author|dpo):([A-Za-z0-9_-]{43})$/

export function officers(text: string): OfficerPin[] {
  const pins = text.split(',').map((pin) => {
    const [, role, thumbprint] = PIN.exec(pin.trim()) ?? []
    if (!role || !thumbprint)
      throw new SettingFault('must be role:thumbprint, separated by commas; roles are author and dpo')
    return { role: role as OfficerPin['role'], thumbprint }
  })
  const roles = new Set(pins.map(({ role }) => role))
  if (roles.size < 2) throw new SettingFault('must name an author and a dpo at least')
  if (new Set(pins.map(({ thumbprint }) => thumbprint)).size < pins.length)
    throw new SettingFault('must not name a key twice')
  return pins
}

/** An instant that says its offset; a time without one would mean another moment on each machine. */
export function readInstant(text: string): Date | null {
  const isWhole = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/.test(text)
  const time = isWhole ? Date.parse(text) : Number.NaN
  return Number.isNaN(time) ? null : new Date(time)
}

export function instant(text: string): Date {
  const read = readInstant(text)
  if (read === null) throw new SettingFault('must be an instant with its offset')
  return read
}
