// Ids that the seed gives, so that a world can be made again.
import { createHash } from 'node:crypto'
import type { Random } from '../../src/city/random.ts'

export function randomId(random: Random): string {
  const digest = createHash('sha256').update(String(random.next())).digest('hex')
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-4${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}`
}
