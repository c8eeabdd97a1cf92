// Keyed blind indexes: how a person is looked up by a number or a name that no database holds in clear. A plain digest
// would be no protection: 85.4 million numbers cover every minor with a Hangzhou code (domain 5.5).
import { createHmac, type KeyObject } from 'node:crypto'

/**
 * Residence permits and foreign residents' cards are of the build of an identity number, and stand under CITIZEN_ID. BIRTH is the
 * mother's number and the birth certificate's in one, so that neither of them alone finds a child.
 */
export const INDEX_KINDS = [
  'CITIZEN_ID',
  'TRAVEL_PERMIT',
  'PASSPORT',
  'STUDENT_NO',
  'CERTIFICATE_NO',
  'BIRTH',
  'NAME',
] as const
export type IndexKind = (typeof INDEX_KINDS)[number]

/** What a child can be looked up by. */
export interface Identifier {
  readonly kind: IndexKind
  readonly blindIndex: Buffer
}

export interface BlindIndexKey {
  readonly id: number
  readonly algorithm: 'HMAC-SHA-256' | 'HMAC-SM3'
  readonly key: KeyObject
}

const DIGESTS = { 'HMAC-SHA-256': 'sha256', 'HMAC-SM3': 'sm3' } as const

/**
 * The 32-byte index of a text already in its normal form (readCitizenId, readStudentNo, readCertificateNo, normalName).
 * The kind goes in with it, so that an index of one kind is never equal to one of another.
 */
export function blindIndex(key: BlindIndexKey, kind: IndexKind, normalised: string): Buffer {
  return keyedDigest(key, `${kind}\0${normalised}`)
}

/** The bare keyed digest, apart so that it can be held against published vectors. */
export function keyedDigest(key: BlindIndexKey, text: string): Buffer {
  return createHmac(DIGESTS[key.algorithm], key.key).update(text).digest()
}
