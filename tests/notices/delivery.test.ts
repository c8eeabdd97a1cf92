// Notices on their way: tried again after failures, passed on when nobody acknowledges them, sent at least once and under
// one key. The receiver is a real service in a process of its own; time is what the test says.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { inTransaction } from '../../src/database/transaction.ts'
import type { NoticeChannel } from '../../src/notices/channel.ts'
import { createDelivery, type Delivery, type NoticeEvent, pauseMs } from '../../src/notices/delivery.ts'
import { createSmsChannel, createWorkNoticeChannel } from '../../src/notices/message-channels.ts'
import { type NewNotice, writeNotice } from '../../src/notices/outbox.ts'
import { createWebhookChannel, webhookSignature } from '../../src/notices/webhook-channel.ts'
import { type FreshDatabases, freshDatabases } from '../world/database.ts'
import { type Receiver, startReceiver } from './receiver.ts'

const START = Date.parse('2026-11-22T14:40:00Z')
const SECRET = 'the hospital gave this secret to the gateway'
const NOTICE: NewNotice = {
  id: '11111111-1111-4111-8111-111111111111',
  kind: 'EMERGENCY_OPENED',
  about: '22222222-2222-4222-8222-222222222222',
  organisationId: '1233019999000HA17Y',
  division: '330106000000',
  occurredAt: new Date(START),
  recipients: ['officer', 'second-person'],
}

let databases: FreshDatabases
let pool: pg.Pool
let owner: pg.Pool
let receiver: Receiver
let events: NoticeEvent[]
const channels: NoticeChannel[] = []

beforeAll(async () => {
  databases = await freshDatabases('hutong_notices')
  pool = databases.pool('REGISTRY', 'hutong_gateway')
  owner = databases.pool('REGISTRY', 'hutong_owner')
  receiver = await startReceiver()
  await owner.query(
    "insert into roster.duty_contact (division, name_zh, name_en, phone) values ('330100000000', '值班', 'desk', '12000000100')",
  )
})
afterAll(async () => {
  for (const channel of channels) await channel.close()
  await receiver.stop()
  await databases.drop()
})
beforeEach(async () => {
  await owner.query('truncate notices.notice, notices.address')
  await receiver.behave({ status: 200 })
  receiver.take()
  events = []
})

function kept<Channel extends NoticeChannel>(channel: Channel): Channel {
  channels.push(channel)
  return channel
}

function deliveryOver(...over: NoticeChannel[]): Delivery {
  return createDelivery({ pool, channels: over, log: (event) => events.push(event) })
}

const webhook = (): NoticeChannel =>
  kept(createWebhookChannel({ url: `${receiver.url}/notices`, secret: SECRET, timeoutMs: 300 }))
const write = (notice: NewNotice = NOTICE): Promise<void> =>
  inTransaction(pool, (client) => writeNotice(client, notice))
const later = (seconds: number): Date => new Date(START + seconds * 1_000)

async function row(): Promise<Record<string, unknown>> {
  const { rows } = await owner.query('select state, turn, attempts, last_failure from notices.notice')
  return rows[0] as Record<string, unknown>
}

const recipientsOf = (): string[] =>
  receiver.take().map(({ body }) => (JSON.parse(body) as { recipient: string }).recipient)

describe('a notice that no channel takes', () => {
  it.each([
    ['a failure of the other side', { status: 500 } as const, 'webhook: status 500'],
    ['a redirect, which is not followed', { status: 302 } as const, 'webhook: status 302'],
    ['silence', 'silent' as const, 'webhook: time is up'],
  ])('is kept and tried again later after %s', async (_what, behaviour, cause) => {
    await write()
    await receiver.behave(behaviour)
    const delivery = deliveryOver(webhook())
    expect(await delivery.runOnce(later(0))).toEqual({ delivered: 0, failed: 1, escalated: 0 })
    expect(await row()).toEqual({ state: 'PENDING', turn: 0, attempts: 1, last_failure: cause })
    expect(events).toEqual([{ event: 'notice-not-delivered', notice: NOTICE.id, cause }])
    expect(await delivery.runOnce(later(4))).toEqual({ delivered: 0, failed: 0, escalated: 0 })
    await receiver.behave({ status: 204 })
    expect(await delivery.runOnce(later(5))).toEqual({ delivered: 1, failed: 0, escalated: 0 })
    expect(await row()).toEqual({ state: 'SENT', turn: 0, attempts: 1, last_failure: null })
    const keys = receiver.take().map(({ headers }) => headers['idempotency-key'])
    expect(keys).toEqual([`${NOTICE.id}.0`, `${NOTICE.id}.0`])
  })

  it('is kept when nobody is there at all', async () => {
    await write()
    const channel = kept(createWebhookChannel({ url: 'http://127.0.0.1:9/notices', secret: SECRET, timeoutMs: 300 }))
    expect(await deliveryOver(channel).runOnce(later(0))).toEqual({ delivered: 0, failed: 1, escalated: 0 })
    expect(await row()).toMatchObject({ state: 'PENDING', last_failure: 'webhook: ECONNREFUSED' })
  })

  it('is tried after pauses that double, five minutes at most', () => {
    expect([0, 1, 2, 5, 6, 20].map(pauseMs)).toEqual([5_000, 10_000, 20_000, 160_000, 300_000, 300_000])
  })
})

describe('a notice that nobody acknowledges', () => {
  it('goes to the next person after ten minutes, then to the city’s duty desk, and the operator hears of it', async () => {
    await write()
    const delivery = deliveryOver(webhook())
    await delivery.runOnce(later(0))
    expect(await delivery.runOnce(later(599))).toEqual({ delivered: 0, failed: 0, escalated: 0 })
    expect(await delivery.runOnce(later(600))).toEqual({ delivered: 1, failed: 0, escalated: 1 })
    expect(await row()).toMatchObject({ state: 'SENT', turn: 1 })
    expect(await delivery.runOnce(later(1_200))).toEqual({ delivered: 1, failed: 0, escalated: 1 })
    expect(await row()).toMatchObject({ state: 'ESCALATED', turn: 2 })
    expect(recipientsOf()).toEqual(['officer', 'second-person', 'duty-desk:330100000000'])
    expect(events).toEqual([
      { event: 'notice-escalated', notice: NOTICE.id },
      { event: 'notice-unheard', notice: NOTICE.id },
    ])
    expect(await delivery.runOnce(later(99_999))).toEqual({ delivered: 0, failed: 0, escalated: 0 })
  })

  it('goes to the next person too when it never reached the first', async () => {
    await write()
    await receiver.behave({ status: 500 })
    const delivery = deliveryOver(webhook())
    for (const seconds of [0, 5, 15, 35]) await delivery.runOnce(later(seconds))
    receiver.take()
    await receiver.behave({ status: 200 })
    await delivery.runOnce(later(600))
    expect(recipientsOf()).toEqual(['second-person'])
    expect(await row()).toMatchObject({ state: 'SENT', turn: 1, attempts: 0 })
  })

  it('is a failure that a person must look at when not even the duty desk can be reached', async () => {
    await write({ ...NOTICE, recipients: ['officer'] })
    await receiver.behave({ status: 503 })
    const delivery = deliveryOver(webhook())
    await delivery.runOnce(later(600))
    for (let seconds = 900; (await row()).state === 'PENDING'; seconds += 300) await delivery.runOnce(later(seconds))
    expect(await row()).toMatchObject({ state: 'FAILED', turn: 1, attempts: 20 })
    expect(events.at(-1)).toEqual({ event: 'notice-failed', notice: NOTICE.id, cause: 'webhook: status 503' })
  })
})

describe('a notice for its recipients alone', () => {
  const ALONE: NewNotice = { ...NOTICE, kind: 'RESETTLE', recipients: ['clerk'], isForThemAlone: true }

  it('goes to nobody else, though nobody acknowledges it', async () => {
    await write(ALONE)
    const delivery = deliveryOver(webhook())
    for (const seconds of [0, 600, 99_999]) await delivery.runOnce(later(seconds))
    expect(recipientsOf()).toEqual(['clerk'])
    expect([await row(), events]).toMatchObject([{ state: 'SENT', turn: 0 }, []])
  })

  it('nor when it does not arrive: then a person must look', async () => {
    await write(ALONE)
    await receiver.behave({ status: 503 })
    const delivery = deliveryOver(webhook())
    for (let seconds = 0; (await row()).state === 'PENDING'; seconds += 300) await delivery.runOnce(later(seconds))
    expect(await row()).toMatchObject({ state: 'FAILED', turn: 0, attempts: 20 })
    expect(new Set(recipientsOf())).toEqual(new Set(['clerk']))
  })
})

describe('a notice on the wire', () => {
  it('is signed over time, key and body, and holds what to do and nothing else', async () => {
    await write()
    await deliveryOver(webhook()).runOnce(later(7))
    const [sent] = receiver.take()
    const timestamp = String(START / 1_000 + 7)
    const { body = '', headers = {} } = sent ?? {}
    expect(headers['hutong-timestamp']).toBe(timestamp)
    expect(headers['hutong-signature']).toBe(webhookSignature(SECRET, { timestamp, key: `${NOTICE.id}.0`, body }))
    expect(webhookSignature('another secret', { timestamp, key: `${NOTICE.id}.0`, body })).not.toBe(
      headers['hutong-signature'],
    )
    expect(JSON.parse(body)).toEqual({
      notice: NOTICE.id,
      kind: 'EMERGENCY_OPENED',
      recipient: 'officer',
      organisation: NOTICE.organisationId,
      grant: NOTICE.about,
      at: '2026-11-22T14:40:00.000Z',
      todo: { zh: expect.stringContaining('24 小时'), en: expect.stringContaining('24 hours') },
    })
  })

  it('goes by SMS and by work notice to the addresses of the recipient, under the same key', async () => {
    await owner.query(
      `insert into notices.address values ('officer', 'SMS', '12011112222'), ('officer', 'WORK_NOTICE', 'account-7')`,
    )
    await write()
    const message = { token: 'a token of the city’s own systems', timeoutMs: 300 }
    const sms = kept(createSmsChannel({ ...message, url: `${receiver.url}/sms`, token: 'token-of-sms' }))
    const work = kept(createWorkNoticeChannel({ ...message, url: `${receiver.url}/work`, token: 'token-of-work' }))
    await deliveryOver(sms, work).runOnce(later(0))
    const sent = receiver.take().sort((a, b) => (a.path < b.path ? -1 : 1))
    const key = `${NOTICE.id}.0`
    expect(sent.map(({ path, headers, body }) => [path, headers.authorization, JSON.parse(body)])).toMatchObject([
      [
        '/sms',
        'Bearer token-of-sms',
        { requestId: key, to: '12011112222', text: expect.stringContaining(NOTICE.about) },
      ],
      ['/work', 'Bearer token-of-work', { requestId: key, receivers: ['account-7'], text: expect.any(String) }],
    ])
  })

  it('reaches the duty desk by the telephone on the roster, and nobody whose number is not known', async () => {
    await write({ ...NOTICE, recipients: ['officer'] })
    const sms = kept(createSmsChannel({ url: `${receiver.url}/sms`, token: 'token', timeoutMs: 300 }))
    const delivery = deliveryOver(sms)
    await delivery.runOnce(later(0))
    expect([receiver.take(), await row()]).toMatchObject([[], { state: 'PENDING', last_failure: 'sms: no telephone' }])
    await delivery.runOnce(later(600))
    expect(receiver.take().map(({ body }) => JSON.parse(body).to)).toEqual(['12000000100'])
    expect(await row()).toMatchObject({ state: 'ESCALATED' })
  })

  it('is delivered when one of several channels took it', async () => {
    await write()
    const dead = kept(createSmsChannel({ url: 'http://127.0.0.1:9/sms', token: 'token', timeoutMs: 300 }))
    expect(await deliveryOver(dead, webhook()).runOnce(later(0))).toMatchObject({ delivered: 1, failed: 0 })
    expect(await row()).toMatchObject({ state: 'SENT' })
  })
})

describe('several who deliver at once', () => {
  it('send each notice once', async () => {
    for (let at = 0; at < 12; at += 1) {
      await write({ ...NOTICE, id: `11111111-1111-4111-8111-1111111111${String(at).padStart(2, '0')}` })
    }
    const rounds = await Promise.all([0, 1, 2].map(() => deliveryOver(webhook()).runOnce(later(0))))
    expect(rounds.reduce((sum, { delivered }) => sum + delivered, 0)).toBe(12)
    const keys = receiver.take().map(({ headers }) => headers['idempotency-key'])
    expect([keys.length, new Set(keys).size]).toEqual([12, 12])
  })

  it('send it again under the same key when one is killed between sending and writing down that it was sent', async () => {
    await write()
    await receiver.behave('silent')
    const program = fileURLToPath(new URL('./deliver-process.ts', import.meta.url))
    const child = spawn(process.execPath, ['--import', 'tsx', program], { stdio: ['pipe', 'inherit', 'inherit'] })
    const databaseUrl = databases.url('REGISTRY', 'hutong_gateway')
    child.stdin.write(
      `${JSON.stringify({ databaseUrl, url: `${receiver.url}/notices`, secret: SECRET, now: later(0) })}\n`,
    )
    await receiver.until(1)
    // While it is being sent nobody else may send it.
    expect(await deliveryOver(webhook()).runOnce(later(1))).toMatchObject({ delivered: 0, failed: 0 })
    child.kill('SIGKILL')
    await once(child, 'exit')
    await receiver.behave({ status: 200 })
    const [first] = receiver.take()
    const delivery = deliveryOver(webhook())
    // The server lets go of the dead process's row when it notices; then it is due as before.
    while ((await row()).state === 'PENDING') await delivery.runOnce(later(2))
    const [second] = receiver.take()
    expect(second?.headers['idempotency-key']).toBe(first?.headers['idempotency-key'])
    expect(second?.body).toBe(first?.body)
  })
})
