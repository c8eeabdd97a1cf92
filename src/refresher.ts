// Reads something again and again in the background, and at once on demand; what is read twice at the same time is read
// once. The roster and the policies in force are kept fresh by it.

export interface RefreshSettings {
  readonly everyMs: number
  /** Told of each failed read in the background. */
  readonly onFailure?: ((error: unknown) => void) | undefined
}

export class Refresher {
  readonly #read: () => Promise<void>
  readonly #settings: RefreshSettings
  #reading: Promise<void> | undefined
  #next: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(read: () => Promise<void>, settings: RefreshSettings) {
    this.#read = read
    this.#settings = settings
  }

  /** Reads now; what was committed before the call is seen by it. Rejects when the read fails. */
  refresh(): Promise<void> {
    if (!this.#reading) return this.#begin()
    // The read under way may have begun before the caller's change; one more read serves all who wait.
    this.#next ??= this.#reading
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined
        return this.#begin()
      })
    return this.#next
  }

  /** Reads once, then in the background. Rejects, and starts nothing, when the first read fails. */
  async start(): Promise<void> {
    if (this.#timer) return
    await this.refresh()
    this.#timer = setInterval(() => this.#refreshInBackground(), this.#settings.everyMs)
    this.#timer.unref()
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #refreshInBackground(): void {
    if (this.#reading) return
    this.#begin().catch((error: unknown) => this.#settings.onFailure?.(error))
  }

  #begin(): Promise<void> {
    this.#reading = this.#read().finally(() => {
      this.#reading = undefined
    })
    return this.#reading
  }
}
