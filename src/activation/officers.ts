// The officers whose signatures count. Their public keys stand in a file that an operator may write; so a key counts only
// when its thumbprint is pinned, for one role, in the settings with which the process was started.
import { readFile } from 'node:fs/promises'
import { calculateJwkThumbprint, type JWK } from 'jose'
import { type Day, isDay } from '../clock.ts'
import { algorithmFor, OFFICER_ROLES, type OfficerRole } from './signature.ts'

/** What the start settings say: this key, and in this role. */
export interface OfficerPin {
  readonly role: OfficerRole
  /** RFC 7638, SHA-256, base64url. */
  readonly thumbprint: string
}

export interface Officer extends OfficerPin {
  readonly name: string
  readonly publicKey: JWK
  /** The day by which another key should follow; it warns, and takes no signature's worth away. */
  readonly notAfter: Day | null
}

/** By thumbprint. */
export type Officers = ReadonlyMap<string, Officer>

export class OfficerFaults extends Error {
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(`the officers are not in order:\n${faults.join('\n')}`)
    this.name = 'OfficerFaults'
    this.faults = faults
  }
}

/** Throws OfficerFaults with every fault of the file. Keys in it that are not pinned are nobody's. */
export async function readOfficers(file: string, pins: readonly OfficerPin[]): Promise<Officers> {
  const text = await readFile(file, 'utf8').catch(() => null)
  if (text === null) throw new OfficerFaults([`${file}: cannot be read`])
  const entries = entriesOf(text)
  if (!entries) throw new OfficerFaults([`${file}: is not a JSON object with a list \`keys\``])
  const known = new Map(await Promise.all(entries.map(async (entry) => [await thumbprintOf(entry), entry] as const)))
  const found = pins.map((pin) => officerOf(pin, known.get(pin.thumbprint)))
  const officers = found.flatMap((each) => (typeof each === 'string' ? [] : [each]))
  const faults = [...found.filter((each) => typeof each === 'string'), ...onePerson(officers)]
  if (faults.length > 0) throw new OfficerFaults(faults.map((fault) => `${file}: ${fault}`))
  return new Map(officers.map((officer) => [officer.thumbprint, officer]))
}

/** The thumbprint of a key, public or private; an empty text for what is no key. */
export async function thumbprintOf(key: Readonly<Record<string, unknown>>): Promise<string> {
  return calculateJwkThumbprint(key as JWK, 'sha256').catch(() => '')
}

/** The members that make a public key, and none of a private one. */
export function publicPart({ kty, crv, x, y }: JWK): JWK {
  return { kty: kty ?? '', crv: crv ?? '', x: x ?? '', y: y ?? '' }
}

type Entry = Readonly<Record<string, unknown>>

function entriesOf(text: string): Entry[] | null {
  try {
    const keys: unknown = (JSON.parse(text) as { keys?: unknown } | null)?.keys
    return Array.isArray(keys) ? keys.filter((key) => typeof key === 'object' && key !== null) : null
  } catch {
    return null
  }
}

function officerOf({ role, thumbprint }: OfficerPin, entry: Entry | undefined): Officer | string {
  if (!entry) return `holds no key with the pinned thumbprint ${role}:${thumbprint}`
  const { name, role: says, notAfter = null } = entry
  if (says !== role) return `key ${thumbprint} is pinned as ${role} and stands there as another`
  if (typeof name !== 'string' || name.trim() === '') return `key ${thumbprint} has no name`
  if (!isLastDay(notAfter)) return `key ${thumbprint} has a notAfter that is no day, YYYY-MM-DD`
  if ('d' in entry) return `key ${thumbprint} stands there with its private part: it is lost, draw another`
  if (!algorithmFor(entry as JWK)) return `key ${thumbprint} is of no kind that signs releases`
  return { role, thumbprint, name: name.trim().normalize('NFKC'), publicKey: publicPart(entry as JWK), notAfter }
}

function isLastDay(value: unknown): value is Day | null {
  return value === null || (typeof value === 'string' && isDay(value))
}

// Two roles in one hand are one signature. Two keys under two names may still be one person's: that no file can show.
function* onePerson(officers: readonly Officer[]): Generator<string> {
  const [authors, dpos] = OFFICER_ROLES.map((role) => officers.filter((officer) => officer.role === role))
  for (const { name } of authors ?? []) {
    if (dpos?.some((dpo) => dpo.name === name)) yield `\`${name}\` is both author and dpo`
  }
}
