// A server under measurement: a process of its own that takes its settings on standard input and says where it listens.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface MeasuredChild {
  readonly url: string
  /** User and system time of the process so far, in microseconds. */
  cpuUs(): Promise<number>
  stop(): Promise<void>
}

export async function startChild(
  file: string,
  settings: unknown,
  nodeOptions: readonly string[] = [],
): Promise<MeasuredChild> {
  const program = fileURLToPath(new URL(file, import.meta.url))
  const child = spawn(process.execPath, [...nodeOptions, '--import', 'tsx', program], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdin.write(`${JSON.stringify(settings)}\n`)
  for await (const line of createInterface({ input: child.stdout })) {
    const { url } = JSON.parse(line) as { url: string }
    child.stdout.resume()
    return { url, cpuUs: () => cpuUs(child), stop: () => stop(child) }
  }
  throw new Error(`${file} ended before it was ready`)
}

const TICKS_PER_SECOND = 100

async function cpuUs(child: ChildProcess): Promise<number> {
  const text = await readFile(`/proc/${child.pid}/stat`, 'utf8')
  // Fields 14 and 15, counted behind the name, which may hold blanks.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return ((Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND) * 1e6
}

async function stop(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit')
  child.stdin?.end()
  await exited
}

/** In the child: the settings that came on standard input; `onEnd` runs when the parent is done. */
export function childSettings<T>(start: (settings: T) => Promise<{ url: string; stop: () => Promise<void> }>): void {
  const lines = createInterface({ input: process.stdin })
  lines.once('line', async (line) => {
    const { url, stop } = await start(JSON.parse(line) as T)
    process.stdout.write(`${JSON.stringify({ url })}\n`)
    lines.once('close', () => void stop().then(() => process.exit(0)))
  })
}
