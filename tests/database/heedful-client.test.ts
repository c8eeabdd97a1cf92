// A connection to a server that is not ours: too much is not heard out, and what is no message costs the connection alone.
import { createServer, type Socket } from 'node:net'
import { afterAll, describe, expect, it } from 'vitest'
import { AnswerMeter } from '../../src/database/heedful-client.ts'
import { closePools, openPool } from '../../src/database/pool.ts'
import { testDatabases } from '../world/database.ts'
import { close, listen } from '../world/listening.ts'
import { int32, message } from '../world/postgres-messages.ts'

const url = testDatabases().url('REGISTRY', 'hutong_gateway')
const MOST_BYTES = 100_000

afterAll(() => closePools())

function open() {
  return openPool(url, { max: 1, applicationName: 'heedful pool', mostBytes: MOST_BYTES })
}

describe('an answer', () => {
  it('within the bound is read, one after another, whatever they come to together', async () => {
    const pool = open()
    for (let each = 0; each < 4; each += 1) {
      const { rows } = await pool.query(`SELECT repeat('x', 60000) AS text`)
      expect(rows[0]?.text).toHaveLength(60_000)
    }
  })

  it.each([
    ['in one cell', `SELECT repeat('x', 200000) AS text`],
    ['in many rows', 'SELECT repeat($1::text, 100) FROM generate_series(1, 2000)'],
  ])('beyond it is not heard out, and the next connection works: %s', async (_what, text) => {
    const pool = open()
    const values = text.includes('$1') ? ['x'] : []
    await expect(pool.query(text, values)).rejects.toMatchObject({ code: 'ANSWER_TOO_LARGE' })
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
  })

  it('of a pool without a bound may be of any size', async () => {
    const pool = openPool(url, { max: 1, applicationName: 'unbounded pool' })
    const { rows } = await pool.query(`SELECT repeat('x', 200000) AS text`)
    expect(rows[0]?.text).toHaveLength(200_000)
  })
})

describe('bytes that are no message', () => {
  it.each([
    // Type `R` promises four bytes that tell which log-in is wanted, and ends before them.
    ['a message shorter than its kind', message('R', Buffer.alloc(0))],
    ['a length of nothing', Buffer.from([0x52, 0, 0, 0, 0])],
    ['a negative length', Buffer.from([0x52, 0xff, 0xff, 0xff, 0xff])],
  ])('end the connection and nothing else: %s', async (_what, sent) => {
    const sockets = new Set<Socket>()
    const server = createServer((socket) => {
      sockets.add(socket)
      socket.on('error', () => undefined).once('data', () => socket.write(sent))
    })
    const port = await listen(server)
    const pool = openPool(`postgres://nobody:nothing@127.0.0.1:${port}/none`, { max: 1, applicationName: 'lied to' })
    await expect(pool.query('SELECT 1')).rejects.toMatchObject({ code: 'NO_MESSAGE' })
    await close(server, sockets)
  })
})

describe('the count of an answer', () => {
  const ready = message('Z', Buffer.from('I'))

  it('begins anew with each ReadyForQuery', () => {
    const meter = new AnswerMeter(50)
    for (let each = 0; each < 10; each += 1) meter.hear(Buffer.concat([message('D', Buffer.alloc(30)), ready]))
  })

  it('is the same however the bytes are cut', () => {
    const bytes = Buffer.concat([message('D', Buffer.alloc(30)), ready, message('D', Buffer.alloc(46))])
    const meter = new AnswerMeter(50)
    expect(() => {
      for (const byte of bytes) meter.hear(Buffer.from([byte]))
    }).toThrow('too large')
  })

  it('holds a message for all that it announces, before it comes', () => {
    const meter = new AnswerMeter(1_000)
    expect(() => meter.hear(Buffer.concat([Buffer.from('D'), int32(1_000)]))).toThrow('too large')
  })
})
