// Where the embedded server keeps what must outlive a run: the folder asked for, or a per-user one if that is no place.
import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { access, chmod, mkdir, stat } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { mayEnter, type ServerAccount } from './server-account.ts'

/** The folder asked for if this user can write there, else one in the user's home, the same for the same wish. */
export async function writableStateFolder(wanted: string): Promise<string> {
  const folder = path.resolve(wanted)
  if (await canWrite(folder)) return folder
  const fallback = path.join(os.homedir(), '.local', 'state', 'hutong', nameOf(folder))
  if (await canWrite(fallback)) return fallback
  throw new Error(`neither ${folder} nor ${fallback} can be written; name another with HUTONG_STATE_FOLDER`)
}

/**
 * Where the server's data lies: below the state folder if the account that runs the server can get there, else in the
 * place that the operating system has for it. Only root starts a server under another account than its own.
 */
export async function dataHome(stateFolder: string, account: ServerAccount | null): Promise<string> {
  const bases = account === null ? [stateFolder] : [stateFolder, '/var/lib/hutong', '/var/tmp/hutong-root']
  for (const base of bases) {
    const home = base === stateFolder ? path.join(base, 'postgresql') : path.join(base, nameOf(stateFolder))
    if (!((await canWrite(base)) && (await canWrite(home)))) continue
    if (account === null || ((await isOurs(base)) && (await mayEnter(home, account)))) return home
  }
  throw new Error(`no folder that account ${account?.name ?? 'of this user'} can reach; set HUTONG_STATE_FOLDER`)
}

// A folder made here lets others pass through, not list it: as root, the server's account must reach its data inside.
async function canWrite(folder: string): Promise<boolean> {
  try {
    const made = await mkdir(folder, { recursive: true })
    if (made !== undefined) await chmod(folder, 0o711)
    await access(folder, constants.W_OK | constants.X_OK)
    return true
  } catch {
    return false
  }
}

// As root: who owns the folder could put links in it, and a folder of that name could have been put there first.
async function isOurs(folder: string): Promise<boolean> {
  return process.getuid === undefined || (await stat(folder)).uid === process.getuid()
}

function nameOf(folder: string): string {
  return createHash('sha256').update(folder).digest('hex').slice(0, 12)
}
