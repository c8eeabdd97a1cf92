// `hutong notices deliver`: sends what is due in the outbox once, for a process beside the gateway (a timer runs it every
// minute) where the gateway itself is not to reach the messaging systems.
import type { Command } from 'commander'
import { systemClock } from '../clock.ts'
import { closePools } from '../database/pool.ts'
import { channelsOf } from '../notices/channels.ts'
import { createDelivery } from '../notices/delivery.ts'
import { readSettings } from '../settings.ts'
import { connectDatabases } from './connect.ts'

const NOT_DELIVERED = 3

export function noticesCommand(program: Command): void {
  program
    .command('notices')
    .description('the outbox of notices to second persons and data-protection officers')
    .command('deliver')
    .description('pass on what nobody acknowledged, send what is due, and end')
    .addHelpText('after', `\nExit codes: 0 all that was due is delivered, ${NOT_DELIVERED} some is not and stays due.`)
    .action(deliver)
}

async function deliver(): Promise<void> {
  const settings = readSettings()
  const channels = channelsOf(settings.notices)
  if (channels.length === 0) {
    throw new Error(
      'no channel to deliver over: set HUTONG_NOTICE_WEBHOOK_URL, HUTONG_NOTICE_SMS_URL or HUTONG_NOTICE_WORK_URL',
    )
  }
  const databases = await connectDatabases(settings)
  const pool = databases.pool('REGISTRY', 'hutong_gateway', { max: 4, applicationName: 'hutong notices' })
  const log = (event: object): void => console.error(JSON.stringify(event))
  try {
    const round = await createDelivery({ pool, channels, log }).runOnce(systemClock.now())
    console.log(`${round.delivered} delivered, ${round.failed} not delivered, ${round.escalated} passed on`)
    if (round.failed > 0) process.exitCode = NOT_DELIVERED
  } finally {
    await Promise.all(channels.map((channel) => channel.close()))
    await closePools([pool])
  }
}
