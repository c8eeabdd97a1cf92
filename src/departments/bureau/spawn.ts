// Starts a bureau's service in a process of its own, for the demo and the tests.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { programLine } from '../../programs.ts'
import type { ServedCode } from '../departments.ts'

export interface SpawnedService {
  readonly url: string
  stop(): Promise<void>
}

export async function spawnBureauService(settings: {
  readonly code: ServedCode
  readonly databaseUrl: string
  readonly secret: string
  readonly port: number
}): Promise<SpawnedService> {
  const child = spawn(process.execPath, programLine('departments/bureau/serve'), {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdin.write(`${JSON.stringify(settings)}\n`)
  for await (const line of createInterface({ input: child.stdout })) {
    const { url } = JSON.parse(line) as { url: string }
    child.stdout.resume()
    return { url, stop: () => stop(child) }
  }
  throw new Error('the service of a bureau ended before it was ready')
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.stdin?.end()
  await exited
}
