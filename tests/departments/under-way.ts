// A clock that is moved by a test beside statements and calls that take time of the machine's.
import type pg from 'pg'
import type { FixedClock } from '../../src/clock.ts'

/** What is under way besides the clock: statements and calls. The clock is moved only when nothing is. */
export class UnderWay {
  #count = 0
  #begun = 0
  #watching: (() => void)[] = []

  async during<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    this.#count += 1
    this.#begun += 1
    try {
      return await work()
    } finally {
      this.#count -= 1
      for (const look of this.#watching.splice(0)) look()
    }
  }

  /** Resolves when nothing is under way, nor begins of itself. Spins only then: what is waited for may need the processor. */
  async nothing(): Promise<void> {
    for (;;) {
      while (this.#count > 0) await new Promise<void>((resolve) => this.#watching.push(resolve))
      const begun = this.#begun
      for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve))
      if (this.#count === 0 && this.#begun === begun) return
    }
  }

  /** Moves the clock to whoever waits first, as long as the work is not done. Its failure is the caller's. */
  async playOut(
    clock: FixedClock,
    work: Promise<unknown>,
    before: (next: Date) => Promise<void> = () => Promise.resolve(),
  ): Promise<void> {
    let isOver = false
    const over = (): void => {
      isOver = true
    }
    work.then(over, over)
    for (;;) {
      await this.nothing()
      const next = clock.nextWaited()
      if (isOver) return
      if (!next) continue
      await before(next)
      clock.moveTo(next)
    }
  }
}

/** A pool whose statements are known to be under way. */
export function watched(pool: pg.Pool, underWay: UnderWay): pg.Pool {
  return new Proxy(pool, {
    get(own, name) {
      const value: unknown = Reflect.get(own, name)
      if (name === 'query')
        return (...asked: Parameters<pg.Pool['query']>) => underWay.during(async () => own.query(...asked))
      return typeof value === 'function' ? (value.bind(own) as unknown) : value
    },
  })
}
