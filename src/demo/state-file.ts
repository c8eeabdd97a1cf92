// The demo's marks: the names of its databases, and what a running one leaves for `npm run token`, for jobs and for a
// second demo to find: where it and the bureaux' services are, and who runs it.
import { readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Services } from '../departments/adapters/sources.ts'
import type { Settings } from '../settings.ts'

export interface DemoStateFile {
  readonly issuer: string
  readonly gatewayUrl: string
  readonly pid: number
  /** Of the bureaux that have one; with the secret that each is asked with. */
  readonly services: Services
}

/** A prefix of its own: a demo on a server of yours can never meet data that is not invented. */
export function demoPrefix({ databasePrefix }: Settings): string {
  return `${databasePrefix}_demo`
}

export function stateFileOf(stateFolder: string): string {
  return path.join(stateFolder, 'demo.json')
}

export async function writeStateFile(stateFolder: string, state: DemoStateFile): Promise<void> {
  await writeFile(stateFileOf(stateFolder), `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 })
}

/** Removes it if it is this process's own. */
export async function removeStateFile(stateFolder: string): Promise<void> {
  const running = await runningDemo(stateFolder)
  if (running?.pid === process.pid) await rm(stateFileOf(stateFolder), { force: true })
}

/** What the file says, whether or not that demo still runs. */
export async function runningDemo(stateFolder: string): Promise<DemoStateFile | null> {
  const text = await readFile(stateFileOf(stateFolder), 'utf8').catch(() => 'null')
  try {
    return JSON.parse(text) as DemoStateFile | null
  } catch {
    return null
  }
}
