// The process that stands between us and the embedded PostgreSQL: it starts the server and stops it when the last
// process that holds a lease is gone, however it went, kill -9 included. A lease is an open connection to the keeper,
// so the operating system itself says when one ends. It imports nothing of ours: it must start fast and fail rarely.
import { type ChildProcess, spawn } from 'node:child_process'
import { openSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'

/** What the starting process sends over the IPC channel. */
export interface KeeperOrder {
  readonly postgres: string
  readonly arguments: readonly string[]
  readonly account: { uid: number; gid: number } | Record<string, never>
  readonly logFile: string
  readonly stateFile: string
  readonly port: number
  readonly secret: string
}

/** The content of the state file: where to take a lease. */
export interface KeeperState {
  readonly keeperPid: number
  readonly keeperPort: number
  readonly secret: string
  readonly port: number
}

const FAST_STOP_MS = 10_000
const leases = new Set<Socket>()
let order: KeeperOrder | undefined
let postgres: ChildProcess | undefined
let stopped: Promise<void> | undefined

process.once('message', (message) => start(message as KeeperOrder))
process.on('disconnect', stopWhenUnused)
process.on('SIGTERM', () => void stop())
// Ctrl-C reaches every process of the terminal; the order of stopping is the lease holders' to decide.
process.on('SIGINT', () => undefined)
process.on('SIGHUP', () => undefined)

function start(given: KeeperOrder): void {
  order = given
  const log = openSync(given.logFile, 'a', 0o600)
  postgres = spawn(given.postgres, given.arguments, {
    ...given.account,
    cwd: '/',
    stdio: ['ignore', log, log],
    // The caller's LANG, PGDATA and the like must not change what the server does.
    ...(process.platform === 'win32' ? {} : { env: { LC_ALL: 'C', TZ: 'UTC' } }),
  })
  postgres.on('error', () => leave(1))
  postgres.on('exit', () => leave(stopped === undefined ? 1 : 0))
  const server = createServer(admit)
  server.listen(0, '127.0.0.1', () => announce((server.address() as AddressInfo).port))
}

function announce(keeperPort: number): void {
  if (order === undefined) return
  const { port, secret, stateFile } = order
  const state: KeeperState = { keeperPid: process.pid, keeperPort, secret, port }
  writeFileSync(stateFile, JSON.stringify(state), { mode: 0o600 })
  process.send?.('listening')
}

function admit(socket: Socket): void {
  socket.on('error', () => undefined)
  socket.on('close', () => {
    leases.delete(socket)
    stopWhenUnused()
  })
  const lines = createInterface({ input: socket })
  lines.on('error', () => undefined)
  lines.once('line', (secret) => {
    // A holder that comes too late waits for the end of this server and starts the next one.
    if (stopped !== undefined) return
    if (secret !== order?.secret) {
      socket.destroy()
      return
    }
    leases.add(socket)
    socket.write('held\n')
    lines.once('line', () => giveBack(socket))
  })
}

async function giveBack(socket: Socket): Promise<void> {
  leases.delete(socket)
  if (leases.size > 0) socket.end('others\n')
  else await stop()
}

function stopWhenUnused(): void {
  if (leases.size === 0 && !process.connected) void stop()
}

function stop(): Promise<void> {
  stopped ??= new Promise((resolve) => {
    if (postgres === undefined || postgres.exitCode !== null) leave(0)
    postgres?.once('exit', () => resolve())
    // SIGINT: end sessions and write everything out. SIGQUIT: end at once; the next start recovers from the log.
    postgres?.kill('SIGINT')
    setTimeout(() => postgres?.kill('SIGQUIT'), FAST_STOP_MS)
    setTimeout(() => postgres?.kill('SIGKILL'), 2 * FAST_STOP_MS)
  })
  return stopped
}

function leave(code: number): void {
  if (order !== undefined) rmSync(order.stateFile, { force: true })
  process.exit(code)
}
