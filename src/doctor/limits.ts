// Whether the server that counts look-ups answers, where one is named.
import { createRedisStore } from '../limits/redis-store.ts'
import type { DoctorSite } from './checks.ts'
import { type Finding, kindOf, notesOf } from './finding.ts'

const notes = notesOf('limits')

export async function checkLimits({ settings }: DoctorSite): Promise<readonly Finding[]> {
  const { redisUrl, databasePrefix: prefix } = settings
  if (redisUrl === null) return [notes.well("look-ups are counted in the registry's database")]
  try {
    const store = await createRedisStore({ url: redisUrl, prefix })
    await store.close()
    return [notes.well('the server that counts look-ups answers')]
  } catch (error) {
    return [
      notes.fault(
        `the server that counts look-ups cannot be used: ${kindOf(error)}`,
        'look at HUTONG_REDIS_URL; its maxmemory-policy must be noeviction (docs/limits.md)',
      ),
    ]
  }
}
