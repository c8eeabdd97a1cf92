// The short form of the proof; `npm run prove:rotation` has the long one.
import { describe, expect, it } from 'vitest'
import { rotateUnderLoad } from './under-load.ts'

describe('three rotations while requests flow', () => {
  it('bring not one refusal and not one other value, and leave every cell under the newest key', {
    timeout: 240_000,
  }, async () => {
    const result = await rotateUnderLoad({
      name: 'rotation',
      rotations: 3,
      perSecond: null,
      seconds: 0,
      everyMs: 50,
      say: () => undefined,
    })
    expect(result.wrong).toEqual([])
    expect(result.asked).toBeGreaterThan(10)
    expect(result.ids).toEqual([4])
    expect([...result.cells.keys()]).toEqual([4])
  })
})
