// The right to use a running embedded server: while one process holds a lease, the keeper keeps the server up.
import { readFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import type { KeeperState } from './server-keeper.ts'

export interface Lease {
  readonly port: number
  /** Gives the lease back; if it was the last, resolves when server and keeper are gone. */
  release(): Promise<void>
}

/** Takes a lease at the keeper that the state file names; null if none runs, or once the one that was stopping is gone. */
export async function takeLease(stateFile: string, onLost: () => void): Promise<Lease | null> {
  const state = await readState(stateFile)
  if (state === null) return null
  const socket = await held(state)
  if (socket === null) return null
  let released: Promise<void> | undefined
  socket.on('close', () => {
    if (released === undefined) onLost()
  })
  // A process that has nothing else to do may end; the lease ends with it.
  socket.unref()
  return {
    port: state.port,
    release: () => {
      released ??= giveBack(socket, state.keeperPid)
      return released
    },
  }
}

async function readState(stateFile: string): Promise<KeeperState | null> {
  const text = await readFile(stateFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return ''
    throw error
  })
  // The keeper may have died while it wrote.
  try {
    return JSON.parse(text) as KeeperState
  } catch {
    return null
  }
}

function held(state: KeeperState): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect(state.keeperPort, '127.0.0.1', () => socket.write(`${state.secret}\n`))
    socket.on('error', () => resolve(null))
    socket.on('close', () => resolve(null))
    readLine(socket, () => resolve(socket))
  })
}

// The interface repeats the socket's errors; the socket's own listeners deal with them.
function readLine(socket: Socket, whenRead: (line: string) => void): void {
  const lines = createInterface({ input: socket })
  lines.on('error', () => undefined)
  lines.once('line', (line) => {
    lines.close()
    whenRead(line)
  })
}

async function giveBack(socket: Socket, keeperPid: number): Promise<void> {
  if (socket.destroyed) return
  socket.ref()
  socket.resume()
  const others = await new Promise<boolean>((resolve) => {
    readLine(socket, (line) => resolve(line === 'others'))
    socket.on('close', () => resolve(false))
    socket.write('leave\n')
  })
  socket.destroy()
  if (!others) await untilGone(keeperPid)
}

/** Resolves when no process of that id is left. */
export async function untilGone(pid: number): Promise<void> {
  while (isAlive(pid)) await delay(20)
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
