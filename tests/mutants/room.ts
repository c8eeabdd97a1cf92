// All tests of one room in one file, so that the process in which a mutant is tried loads the schema once.
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import fc from 'fast-check'
import { ROOMS } from './rooms.ts'

const room = ROOMS[process.env.HUTONG_MUTANTS ?? '']
if (!room) throw new Error('HUTONG_MUTANTS names no room')
// Which the smallest case is that shows a mutant is of no interest, and costs minutes.
fc.configureGlobal({ endOnFailure: true })

const files = (await readdir(room.folder)).filter((name) => name.endsWith('.test.ts') && (room.only ?? /^/).test(name))
for (const name of files.sort()) await import(path.resolve(room.folder, name))
