// The counts in one Redis or Valkey, for gateways that have one beside them. While it is down nobody is let in: a count
// that is not kept is a limit that is not there.
import { createClient, type RedisClientType } from '@redis/client'
import { COUNT, LOCK, type ScriptItem, STANDING } from './redis-scripts.ts'
import {
  type Counted,
  type Counting,
  decoyName,
  type Holder,
  type LimitStore,
  type Lock,
  type LookUp,
  type Sums,
  TRACE_MS,
  type Trace,
  type Window,
} from './store.ts'

export interface RedisStore extends LimitStore {
  close(): Promise<void>
}

export interface RedisStoreOptions {
  /** `redis://` or `rediss://`. */
  readonly url: string
  /** Before every key, so that two gateways' sites can share a server. */
  readonly prefix: string
  readonly timeoutMs?: number
}

const KEPT_S = TRACE_MS / 1_000
const TIMEOUT_MS = 1_000

type StandingReply = readonly [number, number, number, number, string]
type CountedReply = readonly [number, number, number, number, readonly string[]]

/** Rejects when the server cannot be reached, or would throw counts away to make room. */
export async function createRedisStore({
  url,
  prefix,
  timeoutMs = TIMEOUT_MS,
}: RedisStoreOptions): Promise<RedisStore> {
  const client: RedisClientType = createClient({
    url,
    // A look-up that meets a lost connection is refused at once, and the next one may find a new connection.
    disableOfflineQueue: true,
    socket: { connectTimeout: timeoutMs, reconnectStrategy: (retries) => Math.min(50 * 2 ** retries, 1_000) },
  })
  // Each command fails on its own; unheard, the event would end the process.
  client.on('error', () => undefined)
  const server = new Server(client, timeoutMs)
  try {
    await server.open()
    return new StoreInRedis(server, `${prefix}:limits:`)
  } catch (cause) {
    server.close()
    throw cause
  }
}

/** Commands with an end: a server that hangs must not hold a look-up for longer than one that is down. */
class Server {
  readonly #client: RedisClientType
  readonly #timeoutMs: number

  constructor(client: RedisClientType, timeoutMs: number) {
    this.#client = client
    this.#timeoutMs = timeoutMs
  }

  async open(): Promise<void> {
    await this.within(this.#client.connect())
    const memory = await this.within(this.#client.info('memory'))
    if (!/^maxmemory:0\b/m.test(memory) && !/^maxmemory_policy:noeviction\b/m.test(memory)) {
      throw new Error(
        'HUTONG_REDIS_URL: the server evicts keys when memory is short; set maxmemory-policy to noeviction',
      )
    }
  }

  run<Reply>(script: string, keys: readonly string[], texts: readonly string[]): Promise<Reply> {
    return this.within(this.#client.eval(script, { keys: [...keys], arguments: [...texts] })) as Promise<Reply>
  }

  use<Reply>(command: (client: RedisClientType) => Promise<Reply>): Promise<Reply> {
    return this.within(command(this.#client))
  }

  close(): void {
    if (this.#client.isOpen) this.#client.destroy()
  }

  async within<Reply>(reply: Promise<Reply>): Promise<Reply> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('Redis did not answer in time')), this.#timeoutMs)
    })
    try {
      return await Promise.race([reply, late])
    } finally {
      clearTimeout(timer)
    }
  }
}

interface KeptLock extends Omit<Lock, 'since' | 'until'> {
  readonly since: number
  readonly until: number
}

class StoreInRedis implements RedisStore {
  readonly #server: Server
  readonly #prefix: string
  readonly #locks: string

  constructor(server: Server, prefix: string) {
    this.#server = server
    this.#prefix = prefix
    this.#locks = `${prefix}locks`
  }

  async standing(questions: readonly (Holder & Window)[]) {
    const items = questions.map((question) => itemOf({ ...question, lookUps: [], page: 0 }))
    const replies = await this.#run<StandingReply[]>(STANDING, items)
    return replies.map((reply, at) => {
      const now = questions[at]?.at.getTime() ?? 0
      return { ...sumsOf(reply), isLocked: reply[4] !== '' && (JSON.parse(reply[4]) as KeptLock).until > now }
    })
  }

  async count(group: readonly Counting[]): Promise<readonly Counted[]> {
    const replies = await this.#run<CountedReply[]>(COUNT, group.map(itemOf))
    return replies.map((reply) => ({ ...sumsOf(reply), traces: [...tracesFrom(reply[4])] }))
  }

  async lock(lock: Lock): Promise<boolean> {
    const kept: KeptLock = { ...lock, since: lock.since.getTime(), until: lock.until.getTime() }
    const texts = [fieldOf(lock), JSON.stringify(kept), String(kept.since)]
    return (await this.#server.run<number>(LOCK, [this.#locks], texts)) === 1
  }

  async unlock(lock: Lock): Promise<void> {
    await this.#server.use((client) => client.hDel(this.#locks, fieldOf(lock)))
  }

  async locks(now: Date): Promise<readonly Lock[]> {
    const all = await this.#server.use((client) => client.hGetAll(this.#locks))
    const locks = Object.values(all).map((text) => lockFrom(JSON.parse(text) as KeptLock))
    return locks.filter(({ until }) => until > now).sort((a, b) => b.until.getTime() - a.until.getTime())
  }

  async lift(personId: string, now: Date): Promise<readonly Lock[]> {
    const lifted = (await this.locks(now)).filter((lock) => lock.personId === personId)
    await this.#server.use((client) => client.del(`${this.#prefix}traces:${personId}`))
    for (const lock of lifted) await this.unlock(lock)
    return lifted
  }

  // Everything else carries its own end.
  async prune(now: Date): Promise<void> {
    const all = await this.#server.use((client) => client.hGetAll(this.#locks))
    for (const [field, text] of Object.entries(all)) {
      if ((JSON.parse(text) as KeptLock).until < now.getTime() - TRACE_MS) {
        await this.#server.use((client) => client.hDel(this.#locks, field))
      }
    }
  }

  async close(): Promise<void> {
    this.#server.close()
  }

  #run<Reply>(script: string, items: readonly ScriptItem[]): Promise<Reply> {
    return this.#server.run<Reply>(script, [], [JSON.stringify(items), this.#prefix, String(KEPT_S)])
  }
}

function itemOf(counting: Counting): ScriptItem {
  const { personId, organisationId, purpose, hourStart, day, at, lookUps, page } = counting
  return {
    ...{ person: personId, organisation: organisationId, purpose, day, page },
    hour: hourStart.toISOString(),
    at: at.getTime(),
    children: lookUps.map(({ child }) => child),
    misses: lookUps.filter(({ isMiss }) => isMiss).length,
    traces: lookUps.flatMap((lookUp, position) => (lookUp.marks ? [memberOf(lookUp, position)] : [])),
  }
}

// One member per look-up, hit or miss.
function memberOf({ isMiss, marks }: LookUp, position: number): string {
  const trace = JSON.stringify(marks)
  return isMiss ? trace : decoyName(position).padEnd(trace.length, '-')
}

function* tracesFrom(reply: readonly string[]): Generator<Trace> {
  for (let at = 0; at + 1 < reply.length; at += 2) {
    const member = reply[at] ?? ''
    if (!member.startsWith('{')) continue
    yield { notedAt: new Date(Number(reply[at + 1])), marks: JSON.parse(member) as Trace['marks'] }
  }
}

function sumsOf([misses, missesOfOrganisation, children, childrenOfOrganisation]: StandingReply | CountedReply): Sums {
  return { misses, missesOfOrganisation, children, childrenOfOrganisation }
}

function fieldOf({ personId, purpose }: Holder): string {
  return `${personId} ${purpose}`
}

function lockFrom(kept: KeptLock): Lock {
  return { ...kept, since: new Date(kept.since), until: new Date(kept.until) }
}
