// The document of sources as an operator writes it, with the secret beside it.
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { stringify } from 'yaml'
import type { DepartmentCode } from '../../src/departments/departments.ts'

/** Gives the document's path; every service has the same secret. */
export async function sourcesDocument(
  folder: string,
  urls: Readonly<Partial<Record<DepartmentCode, string>>>,
  secret: string,
): Promise<string> {
  await writeFile(path.join(folder, 'service.secret'), `${secret}\n`, { mode: 0o600 })
  const entries = Object.entries(urls).map(([code, url]) => [code, { url, secretFile: 'service.secret' }])
  const document = path.join(folder, 'sources.yaml')
  await writeFile(document, stringify(Object.fromEntries(entries)))
  return document
}
