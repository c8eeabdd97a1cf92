// How often one source may be asked a second time: one call in ten, with a small reserve for quiet hours. When all calls
// fail, retries therefore add a tenth of the load and not as much again (the retry budget of Twitter's Finagle).
const EARNED_PER_CALL = 0.1
const RESERVE = 5

export class RetryBudget {
  #balance = RESERVE

  /** Each call that is made earns a part of a retry. */
  earn(): void {
    this.#balance = Math.min(RESERVE, this.#balance + EARNED_PER_CALL)
  }

  /** Takes one retry; false when there is none. */
  spend(): boolean {
    if (this.#balance < 1) return false
    this.#balance -= 1
    return true
  }
}
