// The messaging system of the tests, and what it was sent.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface Received {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface Receiver {
  readonly url: string
  behave(behaviour: { status: number } | 'silent'): Promise<void>
  /** What came since the last call. */
  take(): Received[]
  /** Resolves once so many have come that were not taken. */
  until(count: number): Promise<void>
  stop(): Promise<void>
}

export async function startReceiver(): Promise<Receiver> {
  const program = fileURLToPath(new URL('./receiver-process.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', program], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })
  const [first] = (await once(lines, 'line')) as [string]
  const { url } = JSON.parse(first) as { url: string }
  let received: Received[] = []
  let heard = (): void => undefined
  lines.on('line', (line) => {
    received.push(JSON.parse(line) as Received)
    heard()
  })
  return {
    url,
    async behave(behaviour) {
      await fetch(`${url}/behave`, { method: 'POST', body: JSON.stringify(behaviour) })
    },
    take() {
      const taken = received
      received = []
      return taken
    },
    async until(count) {
      while (received.length < count) {
        await new Promise<void>((resolve) => {
          heard = resolve
        })
      }
    },
    async stop() {
      child.stdin.end()
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}
