// Which operating-system account runs the embedded server. PostgreSQL refuses to run as root, so root needs another.
import { readFile, stat } from 'node:fs/promises'
import path from 'node:path'

export interface ServerAccount {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

// `postgres` exists where a PostgreSQL package was ever installed, `nobody` nearly everywhere.
const CANDIDATES = ['postgres', 'nobody']

/** Null for an ordinary user, who runs the server under the own account. */
export async function serverAccount(dataFolder?: string): Promise<ServerAccount | null> {
  if (process.getuid?.() !== 0) return null
  const accounts = parseAccounts(await readFile('/etc/passwd', 'utf8'))
  const owner = dataFolder === undefined ? undefined : await ownerOf(dataFolder)
  const found =
    accounts.find((account) => account.uid === owner && account.uid !== 0) ??
    CANDIDATES.map((name) => accounts.find((account) => account.name === name && account.uid !== 0)).find(Boolean)
  if (found === undefined) {
    throw new Error(
      `PostgreSQL does not run as root and there is no account named ${CANDIDATES.join(' or ')}; ` +
        'add one with `useradd --system postgres`, run as another user, or give DATABASE_URL',
    )
  }
  return found
}

/** Whether the account can get to what lies inside a folder, by the mode bits of the folder and all above it. */
export async function mayEnter(folder: string, account: ServerAccount): Promise<boolean> {
  const resolved = path.resolve(folder)
  const { uid, gid, mode } = await stat(resolved)
  const execute = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001
  if ((mode & execute) === 0) return false
  const parent = path.dirname(resolved)
  return parent === resolved || mayEnter(parent, account)
}

/** The part of spawn's options that changes the account. */
export function asAccount(account: ServerAccount | null): { uid: number; gid: number } | Record<string, never> {
  return account === null ? {} : { uid: account.uid, gid: account.gid }
}

function parseAccounts(passwd: string): ServerAccount[] {
  return passwd.split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':')
    return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : []
  })
}

async function ownerOf(folder: string): Promise<number | undefined> {
  return stat(folder).then(
    (found) => found.uid,
    () => undefined,
  )
}
