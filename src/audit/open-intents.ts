// Pairs intents with their outcomes along one chain. What stays open at the end of a chain "may have been released".

export interface UnansweredIntents {
  readonly count: number
  /** Entry ids of the first of them. */
  readonly examples: readonly string[]
}

const MAX_EXAMPLES = 100

// An outcome follows its intent within a few groups, so far more open ones than this means that many will never close:
// the oldest is then given up, which keeps the memory bounded.
const MAX_OPEN = 200_000

export class OpenIntents {
  readonly #maxOpen: number
  #open = new Set<string>()
  #count = 0
  readonly #examples: string[] = []

  constructor(maxOpen = MAX_OPEN) {
    this.#maxOpen = maxOpen
  }

  /** False for an outcome whose intent is not open. */
  follow(kind: string, body: string): boolean {
    if (kind === 'INTENT') this.#openIntent(member(body, 'entryId'))
    if (kind !== 'OUTCOME') return true
    return this.#open.delete(member(body, 'intentId'))
  }

  endChain(): void {
    for (const entryId of this.#open) this.#giveUp(entryId)
    this.#open = new Set()
  }

  unanswered(): UnansweredIntents {
    return { count: this.#count, examples: this.#examples }
  }

  #openIntent(entryId: string): void {
    if (this.#open.size >= this.#maxOpen) {
      const [oldest] = this.#open
      if (oldest !== undefined) {
        this.#open.delete(oldest)
        this.#giveUp(oldest)
      }
    }
    this.#open.add(entryId)
  }

  #giveUp(entryId: string): void {
    this.#count += 1
    if (this.#examples.length < MAX_EXAMPLES) this.#examples.push(entryId)
  }
}

function member(body: string, name: string): string {
  const parsed = parse(body)
  const value: unknown = typeof parsed === 'object' && parsed !== null ? Reflect.get(parsed, name) : undefined
  return typeof value === 'string' ? value : ''
}

// An altered body may be anything; that it is altered is found elsewhere.
function parse(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
