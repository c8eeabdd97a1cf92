// Starts the demo's identity provider in a process of its own, which ends with this one, however this one ends.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { programLine } from '../programs.ts'
import { DEMO_ISSUER } from './accounts.ts'
import type { RunningOidcProvider } from './oidc-provider.ts'

const USUAL_PORT = Number(new URL(DEMO_ISSUER).port)

/** On the port that was chosen; else where the demo's provider usually listens, or on any free port if another program is there. */
export async function spawnOidcProvider(chosen: number | undefined): Promise<RunningOidcProvider> {
  if (chosen !== undefined) return spawnOn(chosen)
  if (!(await isFree(USUAL_PORT))) return spawnOn(0)
  // Starting takes seconds, in which another program may have taken the port.
  return spawnOn(USUAL_PORT).catch(() => spawnOn(0))
}

async function spawnOn(port: number): Promise<RunningOidcProvider> {
  const child = spawn(process.execPath, [...programLine('demo/serve-oidc'), '--port', String(port)], {
    // The channel tells the child when this process is gone, even if nobody stopped it.
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  const issuer = await readyIssuer(child)
  return { issuer, stop: () => stop(child) }
}

export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}

async function readyIssuer(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('the identity provider has no output to read')
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('{')) continue
    const { issuer } = JSON.parse(line) as { issuer: string }
    child.stdout.resume()
    return issuer
  }
  throw new Error('the identity provider ended before it was ready')
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  await exited
}
