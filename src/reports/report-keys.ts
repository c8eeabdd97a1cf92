// The two key pairs of reports. What was seen is sealed for the protection desk, who reported it for a second key that no
// gateway has. The public halves lie in one file; each private half in a file of its own that only its owner may read.
import { createHash, generateKeyPairSync } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { Ajv } from 'ajv'
import { GatewayError } from '../errors.ts'
import { isOpenToOthers } from '../file-mode.ts'
import { fileAt } from '../secret-file.ts'
import { type HpkeKey, openWith, privateFrom, publicFrom, rawPublic, sealTo } from './hpke.ts'

export const KEY_HOLDERS = ['desk', 'reporter'] as const
export type KeyHolder = (typeof KEY_HOLDERS)[number]

export type ReportKeys = Readonly<Record<KeyHolder, HpkeKey>>

const PUBLIC_FORMAT = 'hutong-report-keys/1'
const PRIVATE_FORMAT = 'hutong-report-private-keys/1'

interface Pair {
  readonly x: string
  readonly d: string
}

const coordinate = { type: 'string', pattern: '^[A-Za-z0-9_-]{43}$' } as const
const publicKey = {
  type: 'object',
  required: ['x'],
  additionalProperties: false,
  properties: { x: coordinate },
} as const
const ajv = new Ajv()
const isPublicFile = ajv.compile<Readonly<Record<KeyHolder, { readonly x: string }>>>({
  type: 'object',
  required: ['format', ...KEY_HOLDERS],
  additionalProperties: false,
  properties: { format: { const: PUBLIC_FORMAT }, desk: publicKey, reporter: publicKey },
})
const isPrivateFile = ajv.compile<{ readonly holder: KeyHolder; readonly keys: readonly Pair[] }>({
  type: 'object',
  required: ['format', 'holder', 'keys'],
  additionalProperties: false,
  properties: {
    format: { const: PRIVATE_FORMAT },
    holder: { enum: KEY_HOLDERS },
    keys: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['x', 'd'],
        additionalProperties: false,
        properties: { x: coordinate, d: coordinate },
      },
    },
  },
})

/** Draws new pairs into a folder that must not be there yet: `public.json`, and each holder's private keys, `desk.json` and `reporter.json`. */
export async function writeReportKeys(folder: string): Promise<void> {
  await mkdir(folder, { mode: 0o700 })
  for (const [name, text] of Object.entries(newReportKeys())) {
    await writeFile(path.join(folder, `${name}.json`), text, { mode: 0o600, flag: 'wx' })
  }
}

function newReportKeys(): Readonly<Record<'public' | KeyHolder, string>> {
  const [desk, reporter] = [newPair(), newPair()]
  const privately = (holder: KeyHolder, pair: Pair) => textOf({ format: PRIVATE_FORMAT, holder, keys: [pair] })
  return {
    public: textOf({ format: PUBLIC_FORMAT, desk: { x: desk.x }, reporter: { x: reporter.x } }),
    desk: privately('desk', desk),
    reporter: privately('reporter', reporter),
  }
}

function newPair(): Pair {
  const { x, d } = generateKeyPairSync('x25519').privateKey.export({ format: 'jwk' })
  return { x: String(x), d: String(d) }
}

function textOf(content: object): string {
  return `${JSON.stringify(content, null, 2)}\n`
}

/** Throws an error that says which file is at fault, and nothing of what it holds. */
export async function readReportKeys(file: string): Promise<ReportKeys> {
  const content = parsed(await readFile(file, 'utf8'))
  if (!isPublicFile(content)) throw new Error(`${file}: not a file of report keys`)
  const keyOf = (holder: KeyHolder) => publicFrom(Buffer.from(content[holder].x, 'base64url'))
  const [desk, reporter] = await Promise.all([keyOf('desk'), keyOf('reporter')])
  return { desk, reporter }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const KEY_ID_BYTES = 8

function keyId(raw: Buffer): Buffer {
  return createHash('sha256').update(raw).digest().subarray(0, KEY_ID_BYTES)
}

/** Lengths are told in steps of this: how much was written is nobody's business. */
const BLOCK_BYTES = 512
const INFO: Readonly<Record<KeyHolder, Buffer>> = {
  desk: Buffer.from('hutong/report/1/desk'),
  reporter: Buffer.from('hutong/report/1/reporter'),
}

export interface Sealed {
  readonly holder: KeyHolder
  /** The report's number: copied to another report, the text no longer opens. */
  readonly number: string
}

export async function sealReport(keys: ReportKeys, { holder, number }: Sealed, content: object): Promise<Buffer> {
  const plain = Buffer.from(JSON.stringify(content))
  const text = Buffer.alloc(Math.ceil(plain.length / BLOCK_BYTES) * BLOCK_BYTES, ' ')
  plain.copy(text)
  const sealed = await sealTo(keys[holder], { info: INFO[holder], aad: Buffer.from(number), text })
  return Buffer.concat([keyId(await rawPublic(keys[holder])), sealed])
}

/** Opens with a holder's private keys, read at each opening and kept nowhere. UNAVAILABLE where the key is not at hand. */
export async function openReport(file: string | null, { holder, number }: Sealed, sealed: Buffer): Promise<unknown> {
  const key = (await privateKeys(file, holder)).find(({ x }) =>
    keyId(Buffer.from(x, 'base64url')).equals(sealed.subarray(0, KEY_ID_BYTES)),
  )
  if (!key) throw new GatewayError('UNAVAILABLE', `no private key of the ${holder} opens this report`)
  const text = sealed.subarray(KEY_ID_BYTES)
  const opened = await openWith(await privateFrom(key), { info: INFO[holder], aad: Buffer.from(number), text })
  return JSON.parse(opened.toString())
}

async function privateKeys(file: string | null, holder: KeyHolder): Promise<readonly Pair[]> {
  if (file === null) throw new GatewayError('UNAVAILABLE', `the private key of the ${holder} is not on this machine`)
  const found = await fileAt(file)
  if (!found || isOpenToOthers(found.mode)) {
    throw new GatewayError('UNAVAILABLE', `the file of the ${holder}'s private key cannot be read, or others may`)
  }
  const content = parsed(found.text)
  if (!isPrivateFile(content) || content.holder !== holder) {
    throw new GatewayError('UNAVAILABLE', `not a file of the ${holder}'s private keys`)
  }
  return content.keys
}
