// Starts the example key service in a process of its own, for tests and trials.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { KEY_DEPARTMENTS } from '../../masking/key-file.ts'
import { programLine } from '../../programs.ts'
import type { ExampleMaster, ExampleServiceSettings } from './service.ts'

export interface SpawnedKeyService {
  readonly url: string
  stop(): Promise<void>
}

/** One master key for each department, and one for the gateway. */
export const FIRST_MASTERS: readonly ExampleMaster[] = [...KEY_DEPARTMENTS, 'GATEWAY'].map((holder) => ({
  id: `${holder}/1`,
}))

export async function spawnKeyService(settings: ExampleServiceSettings): Promise<SpawnedKeyService> {
  const child = spawn(process.execPath, programLine('keys/key-service/serve'), {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdin.write(`${JSON.stringify(settings)}\n`)
  for await (const line of createInterface({ input: child.stdout })) {
    const { url } = JSON.parse(line) as { url: string }
    child.stdout.resume()
    return { url, stop: () => stop(child) }
  }
  throw new Error('the key service ended before it was ready')
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.stdin?.end()
  await exited
}
