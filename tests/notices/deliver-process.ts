// A process that delivers once, for a test that kills it in the middle: settings as one line of JSON on standard input.
import { createInterface } from 'node:readline'
import { closePools, openPool } from '../../src/database/pool.ts'
import { createDelivery } from '../../src/notices/delivery.ts'
import { createWebhookChannel } from '../../src/notices/webhook-channel.ts'

interface DeliverySettings {
  readonly databaseUrl: string
  readonly url: string
  readonly secret: string
  readonly now: string
}

createInterface({ input: process.stdin }).once('line', (line) => {
  void deliver(JSON.parse(line) as DeliverySettings)
})

async function deliver({ databaseUrl, url, secret, now }: DeliverySettings): Promise<void> {
  const pool = openPool(databaseUrl, { max: 4, applicationName: 'hutong test delivery' })
  const channel = createWebhookChannel({ url, secret, timeoutMs: 60_000 })
  await createDelivery({ pool, channels: [channel], log: () => undefined }).runOnce(new Date(now))
  await channel.close()
  await closePools()
}
