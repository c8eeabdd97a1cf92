// A signature over a release: a JWS in compact form with its payload taken out (RFC 7515, appendix F), so that the record
// stands in one place. Its header says exactly who signs as what, and nothing else; a member more, `crit` included, is
// refused before any arithmetic.
import { CompactSign, compactVerify, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'
import { invariant } from '../errors.ts'
import { newSm2PrivateKey, sm2PublicKey, sm2Sign, sm2Verifies } from './sm2.ts'

export const OFFICER_ROLES = ['author', 'dpo'] as const
/** Who writes policies, and who answers for data protection. */
export type OfficerRole = (typeof OFFICER_ROLES)[number]

export interface SignatureHeader {
  readonly alg: string
  /** RFC 7638 thumbprint (SHA-256) of the signer's key. */
  readonly kid: string
  readonly role: OfficerRole
}

/** One way to sign: ES256, or SM2 with SM3 where national algorithms are asked for. Which one it is follows from the key. */
export interface SignatureAlgorithm {
  readonly name: string
  /** Whether a JWK, public or private, is a key of this algorithm. */
  takes(key: JWK): boolean
  /** A new private key. */
  draw(): Promise<JWK>
  /** A whole compact JWS. */
  sign(payload: Uint8Array, header: Readonly<Record<string, string>>, privateKey: JWK): Promise<string>
  verifies(jws: string, publicKey: JWK): Promise<boolean>
}

export const ES256: SignatureAlgorithm = {
  name: 'ES256',
  takes: (key) => key.kty === 'EC' && key.crv === 'P-256',
  async draw() {
    const { privateKey } = await generateKeyPair('ES256', { extractable: true })
    return exportJWK(privateKey)
  },
  async sign(payload, header, privateKey) {
    const key = await importJWK(privateKey, 'ES256')
    return new CompactSign(payload).setProtectedHeader({ ...header, alg: 'ES256' }).sign(key)
  },
  async verifies(jws, publicKey) {
    try {
      await compactVerify(jws, await importJWK(publicKey, 'ES256'), { algorithms: ['ES256'] })
      return true
    } catch {
      // Whatever is wrong with it, it is no signature of that key.
      return false
    }
  },
}

/** JWA has no name for it; this one, and the curve's, stand for GB/T 32918 with the id of GM/T 0009. */
export const SM2_SM3: SignatureAlgorithm = {
  name: 'SM2-SM3',
  takes: (key) => key.kty === 'EC' && key.crv === 'SM2',
  async draw() {
    const d = newSm2PrivateKey()
    const { x, y } = sm2PublicKey(d)
    const [encodedX, encodedY, encodedD] = [x, y, d].map((bytes) => bytes.toString('base64url'))
    return { kty: 'EC', crv: 'SM2', x: encodedX ?? '', y: encodedY ?? '', d: encodedD ?? '' }
  },
  async sign(payload, header, privateKey) {
    const d = bytesOf(privateKey.d)
    invariant(d, 'a private key has its number')
    const head = Buffer.from(JSON.stringify({ ...header, alg: 'SM2-SM3' })).toString('base64url')
    const signed = `${head}.${Buffer.from(payload).toString('base64url')}`
    return `${signed}.${sm2Sign(Buffer.from(signed), d).toString('base64url')}`
  },
  async verifies(jws, publicKey) {
    const end = jws.lastIndexOf('.')
    const signature = bytesOf(jws.slice(end + 1))
    const [x, y] = [bytesOf(publicKey.x), bytesOf(publicKey.y)]
    if (!signature || !x || !y) return false
    return sm2Verifies({ message: Buffer.from(jws.slice(0, end)), signature }, { x, y })
  },
}

const ALGORITHMS: ReadonlyMap<string, SignatureAlgorithm> = new Map(
  [ES256, SM2_SM3].map((algorithm) => [algorithm.name, algorithm]),
)

export const SIGNATURE_ALGORITHMS: readonly string[] = [...ALGORITHMS.keys()]

// Two spellings of the same bytes would be two signatures, or keys, that are one.
function bytesOf(encoded: unknown): Buffer | null {
  if (typeof encoded !== 'string') return null
  const bytes = Buffer.from(encoded, 'base64url')
  return bytes.toString('base64url') === encoded ? bytes : null
}

export function algorithmNamed(name: string): SignatureAlgorithm | undefined {
  return ALGORITHMS.get(name)
}

/** The algorithm of a key; undefined for a key that signs no release. */
export function algorithmFor(key: JWK): SignatureAlgorithm | undefined {
  return [...ALGORITHMS.values()].find((algorithm) => algorithm.takes(key))
}

const TYPE = 'hutong-release'

/** The detached signature: `<header>..<signature>`. */
export async function signDetached(text: string, privateKey: JWK, signer: Omit<SignatureHeader, 'alg'>) {
  const algorithm = algorithmFor(privateKey)
  invariant(algorithm, 'a key that signs has an algorithm')
  const { kid, role } = signer
  const jws = await algorithm.sign(Buffer.from(text), { alg: algorithm.name, kid, role, typ: TYPE }, privateKey)
  const [header = '', , signature = ''] = jws.split('.')
  return `${header}..${signature}`
}

/** The header of a detached signature; null unless it has the four members and their forms, and no other. */
export function readHeader(detached: string): SignatureHeader | null {
  const [, encoded] = /^([A-Za-z0-9_-]+)\.\.[A-Za-z0-9_-]+$/.exec(detached) ?? []
  if (!encoded) return null
  const bytes = Buffer.from(encoded, 'base64url')
  // Two spellings of the same bytes would be two signatures that are one.
  if (bytes.toString('base64url') !== encoded) return null
  const header = parsed(bytes.toString('utf8'))
  if (!header || Object.keys(header).sort().join() !== 'alg,kid,role,typ' || header.typ !== TYPE) return null
  const { alg, kid, role } = header
  if (typeof alg !== 'string' || typeof kid !== 'string' || !OFFICER_ROLES.some((known) => known === role)) return null
  return { alg, kid, role: role as OfficerRole }
}

/** Whether the key made this detached signature over exactly this text. */
export async function verifiesDetached(text: string, detached: string, publicKey: JWK): Promise<boolean> {
  const algorithm = algorithmFor(publicKey)
  const [header = '', signature = ''] = detached.split('..')
  if (!algorithm || algorithm.name !== readHeader(detached)?.alg) return false
  return algorithm.verifies(`${header}.${Buffer.from(text).toString('base64url')}.${signature}`, publicKey)
}

function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null
  } catch {
    return null
  }
}
