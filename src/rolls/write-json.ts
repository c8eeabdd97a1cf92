// The result of a roll for a program: one object a pupil, by the line of its row. The officer's own columns are not repeated.
import { Readable } from 'node:stream'
import type { PupilResult } from './result.ts'

export function writeJson(results: ReadonlyMap<number, PupilResult>): Readable {
  return Readable.from(written(results), { objectMode: false })
}

function* written(results: ReadonlyMap<number, PupilResult>): Generator<string> {
  let separator = '{"pupils":['
  for (const [line, result] of results) {
    yield `${separator}${JSON.stringify({ line, ...result })}`
    separator = ',\n'
  }
  yield `${results.size === 0 ? separator : ''}]}\n`
}
