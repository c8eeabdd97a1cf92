// Joins look-ups of requests in flight into one statement. Each was authorised on its own before it came here, and only
// look-ups of one statement and one scope are joined. A group starts when an earlier one is done: no timer, and a lone
// request waits for nobody. If a group fails for a fault that one of them may have brought, each is tried alone.

export interface Coalescing<Item, Result> {
  /** One result per item, in order. */
  readonly run: (items: readonly Item[]) => Promise<readonly Result[]>
  /** Most items of one group. */
  readonly largest: number
  /** Groups under way at once. */
  readonly inFlight: number
  /** Whether a group's failure may belong to one of its items, so that each is worth a try alone. Default: never. */
  readonly isItemFault?: (cause: unknown) => boolean
}

interface Waiting<Item, Result> {
  readonly item: Item
  readonly resolve: (result: Result) => void
  readonly reject: (cause: unknown) => void
}

export function coalesce<Item, Result>({
  run,
  largest,
  inFlight,
  isItemFault = () => false,
}: Coalescing<Item, Result>): (item: Item) => Promise<Result> {
  let waiting: Waiting<Item, Result>[] = []
  let underWay = 0

  function start(): void {
    while (underWay < inFlight && waiting.length > 0) {
      const group = waiting.slice(0, largest)
      waiting = waiting.slice(largest)
      underWay += 1
      void settle(group).finally(() => {
        underWay -= 1
        start()
      })
    }
  }

  async function settle(group: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await run(group.map(({ item }) => item))
      if (results.length !== group.length) throw new Error('a group gives one result per item')
      for (const [at, { resolve }] of group.entries()) resolve(results[at] as Result)
    } catch (cause) {
      // A source that is out or late is so for all: tried one by one, each would wait for it anew.
      if (group.length > 1 && isItemFault(cause)) await Promise.all(group.map((one) => settle([one])))
      else for (const { reject } of group) reject(cause)
    }
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject })
      start()
    })
}

/** One coalesced look-up per key (a statement, a scope), made when it is first used; the oldest go when there are many. */
export function coalesceBy<Item, Result>(
  of: (key: string) => Coalescing<Item, Result>,
  most = 1_000,
): (key: string, item: Item) => Promise<Result> {
  const known = new Map<string, (item: Item) => Promise<Result>>()
  return (key, item) => {
    let lookUp = known.get(key)
    if (!lookUp) {
      lookUp = coalesce(of(key))
      known.set(key, lookUp)
      if (known.size > most) known.delete(known.keys().next().value ?? '')
    }
    return lookUp(item)
  }
}
