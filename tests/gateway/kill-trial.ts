// One trial of promise 5: a gateway under load, its journal slowed at random, killed at a random moment. Then every
// answer that reached a client, wholly or in part, is looked for in the journal by its case number, which no other bore.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import { mulberryFrom } from '../world/mulberry.ts'
import { register } from '../world/registered.ts'
import { HammeringClient, QUERY } from './kill-client.ts'
import type { KillGatewaySettings } from './kill-gateway.ts'

export interface TrialGround {
  /** Of the journal's owner: reads entries, and locks the table to slow the writer. */
  readonly journal: pg.Pool
  /** Of the registry's loader: prepares encounters, each with a number of its own. */
  readonly registry: pg.Pool
  readonly token: string
}

interface Trial extends TrialGround {
  readonly gateway: KillableGateway
  /** Decides the moment of the kill and the delays of the journal. */
  readonly seed: number
  /** Numbers that no trial used before. */
  readonly nextCase: () => string
  /** Locks the journal for moments: one quicker than the departments would let a gateway pass that does not wait. */
  readonly slowsJournal: boolean
  /**
   * Kills while the journal takes nothing in and two more answers have come to each client on average. For a gateway that does not wait:
   * one that does would answer nobody, and never be killed.
   */
  readonly killsWhileHeld?: boolean
}

export interface TrialResult {
  readonly asked: number
  readonly releasedWhole: number
  readonly releasedInPart: number
  readonly intents: number
  /** Case numbers of answers that left without an entry. */
  readonly unrecorded: readonly string[]
}

interface KillableGateway {
  readonly processId: string
  readonly url: string
  kill(): Promise<void>
}

const PROGRAM = fileURLToPath(new URL('kill-gateway.ts', import.meta.url))
const CLIENTS = 12

/**
 * Registers the clients' question, gives one child an open encounter under each of the numbers KILL-1, KILL-2 … and hands
 * these out one by one.
 */
export async function prepareCases(registry: pg.Pool, count: number): Promise<() => string> {
  await clearCases(registry)
  await register(registry, { document: QUERY, purpose: 'P01', organisationKind: 'HOSPITAL' })
  await registry.query(
    `insert into registry.encounter
     select (jsonb_populate_record(e, jsonb_build_object('number', 'KILL-' || n))).*
     from registry.encounter e, generate_series(1, $1::int) n where e.number = 'E-2026-0002'`,
    [count],
  )
  let used = 0
  return () => {
    used += 1
    if (used > count) throw new Error('more questions than prepared case numbers')
    return `KILL-${used}`
  }
}

export async function clearCases(registry: pg.Pool): Promise<void> {
  await registry.query(`delete from registry.encounter where number like 'KILL-%'`)
}

export async function startKillable(settings: KillGatewaySettings): Promise<KillableGateway> {
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', PROGRAM], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = once(child, 'close')
  child.stdin?.write(`${JSON.stringify(settings)}\n`)
  if (!child.stdout) throw new Error('the gateway has no output')
  const [line] = (await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    ended.then(() => Promise.reject(new Error('the gateway ended before it was ready'))),
  ])) as [string]
  const { url } = JSON.parse(line) as { url: string }
  return {
    processId: settings.processId,
    url,
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** Runs until the kill; what the clients hold afterwards is compared with the journal. */
export async function runTrial(trial: Trial): Promise<TrialResult> {
  const random = mulberryFrom(trial.seed)
  const clients = Array.from(
    { length: CLIENTS },
    () => new HammeringClient({ url: trial.gateway.url, token: trial.token, nextCase: trial.nextCase }),
  )
  await Promise.race(clients.map((client) => client.firstAnswer))
  const slowing = new AbortController()
  const slowed = trial.slowsJournal ? slowJournal(trial.journal, random, slowing.signal) : undefined
  // Counted in answers, so that a busy machine is killed as deep in its work as an idle one: past the first of each client.
  const wanted = CLIENTS + 1 + Math.floor(random() * 3 * CLIENTS)
  while (answersOf(clients) < wanted) await pause(5)
  if (trial.killsWhileHeld) await killHeld(trial, clients)
  else {
    await pause(random() * 60)
    await trial.gateway.kill()
  }
  slowing.abort()
  await Promise.all([slowed, ...clients.map((client) => client.ended)])
  return judge(trial, clients)
}

function answersOf(clients: readonly HammeringClient[]): number {
  return clients.reduce((sum, { whole }) => sum + whole.length, 0)
}

async function killHeld({ journal, gateway }: Trial, clients: readonly HammeringClient[]): Promise<void> {
  const holder = await journal.connect()
  await holder.query('begin')
  await holder.query('lock table journal.entry in exclusive mode')
  const before = answersOf(clients)
  while (answersOf(clients) < before + 2 * CLIENTS) await pause(5)
  await gateway.kill()
  await holder.query('rollback')
  holder.release()
}

async function judge({ journal, gateway }: Trial, clients: readonly HammeringClient[]): Promise<TrialResult> {
  const { rows } = await journal.query<{ case_number: string }>(
    `select body::jsonb ->> 'caseNumber' as case_number from journal.entry where process = $1 and kind = 'INTENT'`,
    [gateway.processId],
  )
  const recorded = new Set(rows.map((row) => row.case_number))
  const whole = clients.flatMap((client) => client.whole)
  const inPart = clients.flatMap((client) => client.inPart)
  return {
    asked: clients.reduce((sum, client) => sum + client.asked, 0),
    releasedWhole: whole.length,
    releasedInPart: inPart.length,
    intents: rows.length,
    unrecorded: [...whole, ...inPart].filter((number) => !recorded.has(number)),
  }
}

async function slowJournal(journal: pg.Pool, random: () => number, signal: AbortSignal): Promise<void> {
  const client = await journal.connect()
  while (!signal.aborted) {
    await client.query('begin')
    await client.query('lock table journal.entry in exclusive mode')
    await pause(20 + random() * 120)
    await client.query('rollback')
    await pause(random() * 15)
  }
  client.release()
}
