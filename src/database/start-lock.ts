// Lets one process at a time start the embedded server of a folder. A lock whose holder is dead is nobody's.
import { readFile, rm, writeFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { isAlive } from './server-lease.ts'

const WAIT_MS = 100
const LONGEST_WAITS = 1_800

export async function withStartLock<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
  await acquire(file)
  try {
    return await work()
  } finally {
    held.delete(file)
    await rm(file, { force: true })
  }
}

async function acquire(file: string): Promise<void> {
  for (let waits = 0; waits < LONGEST_WAITS; waits += 1) {
    if (await tryAcquire(file)) return
    const holder = Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10)
    // Our own number in the file is a dead holder's too: process ids come round again, in containers soon.
    if (Number.isInteger(holder) && (holder === process.pid ? !held.has(file) : !isAlive(holder))) {
      await rm(file, { force: true })
    } else {
      await delay(WAIT_MS)
    }
  }
  throw new Error(`another process has been starting the database server for minutes; if none is, remove ${file}`)
}

const held = new Set<string>()

async function tryAcquire(file: string): Promise<boolean> {
  try {
    await writeFile(file, `${process.pid}\n`, { flag: 'wx', mode: 0o600 })
    held.add(file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return false
  }
}
