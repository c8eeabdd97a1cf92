// Starts the change feed of the tests, and writes the events that it serves.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { ChangeFeedSettings } from './change-feed-process.ts'

export const FEED_TOKEN = 'a token of the tests, of 32 characters and more'

export interface ServedFeed {
  readonly url: string
  serve(events: readonly unknown[]): Promise<void>
  goOut(): Promise<void>
  close(): Promise<void>
}

export async function startChangeFeed(pages: Pick<ChangeFeedSettings, 'pageEvents' | 'again'>): Promise<ServedFeed> {
  const folder = await mkdtemp(path.join(tmpdir(), 'hutong-intake-feed-'))
  const file = path.join(folder, 'events.json')
  const child = startProcess('change-feed-process.ts', { file, token: FEED_TOKEN, ...pages })
  const url = await firstLine(child)
  return {
    url,
    async serve(events) {
      // Whole or not at all: the service may read it at any moment.
      await writeFile(`${file}.new`, JSON.stringify(events))
      await rename(`${file}.new`, file)
    },
    goOut: () => rm(file, { force: true }),
    async close() {
      child.kill('SIGKILL')
      await rm(folder, { recursive: true })
    },
  }
}

/** A program of this folder as a process of its own, with its settings as its first line; it ends with its parent. */
export function startProcess(program: string, settings: object): ChildProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(new URL(program, import.meta.url))], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdin?.write(`${JSON.stringify(settings)}\n`)
  return child
}

export async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('the process has no output')
  const ended = once(child, 'close').then(() => Promise.reject(new Error('the process ended before its first line')))
  const [line] = (await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended])) as [string]
  return line
}
