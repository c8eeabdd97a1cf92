// The published policies laid out, and the same with one document changed, for every test of the workbench.
import { parse, stringify } from 'yaml'
import { type Desk, gatewayParts, layOut } from '../../src/workbench/desk.ts'
import { readPolicyFiles } from '../../src/workbench/policy-files.ts'

export const TODAY = '2026-11-23'
export const parts = gatewayParts()
export const files = await readPolicyFiles('policies')
export const desk: Desk = layOut(files.documents, parts)

/** A document as plain data, changed in place by `edit`, and written anew. */
// biome-ignore lint/suspicious/noExplicitAny: a test changes whatever it likes of a document
export function changed(file: string, edit: (document: any) => void): Map<string, string> {
  const text = files.documents.get(file)
  if (text === undefined) throw new Error(`there is no ${file}`)
  const document = parse(text) as unknown
  edit(document)
  return new Map([...files.documents, [file, stringify(document)]])
}
