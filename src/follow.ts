// The walk of a subscription: its one operation, walked when it opens, for each event and once a minute. Each time everything is decided anew
// (token, roster, registration, policies, limits), and what is refused then ends it: nobody learns by a connection what a query would refuse.
import { recordAct } from './act-walk.ts'
import type { Timer } from './clock.ts'
import { GatewayError, invariant } from './errors.ts'
import { decided, operationName } from './fulfil.ts'
import type { EventStream, Walk, WalkRequest } from './request/graphql-door.ts'
import type { EventFeed, Operation, Rooms } from './rooms.ts'

const LOOK_MS = 60_000

interface Following {
  readonly rooms: Rooms
  readonly fulfil: Walk['fulfil']
  readonly request: WalkRequest
  /** Says anew who asks, and what. */
  readonly ask: () => Promise<WalkRequest>
}

/** Rejects, like `fulfil`, where the operation is refused. */
export async function openStream({ rooms, fulfil, request, ask }: Following): Promise<EventStream> {
  await fulfil({ ...request, event: null })
  const { operation, feed } = await lookedUp(rooms, request)
  const openedAt = rooms.clock.now()
  let { mark } = await feed.since(null)
  let events = 0

  async function look(deliver: Parameters<EventStream['run']>[0]): Promise<void> {
    const { feed } = await lookedUp(rooms, await ask())
    const since = await feed.since(mark)
    mark = since.mark
    for (const event of since.events) {
      await deliver(await fulfil({ ...(await ask()), event }))
      events += 1
    }
  }

  return {
    async run(deliver, signal) {
      const wake = new Wake()
      const hearNoMore = feed.hear(() => wake.ring())
      try {
        for (;;) {
          await wake.rungBy(rooms.clock, signal)
          await look(deliver)
        }
      } catch (thrown) {
        // Whatever was under way then fails in its own words.
        const error = signal.aborted ? signal.reason : thrown
        if (!(error instanceof GatewayError)) rooms.unexpected(error)
        await recordEnd(rooms, operation, { openedAt, events, error })
        throw error
      } finally {
        hearNoMore()
      }
    },
  }
}

async function lookedUp(rooms: Rooms, request: WalkRequest): Promise<{ operation: Operation; feed: EventFeed }> {
  const { operation, walks } = await decided(rooms, { ...request, event: null })
  const [feed] = walks.flatMap((walk) => walk.feed ?? [])
  invariant(feed, 'the walk of a subscription has a feed')
  return { operation, feed }
}

interface Ended {
  readonly openedAt: Date
  readonly events: number
  readonly error: unknown
}

function recordEnd(rooms: Rooms, operation: Operation, { openedAt, events, error }: Ended): Promise<void> {
  const why = error instanceof GatewayError ? error : new GatewayError('UNAVAILABLE', 'an error while following')
  const ended = { ...operation, now: rooms.clock.now() }
  return recordAct(rooms, ended, {
    act: 'STREAM_ENDED',
    subjects: [],
    facts: {
      operation: operationName(rooms, operation.plan.documentHash),
      openedAt: openedAt.toISOString(),
      events,
      code: why.code,
      detail: why.detail,
    },
  }).catch(rooms.unexpected)
}

/** Time to look: somebody rang, or nobody did for a minute. */
class Wake {
  #isRung = false
  #wake: () => void = () => undefined

  ring(): void {
    this.#isRung = true
    this.#wake()
  }

  /** Rejects with the signal's reason. */
  async rungBy(clock: Timer, signal: AbortSignal): Promise<void> {
    const waiting = new AbortController()
    const rung = new Promise<void>((resolve) => {
      this.#wake = resolve
      if (this.#isRung) resolve()
    })
    const minute = clock.waitUntil(new Date(clock.now().getTime() + LOOK_MS), AbortSignal.any([signal, waiting.signal]))
    await Promise.race([rung, minute]).finally(() => waiting.abort())
    signal.throwIfAborted()
    this.#isRung = false
  }
}
