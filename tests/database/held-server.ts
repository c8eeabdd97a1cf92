// Runs hold-server.ts as another process, as this or another user, and looks at the processes behind it.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'

export interface HeldServer {
  readonly url: string
  readonly reused: boolean
  readonly dataFolder: string
  /** Keeper, postmaster and its children. */
  readonly processes: readonly number[]
  stop(): Promise<void>
  kill(signal: NodeJS.Signals): Promise<void>
}

interface HoldOptions {
  readonly project?: string
  readonly account?: { uid: number; gid: number }
}

export async function holdServer(stateFolder: string, { project, account }: HoldOptions = {}): Promise<HeldServer> {
  const script = path.join(project ?? path.resolve(import.meta.dirname, '../..'), 'tests/database/hold-server.ts')
  const child = spawn(process.execPath, [script, stateFolder], { stdio: ['pipe', 'pipe', 'pipe'], ...account })
  let errors = ''
  child.stderr.on('data', (chunk) => {
    errors += chunk
  })
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve)
    child.once('exit', (code) => reject(new Error(`hold-server ended with ${code}: ${errors}`)))
  })
  const { url, reused } = JSON.parse(line) as { url: string; reused: boolean }
  const { dataFolder, postmaster } = await lookInside(url)
  const keeper = processTable().find(({ pid }) => pid === postmaster)?.parent ?? 0
  const processes = [keeper, ...descendants(keeper)]
  return { url, reused, dataFolder, processes, ...endings(child) }
}

function endings(child: ChildProcess): Pick<HeldServer, 'stop' | 'kill'> {
  return {
    stop: async () => {
      child.stdin?.end()
      await once(child, 'exit')
    },
    kill: async (signal) => {
      child.kill(signal)
      await once(child, 'exit')
    },
  }
}

/** The processes of a list that are still there. */
export function alive(processes: readonly number[]): number[] {
  const table = new Set(processTable().map(({ pid }) => pid))
  return processes.filter((pid) => table.has(pid))
}

/** Waits until none of the processes is left; gives up with the list of those that stay. */
export async function untilNoneIsLeft(processes: readonly number[]): Promise<number[]> {
  for (let tries = 0; tries < 200 && alive(processes).length > 0; tries += 1) await delay(50)
  return alive(processes)
}

async function lookInside(url: string): Promise<{ dataFolder: string; postmaster: number }> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query(`SELECT current_setting('data_directory') AS folder, pg_backend_pid() AS pid`)
  const postmaster = processTable().find(({ pid }) => pid === rows[0].pid)?.parent ?? 0
  await client.end()
  return { dataFolder: rows[0].folder, postmaster }
}

interface ProcessRow {
  readonly pid: number
  readonly parent: number
}

function processTable(): ProcessRow[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat='], { encoding: 'utf8' }).trim().split('\n')
  return lines.flatMap((line) => {
    const [pid, parent, state] = line.trim().split(/\s+/)
    // A zombie has ended; only its parent has not asked yet.
    return state?.startsWith('Z') ? [] : [{ pid: Number(pid), parent: Number(parent) }]
  })
}

function descendants(root: number): number[] {
  const children = processTable().filter(({ parent }) => parent === root)
  return children.flatMap(({ pid }) => [pid, ...descendants(pid)])
}
