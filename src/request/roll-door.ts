// The third door: a school's roll as a file. `POST /rolls` takes one in, `GET /rolls/<id>` says how far it has come,
// `GET /rolls/<id>/result` hands the result out, `DELETE /rolls/<id>` cancels it. What a roll is, the room behind it knows.
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { GatewayError } from '../errors.ts'
import type { Identified } from '../identity/identify.ts'
import { languageOf } from '../reply/errors.ts'
import { collect, expectDeclaredLength } from './read-request.ts'
import { RequestFault } from './request-fault.ts'
import { type Exchange, sendJson } from './write-reply.ts'

export interface RollProgress {
  readonly id: string
  readonly state: string
  readonly reason: string | null
  readonly pupils: number
  readonly answered: number
  /** Of a roll that waits: when it is looked at next. */
  readonly notBefore: string | null
  readonly expiresAt: string
}

export interface RollResult {
  readonly type: string
  readonly name: string
  readonly content: Readable
}

/** A file that is no roll is refused by the name of its fault, in both languages, and by its place in the file. */
export type SentRoll =
  | { readonly progress: RollProgress; readonly refused?: never }
  | {
      readonly progress?: never
      readonly refused: { readonly fault: string; readonly zh: string; readonly en: string; readonly at: object }
    }

/** Every refusal it throws stands in the journal. */
export interface RollDoor {
  send(identified: Identified, file: Buffer): Promise<SentRoll>
  progress(identified: Identified, id: string): Promise<RollProgress>
  result(identified: Identified, id: string, asked: 'file' | 'json'): Promise<RollResult>
  cancel(identified: Identified, id: string): Promise<RollProgress>
}

const PATH = /^\/rolls(?:\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(\/result)?)?$/

export interface RollPath {
  readonly id: string | null
  readonly isResult: boolean
}

/** Null for a path of another door. */
export function rollPath(path: string | undefined): RollPath | null {
  const found = PATH.exec(path ?? '')
  return found && { id: found[1] ?? null, isResult: found[2] !== undefined }
}

const PERMITTED = { collection: ['POST'], roll: ['GET', 'DELETE'], result: ['GET'] } as const

export function expectRollMethod({ incoming, outgoing }: Exchange, { id, isResult }: RollPath): void {
  const permitted: readonly string[] = PERMITTED[id === null ? 'collection' : isResult ? 'result' : 'roll']
  if (permitted.includes(incoming.method ?? '')) return
  outgoing.setHeader('allow', permitted.join(', '))
  throw new RequestFault(405, 'BAD_INPUT', 'another method', { hint: 'PATH_OR_METHOD' })
}

// How many files are in memory at once, on their way in or out: each is up to twenty megabytes.
const MOST_AT_ONCE = 2
let underWay = 0

async function oneOfFew(work: () => Promise<void>): Promise<void> {
  if (underWay >= MOST_AT_ONCE) throw new GatewayError('UNAVAILABLE', 'files are being read')
  underWay += 1
  try {
    await work()
  } finally {
    underWay -= 1
  }
}

export async function answerRoll(
  door: RollDoor,
  exchange: Exchange,
  { identified, path }: { readonly identified: Identified; readonly path: RollPath },
): Promise<void> {
  const { incoming } = exchange
  const { id, isResult } = path
  if (id === null) return oneOfFew(() => takeIn(door, exchange, identified))
  if (isResult) {
    const asked = askedFor(incoming.headers.accept)
    return oneOfFew(async () => handOut(exchange, await door.result(identified, id, asked)))
  }
  const told = incoming.method === 'DELETE' ? door.cancel(identified, id) : door.progress(identified, id)
  sendJson(exchange, 200, await told)
}

async function takeIn(door: RollDoor, exchange: Exchange, identified: Identified): Promise<void> {
  const sent = await door.send(identified, await fileOf(exchange))
  if (sent.progress) return sendJson(exchange, 202, sent.progress)
  const { fault, at, ...words } = sent.refused
  const message = words[languageOf(exchange.incoming.headers['accept-language'])]
  sendJson(exchange, 400, { errors: [{ message, extensions: { code: 'BAD_INPUT', fault, at } }] })
}

// The file itself, in no envelope; what it is, it shows by what it holds.
function fileOf({ incoming, outgoing, limits }: Exchange): Promise<Buffer> {
  const { headers } = incoming
  const coding = headers['content-encoding']
  if (coding !== undefined && coding.toLowerCase() !== 'identity')
    throw new RequestFault(415, 'BAD_INPUT', 'a packed body', { hint: 'MEDIA_TYPE' })
  if (/^(multipart\/|application\/x-www-form-urlencoded)/i.test(headers['content-type'] ?? '')) {
    throw new RequestFault(415, 'BAD_INPUT', 'a form in place of a file', { hint: 'MEDIA_TYPE' })
  }
  expectDeclaredLength(incoming, limits.fileBytes)
  if (headers.expect !== undefined) outgoing.writeContinue()
  return collect(incoming, limits.fileBytes)
}

function askedFor(accept: string | undefined): 'file' | 'json' {
  return /^\s*application\/json\b/i.test(accept ?? '') ? 'json' : 'file'
}

async function handOut({ outgoing }: Exchange, { type, name, content }: RollResult): Promise<void> {
  outgoing.writeHead(200, {
    'content-type': type,
    'content-disposition': `attachment; filename="${name}"`,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  // A result that fails on its way ends without its last piece, and the client knows.
  await pipeline(content, outgoing).catch(() => outgoing.destroy())
}
