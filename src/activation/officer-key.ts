// An officer's own key: drawn once, kept in a file that only its owner may read, on a machine of the officer's choice.
import { readFile, stat, writeFile } from 'node:fs/promises'
import type { JWK } from 'jose'
import { isOpenToOthers } from '../file-mode.ts'
import { publicPart, thumbprintOf } from './officers.ts'
import { algorithmFor, ES256, type SignatureAlgorithm } from './signature.ts'

export interface OfficerKey {
  readonly privateKey: JWK
  readonly publicKey: JWK
  /** What the start settings pin. */
  readonly thumbprint: string
}

/** Draws a key and writes its private JWK with mode 600. Never replaces a file. */
export async function drawOfficerKey(file: string, algorithm: SignatureAlgorithm = ES256): Promise<OfficerKey> {
  const key = await algorithm.draw()
  await writeFile(file, `${JSON.stringify(key, null, 2)}\n`, { mode: 0o600, flag: 'wx' }).catch(
    (cause: NodeJS.ErrnoException) => {
      if (cause.code === 'EEXIST') throw new Error(`${file} is there already, and is not replaced`, { cause })
      throw cause
    },
  )
  return officerKey(key)
}

/** Throws when others may read the file or it holds no private key that signs releases; never says what it holds. */
export async function readOfficerKey(file: string): Promise<OfficerKey> {
  const { mode } = await stat(file)
  if (isOpenToOthers(mode)) {
    throw new Error(`${file}: others than its owner may use it; set its mode to 600`)
  }
  const key = parsed(await readFile(file, 'utf8'))
  if (!key || !algorithmFor(key) || typeof key.d !== 'string')
    throw new Error(`${file}: holds no officer's private key`)
  return officerKey(key)
}

async function officerKey(privateKey: JWK): Promise<OfficerKey> {
  const publicKey = publicPart(privateKey)
  return { privateKey, publicKey, thumbprint: await thumbprintOf({ ...publicKey }) }
}

function parsed(text: string): JWK | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null
  } catch {
    return null
  }
}
