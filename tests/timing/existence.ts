// Can a stopwatch tell a child who is there and not the caller's from one who is not there? Pairs of requests over real HTTP,
// one of each kind in turn, and Wilcoxon's test over their differences.
import { randomUUID } from 'node:crypto'
import { loadavg } from 'node:os'
import { Agent, request } from 'undici'
import { CAST_LIST } from '../../src/city/cast.ts'
import { citizenIdWithCheck } from '../../src/masking/citizen-id.ts'
import type { Keys } from '../../src/masking/key-file.ts'
import type { IndexedSubject } from '../../src/registry/relations.ts'
import { dayQuestion } from '../gateway/questions.ts'
import { subjectOf } from '../noninterference/questions.ts'
import { clearLimits } from '../world/limits.ts'
import { type Town, tokenOf } from '../world/town.ts'
import { median, type SignedRank, signedRank } from './signed-rank.ts'

/** Smaller than this nobody measures across a network; below it a difference is none. */
export const NOTICEABLE_US = 20

export interface Timed extends SignedRank {
  readonly medianUs: number
  readonly load: number
}

export interface Timing {
  readonly town: Town
  readonly keys: Keys
  readonly pairs: number
  /** Both of nobody: what the stopwatch itself makes of two that are alike. */
  readonly isControl?: boolean
}

/** The same question of two children: how long each takes, in turn, the shorter of two tries each. */
export async function timeExistence({ town, keys, pairs, isControl = false }: Timing): Promise<Timed> {
  await using agent = await openAgent()
  // Registers the question for the hospital, which may ask nothing else.
  await town.ask({
    as: 'hospital',
    purpose: 'P01',
    case: CASE,
    query: dayQuestion(),
    variables: variablesFor(nobody()),
  })
  const token = await tokenOf(town.site.issuer, 'hospital')
  const ask = (subject: Subject) => timeOf({ agent, url: town.url, token }, subject)
  const others = CAST_LIST.filter(({ citizenId, encounters }) => citizenId !== null && encounters.length === 0)
  const registry = town.pool('REGISTRY', 'hutong_gateway')
  for (let warm = 0; warm < 200; warm += 1) {
    await clearLimits(registry)
    await ask(nobody())
  }
  const differences: number[] = []
  const times: number[] = []
  for (let at = 0; at < pairs; at += 1) {
    // A guesser would be locked by now; here the lock is lifted, so that the walk behind it can be timed.
    await clearLimits(registry)
    const child = others[at % others.length]
    const present = isControl ? nobody() : { citizenId: String(child?.citizenId), fullName: child?.name ?? '' }
    const [first, second] = at % 2 === 0 ? [present, nobody()] : [nobody(), present]
    const [a, b] = [await ask(first), await ask(second)]
    const [c, d] = [await ask(first), await ask(second)]
    const [one, other] = [Math.min(a, c), Math.min(b, d)]
    differences.push(at % 2 === 0 ? one - other : other - one)
    times.push(one, other)
  }
  expectSubjectsKnown(keys, others)
  return { ...signedRank(differences), medianUs: median(times), load: loadavg()[0] ?? 0 }
}

export function isUnnoticeable({ p, medianDifference }: SignedRank): boolean {
  return p > 0.001 || Math.abs(medianDifference) < NOTICEABLE_US
}

interface Subject {
  readonly citizenId: string
  readonly fullName: string
}

const CASE = 'E-2026-0002'

function variablesFor(subject: Subject) {
  return { subject, benefit: 'MEDICAL_AID' }
}

let asked = 0

// Numbers that nobody has, with a right check digit; another each time, as a guesser would send.
function nobody(): Subject {
  asked += 1
  const serial = String(asked % 1000).padStart(3, '0')
  return { citizenId: citizenIdWithCheck(`33019919990${1 + (asked % 9)}11${serial}`), fullName: '周小满' }
}

function expectSubjectsKnown(
  keys: Keys,
  others: readonly { readonly citizenId: string | null; readonly name: string }[],
): void {
  if (others.length < 5 || !keys.registryIndex) throw new Error('children who are there and not the caller’s')
}

interface Line {
  readonly agent: Agent
  readonly url: string
  readonly token: string
}

/** Microseconds from the request to the end of its answer; throws when the answer is any other than the one awaited. */
async function timeOf({ agent, url, token }: Line, subject: Subject): Promise<number> {
  const body = JSON.stringify({ query: dayQuestion(), variables: variablesFor(subject) })
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'x-purpose': 'P01',
    'x-case': CASE,
    'x-request-id': randomUUID(),
  }
  const started = process.hrtime.bigint()
  const response = await request(`${url}/graphql`, { method: 'POST', headers, body, dispatcher: agent })
  const text = await response.body.text()
  const us = Number(process.hrtime.bigint() - started) / 1_000
  if (!text.includes('"NONE_CONFIRMED"'))
    throw new Error(`another answer than the one for nobody: ${text.slice(0, 200)}`)
  return us
}

async function openAgent(): Promise<Agent & AsyncDisposable> {
  const agent = new Agent({ connections: 1, pipelining: 1 })
  return Object.assign(agent, { [Symbol.asyncDispose]: () => agent.close() })
}

/** A fault that the proof must find: a relation that is slower by this much for a number that somebody has. */
export function plantDelay({ gateway: { rooms } }: Town, keys: Keys, delayUs: number): void {
  const known = new Set(
    CAST_LIST.flatMap(({ citizenId, name }) =>
      citizenId === null ? [] : [subjectOf(keys, { citizenId, name, studentNo: null }).indexed.number],
    ),
  )
  const { relations } = rooms
  const byEncounter: typeof relations.byEncounter = async (subject, encounter) => {
    const related = await relations.byEncounter(subject, encounter)
    if (known.has(indexText(subject))) busyFor(delayUs)
    return related
  }
  Object.assign(rooms, { relations: { ...relations, byEncounter } })
}

function indexText({ number }: IndexedSubject): string {
  return `\\x${number.toString('hex')}`
}

function busyFor(us: number): void {
  const until = process.hrtime.bigint() + BigInt(us) * 1_000n
  while (process.hrtime.bigint() < until);
}
