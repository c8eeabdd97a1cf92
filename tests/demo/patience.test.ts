// The demo on a slow machine: asks again a few times, with a pause that grows, and says at last why it gave up.
import { expect, it } from 'vitest'
import { explained, patiently } from '../../src/demo/patience.ts'
import { GatewayError } from '../../src/errors.ts'

async function asked(statuses: readonly number[]) {
  const pauses: number[] = []
  let tries = 0
  let told = 0
  const answer = await patiently(
    async () => {
      tries += 1
      return statuses[tries - 1] ?? 503
    },
    {
      isTooSlow: (status) => status === 503,
      again: async () => {
        told += 1
      },
      pause: async (milliseconds) => pauses.push(milliseconds),
    },
  )
  return { answer, tries, told, pauses }
}

it('takes the first answer that is none of a machine that is too slow', async () => {
  expect(await asked([200])).toEqual({ answer: 200, tries: 1, told: 0, pauses: [] })
  expect(await asked([503, 503, 200])).toEqual({ answer: 200, tries: 3, told: 2, pauses: [500, 1_000] })
})

it('does not ask again for what time does not mend', async () => {
  expect(await asked([503, 403])).toMatchObject({ answer: 403, tries: 2 })
})

it('gives up after five tries with the last answer', async () => {
  expect(await asked([])).toEqual({ answer: 503, tries: 5, told: 4, pauses: [500, 1_000, 2_000, 4_000] })
})

it('says cause and remedy where the gateway could not confirm in time, and lets every other error be', () => {
  const stale = new GatewayError('UNAVAILABLE', 'the confirmation of the policies is stale')
  expect(explained(stale)).toMatchObject({
    message: expect.stringMatching(
      /^UNAVAILABLE: the confirmation of the policies is stale: this machine is too busy .*--children/,
    ),
    cause: stale,
  })
  expect(explained(new Error('timeout exceeded when trying to connect'))).toMatchObject({
    message: expect.stringContaining('this machine is too busy'),
  })
  for (const other of [new Error('x'), new GatewayError('REFUSED', 'no policy'), 'x'])
    expect(explained(other)).toBe(other)
})
