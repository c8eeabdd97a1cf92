// What the door asks of this room: take a file in, say how far it has come, hand its result out, cancel it. Whoever did not send a
// roll is told the same as where there is none. The head of its school sees how far it has come and may cancel it: beside the answers that
// a head gets, those of a roll would tell why.
import type { Readable } from 'node:stream'
import { expectApproval } from '../approvals/expect-approval.ts'
import { shanghaiDay } from '../clock.ts'
import { openWords, sealWords } from '../emergency/words.ts'
import { GatewayError } from '../errors.ts'
import type { Caller, Purpose } from '../identity/caller.ts'
import type { Identified } from '../identity/identify.ts'
import type { Walk } from '../request/graphql-door.ts'
import type { RollDoor, RollProgress, RollResult, SentRoll } from '../request/roll-door.ts'
import type { Rooms } from '../rooms.ts'
import { FILE_FAULTS, FileRefused } from '../spreadsheets/file-refused.ts'
import { type Roll, readRoll } from './read-roll.ts'
import { recordAct } from './record.ts'
import type { Addition, PupilResult } from './result.ts'
import { askedOf, keptUntil, openRoll, resultPlace } from './roll-jobs.ts'
import { cancelRoll, findRoll, type StoredRoll, sealedResults, writeRoll } from './store.ts'
import { writeCsv } from './write-csv.ts'
import { writeJson } from './write-json.ts'
import { writeWorkbook } from './write-workbook.ts'

const MOST_WAITING = 3
const HEAD = 'SCH_HEAD'

export function createRolls(rooms: Rooms, refuse: Walk['refuse']): RollDoor {
  /** Whatever is refused stands in the journal first. */
  async function journalled<Result>(identified: Identified, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work()
    } catch (error) {
      throw error instanceof GatewayError ? await refuse(identified, error) : error
    }
  }

  return {
    send: (identified, file) => journalled(identified, () => send(rooms, identified, file)),
    progress: (identified, id) =>
      journalled(identified, async () => progressOf(await rollOfSchool(rooms, identified, id))),
    result: (identified, id, asked) => journalled(identified, () => result(rooms, identified, { id, asked })),
    cancel: (identified, id) => journalled(identified, () => cancel(rooms, identified, id)),
  }
}

async function send(rooms: Rooms, identified: Identified, file: Buffer): Promise<SentRoll> {
  const { caller, purpose, caseNumber } = identified
  expectGranted(rooms, identified)
  if (caseNumber === null) throw new GatewayError('CASE_REQUIRED', 'a roll needs the approval of the head')
  const roll = await readOrRefused(rooms, file)
  if ('fault' in roll) return { refused: roll }
  const now = rooms.clock.now()
  const pupils = roll.pupils.length
  const asked = askedOf(roll)
  await expectApproval(rooms, { caller, purpose, today: shanghaiDay(now) }, { caseNumber, size: asked })
  const id = rooms.newId()
  await recordAct(rooms, identified, { act: 'ROLL_SENT', facts: { roll: id, pupils, asked } })
  const fileSealed = sealWords(rooms.keys.journalSubject, { kind: 'rollFile', id }, roll.bytes.toString('base64'))
  const { organisationId, personId } = caller
  const written = { id, organisationId, personId, caller, purpose, caseNumber, pupils, fileSealed, sentAt: now }
  const hasRoom = await writeRoll(rooms.registry, { ...written, expiresAt: keptUntil(now) }, MOST_WAITING)
  if (!hasRoom) throw new GatewayError('TOO_MANY', 'the school has rolls waiting')
  return { progress: progressOf(await ownRoll(rooms, identified, id)) }
}

// The file's walk asks what its policy grants; a role that may not ask for a class may not send one.
function expectGranted({ policies }: Rooms, { caller, purpose }: Identified): void {
  if (caller.delegation !== null) throw new GatewayError('REFUSED', 'an agent sends no roll')
  const grant = policies.grantFor(caller.role, purpose)
  const isGranted =
    grant?.relation === 'own-roll' && grant.decide('select', 'Query.pupilEligibility').effect === 'reveal'
  if (!isGranted) throw new GatewayError('REFUSED', 'no policy grants a roll')
}

async function readOrRefused(rooms: Rooms, file: Buffer): Promise<Roll | NonNullable<SentRoll['refused']>> {
  try {
    return await readRoll(file, { acceptSynthetic: rooms.acceptSynthetic })
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error
    return { fault: error.fault, ...FILE_FAULTS[error.fault], at: error.at }
  }
}

// A purpose that looks at no roll opens none: for a report the rights of the caller may be of any age.
async function rollOfSchool(rooms: Rooms, { caller, purpose }: Identified, id: string): Promise<StoredRoll> {
  if (rooms.policies.grantFor(caller.role, purpose)?.relation !== 'own-roll')
    throw new GatewayError('REFUSED', 'no policy grants a roll')
  const stored = await findRoll(rooms.registry, id, rooms.clock.now())
  const maySee =
    stored?.organisationId === caller.organisationId && (isSender(stored, caller, purpose) || caller.role === HEAD)
  if (!stored || !maySee || caller.delegation !== null) throw new GatewayError('REFUSED', 'no roll of theirs')
  return stored
}

/** A roll of whoever sent it, and may ask what it asks. */
async function ownRoll(rooms: Rooms, identified: Identified, id: string): Promise<StoredRoll> {
  expectGranted(rooms, identified)
  const stored = await rollOfSchool(rooms, identified, id)
  if (!isSender(stored, identified.caller, identified.purpose)) throw new GatewayError('REFUSED', 'no roll of theirs')
  return stored
}

function isSender(stored: StoredRoll, { personId, role }: Caller, purpose: Purpose): boolean {
  return stored.personId === personId && stored.caller.role === role && stored.purpose === purpose
}

function progressOf({ id, state, reason, pupils, answered, dueAt, expiresAt }: StoredRoll): RollProgress {
  const isWaiting = state === 'QUEUED'
  return {
    ...{ id, state, reason, pupils, answered },
    ...{ notBefore: isWaiting ? dueAt.toISOString() : null, expiresAt: expiresAt.toISOString() },
  }
}

async function cancel(rooms: Rooms, identified: Identified, id: string): Promise<RollProgress> {
  await rollOfSchool(rooms, identified, id)
  await recordAct(rooms, identified, { act: 'ROLL_CANCELLED', facts: { roll: id } })
  await cancelRoll(rooms.registry, id)
  return progressOf(await rollOfSchool(rooms, identified, id))
}

const TYPES = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv',
  json: 'application/json',
} as const

async function result(
  rooms: Rooms,
  identified: Identified,
  { id, asked }: { readonly id: string; readonly asked: 'file' | 'json' },
): Promise<RollResult> {
  const stored = await ownRoll(rooms, identified, id)
  if (stored.state === 'QUEUED') throw new GatewayError('BAD_INPUT', 'the roll is not done', { hint: 'ROLL_NOT_DONE' })
  const roll = await openRoll(rooms, stored)
  const results = await resultsOf(rooms, id)
  // It leaves only once it is on record who fetched it.
  await recordAct(rooms, identified, { act: 'ROLL_FETCHED', facts: { roll: id, answered: results.size } })
  const form = asked === 'json' ? 'json' : roll.form
  return { type: TYPES[form], name: `roll-${id}.${form}`, content: await written(roll, form, results) }
}

function written(roll: Roll, form: keyof typeof TYPES, results: Addition['results']): Readable | Promise<Readable> {
  if (form === 'json') return writeJson(results)
  const { headerLine, width, content } = roll
  return (form === 'csv' ? writeCsv : writeWorkbook)(content, { headerLine, width, results })
}

async function resultsOf(rooms: Rooms, id: string): Promise<Addition['results']> {
  const rows = await sealedResults(rooms.registry, id)
  const key = rooms.keys.journalSubject
  return new Map(
    rows.map(({ line, sealed }) => [line, JSON.parse(openWords(key, resultPlace(id, line), sealed)) as PupilResult]),
  )
}
