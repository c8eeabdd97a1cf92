// Requests that are no clear HTTP: noise, doubled or missing headers, bodies with two ends, lines that go on. Each gets
// one short coded error, and the door stays open for the next caller.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { expectRefusal, openTestDoor, type TestDoor } from './door.ts'
import { openRaw, sendRaw } from './raw-client.ts'

const QUERY = JSON.stringify({ query: '{ __typename }' })
const JSON_LINE = 'content-type: application/json\r\n'

let door: TestDoor

beforeAll(async () => {
  door = await openTestDoor()
})
afterAll(() => door.close())
afterEach(async () => {
  expect((await sendRaw(door.url, 'GET /healthz HTTP/1.1\r\nhost: g\r\n\r\n'))?.body).toBe('{"status":"ok"}')
  expect(door.uncaught).toEqual([])
})

it('answers the same request when nothing is wrong with it', async () => {
  const reply = await sendRaw(door.url, door.post(QUERY))
  expect(reply?.status).toBe(200)
  expect(JSON.parse(reply?.body ?? '')).toEqual({ data: { __typename: 'Query' } })
})

describe('bytes that are no HTTP', () => {
  it.each([
    ['noise', '\u0000\u0001\u0002\r\n\r\n'],
    ['a TLS greeting', Buffer.from('16030100c8010000c40303', 'hex')],
    ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['an unknown version', 'POST /graphql HTTP/9.9\r\nhost: g\r\n\r\n'],
    ['an unknown method', 'BREW /graphql HTTP/1.1\r\nhost: g\r\n\r\n'],
    ['a space before the colon', 'POST /graphql HTTP/1.1\r\nhost : g\r\n\r\n'],
    ['a folded header', 'POST /graphql HTTP/1.1\r\nhost: g\r\nx-case: a\r\n b\r\n\r\n'],
    ['a bare line feed', 'POST /graphql HTTP/1.1\r\nhost: g\nx-case: a\r\n\r\n'],
    ['a zero byte in a header', 'POST /graphql HTTP/1.1\r\nhost: g\r\nx-case: a\0b\r\n\r\n'],
    ['a negative length', 'POST /graphql HTTP/1.1\r\nhost: g\r\ncontent-length: -1\r\n\r\n'],
    ['a length that is no number', 'POST /graphql HTTP/1.1\r\nhost: g\r\ncontent-length: 1e3\r\n\r\n'],
  ])('refuses %s and closes', async (_what, bytes) => {
    const connection = openRaw(door.url)
    connection.send(bytes)
    const replies = await connection.closed()
    expect(replies).toHaveLength(1)
    expectRefusal(replies[0], 400, 'BAD_INPUT')
  })

  it('refuses headers beyond 16 KiB', async () => {
    const connection = openRaw(door.url)
    connection.send(`POST /graphql HTTP/1.1\r\nhost: g\r\nx-filler: ${'a'.repeat(17 * 1024)}\r\n\r\n`)
    expectRefusal((await connection.closed())[0], 431, 'TOO_COSTLY')
  })

  it('answers the request before the noise first, and in its place', async () => {
    const connection = openRaw(door.url)
    connection.send(Buffer.concat([door.post(QUERY), Buffer.from('\u0001noise\r\n\r\n')]))
    const replies = await connection.closed()
    expect(replies.map(({ status }) => status)).toEqual([200, 400])
    expectRefusal(replies[1], 400, 'BAD_INPUT')
  })
})

describe('headers that could be read in two ways', () => {
  it.each([
    ['host', 'other'],
    ['authorization', 'Bearer other'],
    ['x-purpose', 'P08'],
    ['x-case', 'E-1\r\nx-case: E-2'],
    ['content-type', 'application/json'],
    ['content-encoding', 'identity\r\ncontent-encoding: identity'],
  ])('refuses two %s headers', async (name, second) => {
    const reply = await sendRaw(door.url, door.post(QUERY, `${JSON_LINE}${name}: ${second}\r\n`))
    expectRefusal(reply, 400, 'BAD_INPUT')
  })

  it('refuses a second authorization whatever its case', async () => {
    expectRefusal(await sendRaw(door.url, door.post(QUERY, `${JSON_LINE}AuthoriZation: x\r\n`)), 400, 'BAD_INPUT')
  })

  it.each([
    ['no host', ''],
    ['an empty host', 'host:\r\n'],
    ['a host that is no host', 'host: a/b@c\r\n'],
  ])('refuses %s', async (_what, line) => {
    const bytes = `POST /graphql HTTP/1.1\r\n${line}${JSON_LINE}content-length: 2\r\n\r\n{}`
    expectRefusal(await sendRaw(door.url, bytes), 400, 'BAD_INPUT')
  })

  it.each([
    ['a length and chunks', 'content-length: 4\r\ntransfer-encoding: chunked\r\n'],
    ['chunks and a length', 'transfer-encoding: chunked\r\ncontent-length: 4\r\n'],
    ['two lengths', 'content-length: 4\r\ncontent-length: 5\r\n'],
    ['two equal lengths', 'content-length: 5\r\ncontent-length: 5\r\n'],
    ['a coding that is not chunked', 'transfer-encoding: gzip, chunked\r\n'],
    ['chunked twice', 'transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n'],
    ['a coding hidden by a tab', 'transfer-encoding:\tchunked, identity\r\n'],
  ])('refuses %s', async (_what, lines) => {
    const bytes = `POST /graphql HTTP/1.1\r\n${door.callerLines}${JSON_LINE}${lines}\r\n0\r\n\r\n`
    expectRefusal(await sendRaw(door.url, bytes), 400, 'BAD_INPUT')
  })

  it('takes no identity from trailers', async () => {
    const [, token] = door.callerLines.split('\r\n')
    const head = `POST /graphql HTTP/1.1\r\nhost: g\r\nx-purpose: P08\r\ntrailer: authorization\r\n${JSON_LINE}`
    const body = `transfer-encoding: chunked\r\n\r\n${QUERY.length.toString(16)}\r\n${QUERY}\r\n0\r\n${token}\r\n\r\n`
    expectRefusal(await sendRaw(door.url, head + body), 401, 'UNAUTHENTICATED')
  })
})

describe('expectations', () => {
  it('asks for a body that it will read', async () => {
    const bytes = door.post(QUERY, `${JSON_LINE}expect: 100-continue\r\n`)
    const connection = openRaw(door.url)
    connection.send(bytes)
    expect((await connection.replies(2)).map(({ status }) => status)).toEqual([100, 200])
    connection.socket.destroy()
  })

  it('does not ask for a body that it refuses', async () => {
    const head = `POST /graphql HTTP/1.1\r\n${door.callerLines}${JSON_LINE}expect: 100-continue\r\n`
    expectRefusal(await sendRaw(door.url, `${head}content-length: 20000000\r\n\r\n`), 413, 'TOO_COSTLY')
  })

  it('refuses any other expectation', async () => {
    expectRefusal(await sendRaw(door.url, door.post(QUERY, `${JSON_LINE}expect: a-miracle\r\n`)), 417, 'BAD_INPUT')
  })
})

describe('several requests on one line', () => {
  it('answers pipelined requests in their order', async () => {
    const connection = openRaw(door.url)
    connection.send(Buffer.concat([door.post(QUERY), door.post('{'), door.post(QUERY)]))
    const replies = await connection.replies(3)
    expect(replies.map(({ status }) => status)).toEqual([200, 400, 200])
    connection.socket.destroy()
  })

  it('reads no request out of the body of a refused one, and closes behind it', async () => {
    const connection = openRaw(door.url)
    connection.send(Buffer.concat([door.post(door.post(QUERY), 'content-type: text/plain\r\n'), door.post(QUERY)]))
    const replies = await connection.closed()
    expect(replies.map(({ status }) => status)).toEqual([415])
  })

  it('lives on when a client hangs up in the middle of its answers', async () => {
    for (let round = 0; round < 20; round += 1) {
      const connection = openRaw(door.url)
      connection.send(Buffer.concat([door.post(QUERY), door.post(QUERY), door.post(QUERY)]))
      if (round % 2 === 0) await connection.replies(1)
      connection.socket.resetAndDestroy()
    }
  })
})
