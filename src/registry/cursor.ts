// Page cursors: sealed, so that they tell nothing, and bound to the organisation, the query and an hour, so that they
// open nowhere else.
import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto'
import { GatewayError } from '../errors.ts'

export interface CursorBinding {
  /** Organisation, role, purpose, and the arguments that define the list. */
  readonly binding: string
  readonly key: KeyObject
  readonly now: Date
  /** Fresh random bytes. */
  readonly nonce: (bytes: number) => Buffer
}

const LIFETIME_MS = 3_600_000
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** `position` is where the next page starts. */
export function sealCursor(position: unknown, { binding, key, now, nonce: fresh }: CursorBinding): string {
  const nonce = fresh(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(Buffer.from(binding))
  const text = JSON.stringify({ position, until: now.getTime() + LIFETIME_MS })
  // Padded, so that the length of a cursor says nothing of the value it holds.
  const sealed = Buffer.concat([cipher.update(text.padEnd(160), 'utf8'), cipher.final()])
  return Buffer.concat([nonce, sealed, cipher.getAuthTag()]).toString('base64url')
}

/** Throws BAD_INPUT for a cursor that is made up, expired, or of another organisation or query. */
export function openCursor(cursor: string, { binding, key, now }: CursorBinding): unknown {
  try {
    const bytes = Buffer.from(cursor, 'base64url')
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
    decipher.setAAD(Buffer.from(binding))
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
    const text = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]).toString(
      'utf8',
    )
    const { position, until } = JSON.parse(text) as { position: unknown; until: number }
    if (until >= now.getTime()) return position
  } catch (cause) {
    throw new GatewayError('BAD_INPUT', 'the cursor does not open', { hint: 'CURSOR', cause })
  }
  throw new GatewayError('BAD_INPUT', 'the cursor has expired', { hint: 'CURSOR' })
}
