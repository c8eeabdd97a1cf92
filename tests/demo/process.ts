// A command line as a person starts it: a process of its own with its own state folder, what it says, how it ends, and
// which processes it left behind.
import { type ChildProcess, type ChildProcessByStdio, type SpawnOptionsWithStdioTuple, spawn } from 'node:child_process'
import { chmod, mkdtemp, readdir, readFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { Readable, Writable } from 'node:stream'

const COMMAND = path.resolve(import.meta.dirname, '../../bin/hutong.js')

export interface Run {
  readonly child: ChildProcess
  /** Everything said so far, on both outputs. */
  said(): string
  /** Resolves once the text was said; rejects if the process ends without. */
  until(text: string): Promise<void>
  /** The exit code, or the signal's name. */
  readonly ended: Promise<number | string>
}

/** A folder for one file of tests; the account that runs the database server may pass through it. */
export async function stateFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'hutong-demo-test-'))
  await chmod(folder, 0o711)
  return folder
}

export function hutong(
  folder: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
  input?: string,
): Run {
  const program = [COMMAND, ...words]
  if (input === undefined) return follow(spawn(process.execPath, program, options(folder, env)))
  const child = spawn(process.execPath, program, { env: options(folder, env).env, stdio: ['pipe', 'pipe', 'pipe'] })
  child.stdin.end(input)
  return follow(child)
}

/** As npm starts it. The command after the program keeps the shell from becoming the program. */
export function hutongUnderShell(
  folder: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Run {
  const program = [process.execPath, COMMAND, ...words].map((word) => `'${word}'`).join(' ')
  return follow(spawn('sh', ['-c', `${program}; exit $?`], options(folder, env)))
}

function options(
  folder: string,
  env: Readonly<Record<string, string>>,
): SpawnOptionsWithStdioTuple<'ignore', 'pipe', 'pipe'> {
  return {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, HUTONG_STATE_FOLDER: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  }
}

function follow(child: ChildProcessByStdio<Writable | null, Readable, Readable>): Run {
  let text = ''
  const take = (chunk: Buffer) => {
    text += chunk.toString()
    child.emit('said')
  }
  child.stdout.on('data', take)
  child.stderr.on('data', take)
  const ended = new Promise<number | string>((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? signal ?? ''))
  })
  return { child, said: () => text, until: (wanted) => until({ child, wanted, said: () => text }), ended }
}

async function until({
  child,
  wanted,
  said,
}: {
  child: ChildProcess
  wanted: string
  said: () => string
}): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const look = () => {
      if (said().includes(wanted)) resolve()
    }
    child.on('said', look)
    child.once('close', () => reject(new Error(`ended before it said "${wanted}":\n${said()}`)))
    look()
  })
}

/** Processes that were started for a state folder: they have it in their environment or on their command line. */
export async function processesOf(folder: string): Promise<string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const found = await Promise.all(
    ids.map(async (id) => {
      const read = (file: string) => readFile(`/proc/${id}/${file}`, 'utf8').catch(() => '')
      const [command, environment] = [await read('cmdline'), await read('environ')]
      const isOurs = command.includes(folder) || environment.includes(`HUTONG_STATE_FOLDER=${folder}`)
      return isOurs ? [`${id} ${command.replaceAll('\0', ' ')}`] : []
    }),
  )
  return found.flat()
}

/** Resolves when no process of the folder is left; a test's own time limit is the limit. */
export async function untilNoneOf(folder: string): Promise<void> {
  while ((await processesOf(folder)).length > 0) await new Promise((resolve) => setTimeout(resolve, 50))
}
