// PostgreSQL for the demo and the tests, without anything installed: finds its programs, an account and a place for its
// data, starts it behind a keeper, and shares it between the processes of one state folder.
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { open, readFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { programFile, programLine } from '../programs.ts'
import { type Binaries, reachableBinaries } from './binaries.ts'
import { clearAway, ensureCluster } from './cluster.ts'
import { asAccount, type ServerAccount, serverAccount } from './server-account.ts'
import type { KeeperOrder } from './server-keeper.ts'
import { type Lease, takeLease } from './server-lease.ts'
import { withStartLock } from './start-lock.ts'
import { dataHome, writableStateFolder } from './state-folder.ts'
import { writeOnce } from './write-once.ts'

export interface EmbeddedServerOptions {
  readonly stateFolder: string
  /** A free one is taken if left out. A server that runs already keeps its own. */
  readonly port?: number
  /** True for data that may be lost with the machine's power, and are made anew then: nothing waits for the disk. */
  readonly isScratch?: boolean
  readonly log: (line: string) => void
}

export interface EmbeddedServer {
  /** The address of the superuser on the maintenance database. */
  readonly url: string
  readonly port: number
  /** Whether another process of this state folder had started it. */
  readonly reused: boolean
  /** Gives the server up; the last one to do so stops it, and then nothing is left running. */
  stop(): Promise<void>
}

interface Site {
  readonly home: string
  readonly dataFolder: string
  readonly account: ServerAccount | null
  readonly stateFile: string
  readonly logFile: string
  readonly password: string
  readonly isScratch: boolean
  readonly log: (line: string) => void
}

/** Starts the server of a state folder, or joins it if it runs. Refuses where no account or no folder is fit for it. */
export async function startEmbeddedServer(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
  const site = await chooseSite(options)
  return withStartLock(path.join(site.home, 'start.lock'), async () => {
    const running = await join(site)
    if (running !== null) {
      options.log(`using the database server that runs on port ${running.port}`)
      return embeddedServer(site, running, true)
    }
    const binaries = await reachableBinaries(site)
    await clearAway(site.dataFolder)
    await ensureCluster(site, binaries)
    const lease = await launch(site, binaries, options.port)
    options.log(`PostgreSQL ${binaries.version} listens on port ${lease.port}, data in ${site.dataFolder}`)
    return embeddedServer(site, lease, false)
  })
}

function embeddedServer(site: Site, lease: Lease, reused: boolean): EmbeddedServer {
  return { url: superuserUrl(site.password, lease.port), port: lease.port, reused, stop: lease.release }
}

async function chooseSite({ stateFolder, isScratch = false, log }: EmbeddedServerOptions): Promise<Site> {
  const folder = await writableStateFolder(stateFolder)
  const home = await dataHome(folder, await serverAccount())
  if (!home.startsWith(path.resolve(stateFolder))) log(`the database lies in ${home}`)
  const dataFolder = path.join(home, 'data-18')
  const passwordFile = path.join(home, 'superuser-password')
  await writeOnce(passwordFile, randomBytes(24).toString('base64url'))
  return {
    home,
    dataFolder,
    account: await serverAccount(dataFolder),
    stateFile: path.join(home, 'server.json'),
    logFile: path.join(home, 'server.log'),
    password: await readFile(passwordFile, 'utf8'),
    isScratch,
    log,
  }
}

function join(site: Site): Promise<Lease | null> {
  return takeLease(site.stateFile, () => site.log('the database server has ended'))
}

const ATTEMPTS = 3

async function launch(site: Site, binaries: Binaries, wantedPort: number | undefined): Promise<Lease> {
  for (let attempt = 1; ; attempt += 1) {
    const port = wantedPort ?? (await freePort())
    const keeper = startKeeper()
    try {
      return await readyLease(site, keeper, orderFor(site, binaries, port))
    } catch (error) {
      // Between finding a free port and using it, another program may have taken it.
      if (wantedPort !== undefined || attempt === ATTEMPTS) throw error
    } finally {
      // Not before: with nothing else to wait for, this process would end without the keeper's last word.
      keeper.unref()
      if (keeper.connected) keeper.disconnect()
    }
  }
}

function orderFor(site: Site, binaries: Binaries, port: number): KeeperOrder {
  return {
    postgres: binaries.postgres,
    arguments: ['-D', site.dataFolder, ...serverSettings(port, site.isScratch).flatMap((setting) => ['-c', setting])],
    account: asAccount(site.account),
    logFile: site.logFile,
    stateFile: site.stateFile,
    port,
    secret: randomBytes(24).toString('base64url'),
  }
}

function serverSettings(port: number, isScratch: boolean): string[] {
  return [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    // No socket file: its path has a length limit that a deep project folder breaks.
    'unix_socket_directories=',
    ...(isScratch ? ['fsync=off', 'full_page_writes=off'] : ['fsync=on', 'full_page_writes=on']),
    'synchronous_commit=on',
    'max_connections=300',
    'shared_buffers=256MB',
    'max_wal_size=2GB',
    'timezone=UTC',
    'log_timezone=UTC',
    // Errors, their details and the statements that caused them can hold data values; the log must not.
    'log_min_messages=log',
    'log_min_error_statement=panic',
    'log_error_verbosity=terse',
  ]
}

const KEEPER = 'database/server-keeper'

function startKeeper(): ChildProcess {
  // A file of its own, which a Node that reads TypeScript needs no loader for.
  const line = process.features.typescript ? [programFile(KEEPER)] : programLine(KEEPER)
  const keeper = spawn(process.execPath, line, {
    // Detached: Ctrl-C in our terminal must not end the server before our own work with it has ended.
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    cwd: '/',
  })
  return keeper
}

async function readyLease(site: Site, keeper: ChildProcess, order: KeeperOrder): Promise<Lease> {
  await new Promise<void>((resolve, reject) => {
    keeper.once('error', reject)
    keeper.once('exit', () => reject(new Error('the keeper of the database server ended at once')))
    keeper.once('message', () => resolve())
    keeper.send(order)
  })
  const lease = await join(site)
  if (lease === null || !(await answers(site, order.port, keeper))) {
    await lease?.release()
    throw new Error(`the database server did not start; the end of ${site.logFile}:\n${await tail(site.logFile)}`)
  }
  return lease
}

const READY_TRIES = 600

// Polls, because a server that recovers from a crash listens before it accepts anyone.
async function answers(site: Site, port: number, keeper: ChildProcess): Promise<boolean> {
  for (let attempt = 0; attempt < READY_TRIES && keeper.exitCode === null; attempt += 1) {
    const client = new pg.Client({ connectionString: superuserUrl(site.password, port) })
    client.on('error', () => undefined)
    try {
      await client.connect()
      // The service roles have no business in the maintenance databases.
      await client.query('REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC')
      return true
    } catch {
      await delay(50)
    } finally {
      await client.end()
    }
  }
  return false
}

function superuserUrl(password: string, port: number): string {
  return `postgres://postgres:${password}@127.0.0.1:${port}/postgres`
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}

const TAIL_BYTES = 2_000

async function tail(file: string): Promise<string> {
  const handle = await open(file, 'r').catch(() => null)
  if (handle === null) return '(no log)'
  try {
    const { size } = await handle.stat()
    const { buffer, bytesRead } = await handle.read(
      Buffer.alloc(TAIL_BYTES),
      0,
      TAIL_BYTES,
      Math.max(0, size - TAIL_BYTES),
    )
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await handle.close()
  }
}
