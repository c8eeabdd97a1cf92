// The long form: three rotations within a minute at two hundred requests a second, the gateway looking at its keys as often
// as in production.
import { expect, it } from 'vitest'
import { rotateUnderLoad } from './under-load.ts'

const PER_SECOND = 200
const SECONDS = 60
const LATEST_MS = 5_000

it('three rotations within a minute of 200 requests a second', { timeout: 600_000 }, async () => {
  const say = (line: string): void => void process.stderr.write(`${line}\n`)
  const settings = { name: 'rotation_full', rotations: 3, perSecond: PER_SECOND, seconds: SECONDS, everyMs: 2_000, say }
  const { wrong, asked, ids, takenUpAfterMs } = await rotateUnderLoad(settings)
  say(
    `${asked} asked, ${wrong.length} of them wrong; keys taken up after ${takenUpAfterMs.map(Math.round).join(', ')} ms`,
  )
  expect(wrong).toEqual([])
  expect(asked).toBeGreaterThanOrEqual(PER_SECOND * SECONDS)
  expect(ids).toEqual([4])
  expect(Math.max(...takenUpAfterMs)).toBeLessThan(LATEST_MS)
})
