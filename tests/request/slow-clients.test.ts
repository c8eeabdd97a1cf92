// Clients that are slow, stop half way, or never read: the connection ends within the limits, with a coded error where
// one can still be read, and closing the server waits for none of them for ever.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { expectRefusal, openTestDoor, type TestDoor } from './door.ts'
import { openRaw, type RawConnection, sendRaw } from './raw-client.ts'

const QUERY = JSON.stringify({ query: '{ __typename }' })

let door: TestDoor

beforeAll(async () => {
  door = await openTestDoor()
})
afterAll(() => door.close())
afterEach(async () => {
  expect((await sendRaw(door.url, 'GET /healthz HTTP/1.1\r\nhost: g\r\n\r\n'))?.status).toBe(200)
  expect(door.uncaught).toEqual([])
})

/** Sends a byte every few milliseconds until the line is closed. */
function drip(connection: RawConnection, bytes: string): void {
  let at = 0
  const timer = setInterval(() => connection.send(bytes.charAt(at++ % bytes.length)), 10)
  connection.socket.once('close', () => clearInterval(timer))
}

describe('clients that take their time', () => {
  it('gives up on headers that never end', async () => {
    const connection = openRaw(door.url)
    connection.send('POST /graphql HTTP/1.1\r\nhost: g\r\nx-filler: ')
    drip(connection, 'a')
    expectRefusal((await connection.closed())[0], 408, 'BAD_INPUT')
  })

  it('gives up on a connection that says nothing', async () => {
    const connection = openRaw(door.url)
    const replies = await connection.closed()
    expectRefusal(replies[0], 408, 'BAD_INPUT')
  })

  it('gives up on a body that never ends', async () => {
    const connection = openRaw(door.url)
    const head = `POST /graphql HTTP/1.1\r\n${door.callerLines}content-type: application/json\r\n`
    connection.send(`${head}content-length: 100000\r\n\r\n`)
    drip(connection, ' ')
    expectRefusal((await connection.closed())[0], 408, 'BAD_INPUT')
  })

  it('gives up on chunks that never end', async () => {
    const connection = openRaw(door.url)
    const head = `POST /graphql HTTP/1.1\r\n${door.callerLines}content-type: application/json\r\n`
    connection.send(`${head}transfer-encoding: chunked\r\n\r\n`)
    drip(connection, '1\r\n \r\n')
    expectRefusal((await connection.closed())[0], 408, 'BAD_INPUT')
  })

  it('does not listen for ever to a body that it has refused', async () => {
    const connection = openRaw(door.url)
    connection.send(`POST /nowhere HTTP/1.1\r\nhost: g\r\ncontent-length: 100000\r\n\r\n`)
    drip(connection, ' ')
    const replies = await connection.closed()
    expect(replies).toHaveLength(1)
    expectRefusal(replies[0], 404, 'BAD_INPUT')
  })

  it('answers others while a hundred slow clients hang on', async () => {
    const slow = Array.from({ length: 100 }, () => openRaw(door.url))
    for (const connection of slow) drip(connection, 'POST /graphql HTTP/1.1\r\nx: ')
    expect((await sendRaw(door.url, door.post(QUERY)))?.status).toBe(200)
    const replies = await Promise.all(slow.map((connection) => connection.closed()))
    for (const [reply] of replies) expectRefusal(reply, 408, 'BAD_INPUT')
  })
})

describe('clients that stop half way', () => {
  it('refuses a request cut off in its headers', async () => {
    const connection = openRaw(door.url, { allowHalfOpen: true })
    connection.socket.end('POST /graphql HTTP/1.1\r\nhost: g')
    const replies = await connection.replies(1)
    connection.socket.destroy()
    expectRefusal(replies[0], 400, 'BAD_INPUT')
  })

  it('refuses a request cut off in its body', async () => {
    const connection = openRaw(door.url, { allowHalfOpen: true })
    connection.socket.end(door.post(QUERY).subarray(0, -5))
    const replies = await connection.replies(1)
    connection.socket.destroy()
    expectRefusal(replies[0], 400, 'BAD_INPUT')
  })

  it('takes a sender that closes its side for one that went away', async () => {
    const connection = openRaw(door.url, { allowHalfOpen: true })
    connection.socket.end(door.post(QUERY))
    expect(await connection.closed()).toEqual([])
  })

  it('lives on when a client disappears in the middle of its body', async () => {
    const connection = openRaw(door.url)
    connection.send(door.post(QUERY).subarray(0, -5))
    await new Promise<void>((resolve) => connection.socket.once('connect', resolve))
    connection.socket.resetAndDestroy()
    await connection.closed()
  })
})

describe('clients that lie still', () => {
  it('drops one that does not read its answers', async () => {
    const still = await openTestDoor({ idleTimeoutMs: 200, timeoutCheckMs: 50 })
    const connection = openRaw(still.url)
    connection.socket.pause()
    const introspection = JSON.stringify({ query: '{ __schema { types { name fields { name description } } } }' })
    connection.send(Buffer.concat(Array.from({ length: 2_000 }, () => still.post(introspection))))
    // Whoever does not read learns of the end by writing.
    drip(connection, 'a')
    await new Promise<void>((resolve) => connection.socket.once('close', resolve))
    expect(connection.socket.bytesRead).toBeLessThan(1_000_000)
    await still.close()
  })
})

describe('closing', () => {
  it('ends although a client never finishes its request', async () => {
    const closing = await openTestDoor({ closeGraceMs: 200 })
    const connection = openRaw(closing.url)
    connection.send(closing.post(QUERY).subarray(0, -5))
    await sendRaw(closing.url, closing.post(QUERY))
    await closing.close()
    expect(await connection.closed()).toEqual([])
  })
})
