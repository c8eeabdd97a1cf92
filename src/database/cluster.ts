// The data folder of the embedded server: made once with initdb, and cleared of what a crash left before each start.
import { execFile } from 'node:child_process'
import { chmod, chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import type { Binaries } from './binaries.ts'
import { asAccount, type ServerAccount } from './server-account.ts'
import { isAlive, untilGone } from './server-lease.ts'

const run = promisify(execFile)

interface ClusterSite {
  readonly dataFolder: string
  readonly account: ServerAccount | null
  readonly password: string
  readonly log: (line: string) => void
}

/** Makes the data folder unless it is there. It appears complete or not at all. */
export async function ensureCluster(site: ClusterSite, binaries: Binaries): Promise<void> {
  if (await exists(site.dataFolder)) return
  site.log(`creating the database files in ${site.dataFolder}`)
  const draft = `${site.dataFolder}.new`
  const passwordFile = path.join(path.dirname(site.dataFolder), 'initial-password')
  await rm(draft, { recursive: true, force: true })
  await mkdir(draft, { mode: 0o700 })
  await writeFile(passwordFile, site.password, { mode: 0o600 })
  try {
    await giveTo(site.account, draft, passwordFile)
    await initdb(site, binaries, ['-D', draft, `--pwfile=${passwordFile}`])
  } finally {
    await rm(passwordFile, { force: true })
  }
  await rename(draft, site.dataFolder)
}

async function initdb(site: ClusterSite, binaries: Binaries, where: readonly string[]): Promise<void> {
  const settings = [
    '--username=postgres',
    '--auth=scram-sha-256',
    '--data-checksums',
    '--encoding=UTF8',
    // Built in, so the same on every operating system: sorts by code point.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
  ]
  await run(binaries.initdb, [...where, ...settings], {
    ...asAccount(site.account),
    cwd: '/',
    ...(process.platform === 'win32' ? {} : { env: { LC_ALL: 'C', TZ: 'UTC' } }),
  })
}

async function giveTo(account: ServerAccount | null, folder: string, file: string): Promise<void> {
  await chmod(folder, 0o700)
  if (account === null) return
  await chown(folder, account.uid, account.gid)
  await chown(file, account.uid, account.gid)
}

/**
 * Ends a server on this data folder that has lost its keeper, and removes a pid file whose number now belongs to some
 * other process; PostgreSQL itself deals with one whose process is gone.
 */
export async function clearAway(dataFolder: string): Promise<void> {
  const pidFile = path.join(dataFolder, 'postmaster.pid')
  const pid = Number.parseInt(await readFile(pidFile, 'utf8').catch(() => ''), 10)
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return
  const command = await commandLine(pid)
  if (command === null) return
  if (!command.includes(dataFolder)) {
    await rm(pidFile, { force: true })
    return
  }
  process.kill(pid, 'SIGINT')
  await untilGone(pid)
}

async function commandLine(pid: number): Promise<string | null> {
  if (process.platform === 'win32') return null
  if (process.platform === 'linux') return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => null)
  return run('ps', ['-p', String(pid), '-o', 'command=']).then(
    ({ stdout }) => stdout,
    () => null,
  )
}

async function exists(folder: string): Promise<boolean> {
  return stat(folder).then(
    () => true,
    () => false,
  )
}
