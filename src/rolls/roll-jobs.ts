// The work on rolls: one after another, chunk by chunk, each chunk durable before the next. A process that is killed leaves a roll
// that another takes over where it stood; what was answered is answered once.
import { expectApproval } from '../approvals/expect-approval.ts'
import { shanghaiDay } from '../clock.ts'
import { openWords, sealWords } from '../emergency/words.ts'
import { GatewayError } from '../errors.ts'
import type { Identified } from '../identity/identify.ts'
import type { Walk } from '../request/graphql-door.ts'
import type { Rooms } from '../rooms.ts'
import { answerChunk, CHUNK_PUPILS } from './answer-chunk.ts'
import { type Pupil, type Roll, readRoll } from './read-roll.ts'
import { callerToday } from './rights.ts'
import { lastSaid } from './said.ts'
import { type LastSaid, SAID_KEPT_DAYS, sinceLast } from './since-last.ts'
import {
  endRoll,
  eraseExpired,
  type Holding,
  holdNext,
  putOff,
  type StopReason,
  type StoredRoll,
  sealedFile,
  sealedResults,
  writeResults,
} from './store.ts'

const HELD_MS = 120_000
const KEPT_MS = 7 * 24 * 3_600_000
const AGAIN_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

export interface RollJobs {
  /** Erases what expired, then works until no roll is due. Never two runs at once in a process. */
  run(): Promise<void>
  /** No further chunk begins. */
  stop(): void
}

export function keptUntil(now: Date): Date {
  return new Date(now.getTime() + KEPT_MS)
}

export function createRollJobs(rooms: Rooms, fulfil: Walk['fulfil']): RollJobs {
  const by = rooms.newId()
  let isStopped = false

  function holding(): Holding {
    const now = rooms.clock.now()
    return { by, now, until: new Date(now.getTime() + HELD_MS) }
  }

  async function work(stored: StoredRoll): Promise<void> {
    try {
      const roll = await openRoll(rooms, stored)
      const answered = new Set((await sealedResults(rooms.registry, stored.id)).map(({ line }) => line))
      const left = roll.pupils.filter(({ line }) => !answered.has(line))
      for (const chunk of chunksOf(left)) {
        if (isStopped) return await putOff(rooms.registry, stored.id, by, rooms.clock.now())
        if (!(await workOn(stored, chunk, askedOf(roll)))) return
      }
      await end(stored, 'DONE', null)
    } catch (error) {
      await settle(stored, error)
    }
  }

  /** False when the roll is no longer ours to work on. */
  async function workOn(stored: StoredRoll, chunk: readonly Pupil[], asked: number): Promise<boolean> {
    const identified = await identifiedToday(rooms, stored, asked)
    const answers = await answerChunk({ rooms, fulfil, identified, roll: stored.id }, chunk)
    const answered = answers.map((result, at) => ({ pupil: chunk[at] as Pupil, result }))
    const { organisationId } = stored
    const last: LastSaid = (pupils) => lastSaid(rooms.registry, stored, pupils)
    const { results, said } = await sinceLast(rooms, { organisationId, last }, answered)
    const sealed = chunk.map(({ line }, at) => ({
      line,
      sealed: sealWords(rooms.keys.journalSubject, resultPlace(stored.id, line), JSON.stringify(results[at])),
    }))
    const rememberedUntil = new Date(rooms.clock.now().getTime() + SAID_KEPT_DAYS * DAY_MS)
    return writeResults(rooms.registry, { roll: stored, results: sealed, said, rememberedUntil, ...holding() })
  }

  function end({ id }: StoredRoll, state: 'DONE' | 'STOPPED', reason: StopReason | null): Promise<void> {
    return endRoll(rooms.registry, { id, by, state, reason, expiresAt: keptUntil(rooms.clock.now()) })
  }

  // A limit is waited for and an outage tried again; a right that ended ends the roll, and the rows that are done stay.
  async function settle(stored: StoredRoll, error: unknown): Promise<void> {
    const now = rooms.clock.now().getTime()
    const code = error instanceof GatewayError ? error.code : null
    if (code === 'REFUSED')
      return end(stored, 'STOPPED', error instanceof RightsEnded ? 'RIGHTS_ENDED' : 'NOT_APPROVED')
    if (code === 'TOO_MANY') return putOff(rooms.registry, stored.id, by, new Date(now - (now % HOUR_MS) + HOUR_MS))
    if (code?.endsWith('UNAVAILABLE')) return putOff(rooms.registry, stored.id, by, new Date(now + AGAIN_MS))
    rooms.unexpected(error)
    return end(stored, 'STOPPED', 'FAILED')
  }

  return {
    async run() {
      await eraseExpired(rooms.registry, rooms.clock.now())
      while (!isStopped) {
        const stored = await holdNext(rooms.registry, holding())
        if (stored === null) return
        await work(stored)
      }
    },
    stop() {
      isStopped = true
    },
  }
}

class RightsEnded extends GatewayError {
  constructor() {
    super('REFUSED', 'whoever sent the roll may no longer ask')
  }
}

async function identifiedToday(rooms: Rooms, stored: StoredRoll, size: number): Promise<Identified> {
  const { purpose, caseNumber } = stored
  const today = shanghaiDay(rooms.clock.now())
  const caller = callerToday(stored.caller, rooms.roster.current(), today)
  if (caller === null) throw new RightsEnded()
  // Of the whole roll: each chunk by itself is smaller than what the head approved.
  await expectApproval(rooms, { caller, purpose, today }, { caseNumber, size })
  return { caller, purpose, caseNumber }
}

/** How many pupils a roll asks about: a row with a fault asks about nobody. */
export function askedOf({ pupils }: Roll): number {
  return pupils.filter(({ subject }) => subject !== null).length
}

/** Of a roll that is still there. */
export async function openRoll(rooms: Rooms, { id }: Pick<StoredRoll, 'id'>): Promise<Roll> {
  const sealed = await sealedFile(rooms.registry, id)
  if (sealed === null) throw new GatewayError('REFUSED', 'no such roll')
  const file = Buffer.from(openWords(rooms.keys.journalSubject, { kind: 'rollFile', id }, sealed), 'base64')
  return readRoll(file, { acceptSynthetic: rooms.acceptSynthetic })
}

export function resultPlace(id: string, line: number): { readonly kind: 'rollResult'; readonly id: string } {
  return { kind: 'rollResult', id: `${id} ${line}` }
}

function* chunksOf(pupils: readonly Pupil[]): Generator<readonly Pupil[]> {
  for (let at = 0; at < pupils.length; at += CHUNK_PUPILS) yield pupils.slice(at, at + CHUNK_PUPILS)
}
