// A file that several processes may be the first to need. Stands by itself: the embedded server is started without loader.
import { randomBytes } from 'node:crypto'
import { chmod, link, rm, writeFile } from 'node:fs/promises'

/**
 * Writes a file that only its owner can read, unless it exists: of several processes that start at once, one wins and
 * all read the same content afterwards.
 */
export async function writeOnce(file: string, content: string): Promise<void> {
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  await writeFile(draft, content, { mode: 0o600, flag: 'wx' })
  try {
    await chmod(draft, 0o600)
    await link(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    await rm(draft, { force: true })
  }
}
