import { createHash, createSecretKey, hkdfSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { listOrderFor } from '../../src/masking/list-order.ts'

const master = createSecretKey(Buffer.alloc(32, 5))
const children = Array.from({ length: 40 }, (_, at) => `018f2b7c-1234-7abc-8def-0123456789${10 + at}`)

function sequenceOf(recipient: string): readonly string[] {
  const order = listOrderFor(master, recipient)
  return [...children].sort((one, other) => Buffer.compare(order.placeOf(one), order.placeOf(other)))
}

describe('the order of a list that nothing else orders', () => {
  it('is the same for one recipient each time', () => {
    expect(sequenceOf('MZ')).toEqual(sequenceOf('MZ'))
  })

  it('is another one for each recipient, and neither is the order of the ids', () => {
    expect(sequenceOf('MZ')).not.toEqual(sequenceOf('GA'))
    expect(sequenceOf('MZ')).not.toEqual(children)
  })

  it('stays what statements order by: SHA-256 over the derived key and the sixteen bytes of the id', () => {
    const key = Buffer.from(hkdfSync('sha256', master, '', 'hutong/list-order/1|MZ', 32))
    const id = Buffer.from('018f2b7c12347abc8def012345678910', 'hex')
    const order = listOrderFor(master, 'MZ')
    expect(order.key).toEqual(key)
    expect(order.placeOf('018f2b7c-1234-7abc-8def-012345678910')).toEqual(
      createHash('sha256')
        .update(Buffer.concat([key, id]))
        .digest(),
    )
  })
})
