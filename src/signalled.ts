// How a long-running command learns that it is to end.

export type EndingSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP'

/** By custom 128 + the number for Ctrl-C; an orderly end that a service manager asked for is a success. */
export const SIGNAL_EXIT: Readonly<Record<EndingSignal, number>> = { SIGINT: 130, SIGTERM: 0, SIGHUP: 129 }

// npm passes Ctrl-C on to a process that the terminal has told already: what comes this soon is the same key stroke.
const SAME_STROKE_MS = 1_000

const LOOK_FOR_PARENT_MS = 500

/** Resolves with the first signal. Another one later ends the process at once, for whoever will not wait. */
export function signalled(): Promise<EndingSignal> {
  return new Promise((resolve) => {
    let isEnding = false
    let isImpatient = false
    const end = (signal: EndingSignal): void => {
      if (isImpatient) process.exit(SIGNAL_EXIT[signal])
      if (isEnding) return
      isEnding = true
      setTimeout(() => {
        isImpatient = true
      }, SAME_STROKE_MS).unref()
      resolve(signal)
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end(signal))
  })
}

/** Takes the end of the process that started this one for SIGTERM: the shell of `npm run` passes no signal on. */
export function endWithParent(): void {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    process.kill(process.pid, 'SIGTERM')
  }, LOOK_FOR_PARENT_MS).unref()
}
