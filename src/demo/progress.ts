// How far the building of the city is: a bar where someone watches, plain lines where output goes to a file.
import { Presets, SingleBar } from 'cli-progress'

export interface Progress {
  start(total: number): void
  readonly advance: (done: number) => void
  stop(): void
}

export function progressOn(stream: NodeJS.WriteStream): Progress {
  return stream.isTTY ? bar(stream) : lines(stream)
}

function bar(stream: NodeJS.WriteStream): Progress {
  const single = new SingleBar(
    { format: '  children {bar} {value}/{total}  {duration_formatted}', stream, hideCursor: true },
    Presets.shades_classic,
  )
  return {
    start: (total) => single.start(total, 0),
    advance: (done) => single.update(done),
    stop: () => single.stop(),
  }
}

const LINES = 5

function lines(stream: NodeJS.WriteStream): Progress {
  let total = 0
  let said = 0
  return {
    start(children) {
      total = children
      said = 0
    },
    advance(done) {
      const step = Math.floor((done / total) * LINES)
      if (step === said) return
      said = step
      stream.write(`  ${done} of ${total} children\n`)
    },
    stop: () => undefined,
  }
}
