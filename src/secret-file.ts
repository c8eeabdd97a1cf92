// A secret in a file of its own, beside the document that names it.
import { readFile, stat } from 'node:fs/promises'
import { isOpenToOthers } from './file-mode.ts'
import type { FaultAt } from './policy/fault.ts'
import { saidOf, secret } from './setting-values.ts'

export type SecretReading =
  | { readonly value: string; readonly fault: null }
  | { readonly value: null; readonly fault: Omit<FaultAt, 'path'> }

/** `giver`: whom to ask for another. A fault never says what the file holds. */
export async function readSecretFile(file: string, giver: string): Promise<SecretReading> {
  const failed = (what: string, fix: string): SecretReading => ({ value: null, fault: { what, fix } })
  const found = await fileAt(file)
  if (!found) return failed('cannot be read', `write the secret into ${file}`)
  if (isOpenToOthers(found.mode)) {
    return failed('may be used by others than its owner', `chmod 600 ${file}`)
  }
  const text = found.text.trim()
  const fault = saidOf(() => secret(text))
  return fault ? failed(`its content ${fault}`, `ask ${giver} for one`) : { value: text, fault: null }
}

/** Null where there is no file that can be read. */
export async function fileAt(file: string): Promise<{ readonly text: string; readonly mode: number } | null> {
  try {
    const [text, { mode }] = await Promise.all([readFile(file, 'utf8'), stat(file)])
    return { text, mode }
  } catch {
    return null
  }
}
