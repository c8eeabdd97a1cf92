// One path, one method: everything else gets a short coded error, whatever the path is made to look like, and older or
// newer ways of speaking HTTP change nothing.
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

describe('methods, paths and versions', () => {
  it.each(['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE'])('refuses %s', async (method) => {
    const reply = await sendRaw(door.url, `${method} /graphql HTTP/1.1\r\n${door.callerLines}\r\n`)
    expectRefusal(reply, 405, 'BAD_INPUT')
    expect(reply?.headers.get('allow')).toBe('POST')
  })

  it('answers HEAD by its status alone', async () => {
    const connection = openRaw(door.url)
    connection.send('HEAD /graphql HTTP/1.1\r\nhost: g\r\nconnection: close\r\n\r\n')
    const bytes: Buffer[] = []
    connection.socket.on('data', (chunk) => bytes.push(chunk))
    await connection.closed()
    expect(Buffer.concat(bytes).toString()).toMatch(/^HTTP\/1.1 405 .*\r\n\r\n$/s)
  })

  it('refuses to be a proxy', async () => {
    expectRefusal(await sendRaw(door.url, 'CONNECT a:1 HTTP/1.1\r\nhost: a:1\r\n\r\n'), 405, 'BAD_INPUT')
  })

  it.each([
    '/',
    '/graphql/',
    '//graphql',
    '/graphql/..',
    '/../graphql',
    '/./graphql',
    '/%67raphql',
    '/graphql%3f',
    '/graphql;a=b',
    '/GRAPHQL',
    '/healthz/../graphql',
    'http://gateway/graphql',
    '*',
  ])('knows no path %s', async (path) => {
    const bytes = door.post(QUERY).toString().replace('/graphql', path)
    expectRefusal(await sendRaw(door.url, bytes), 404, 'BAD_INPUT')
  })

  it('ignores a query string behind the path', async () => {
    const bytes = door.post(QUERY).toString().replace('/graphql', '/graphql?query=%7Ba%7D')
    expect((await sendRaw(door.url, bytes))?.status).toBe(200)
  })

  it('answers HTTP/1.0 and closes, and takes no chunks from it', async () => {
    const old = door.post(QUERY).toString().replace('HTTP/1.1', 'HTTP/1.0')
    const connection = openRaw(door.url)
    connection.send(old)
    expect((await connection.closed())[0]?.status).toBe(200)
    const chunked = `POST /graphql HTTP/1.0\r\n${door.callerLines}${JSON_LINE}transfer-encoding: chunked\r\n\r\n0\r\n\r\n`
    expectRefusal(await sendRaw(door.url, chunked), 400, 'BAD_INPUT')
  })

  it('stays with HTTP/1.1 when asked to upgrade', async () => {
    const lines = `${JSON_LINE}connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-key: eA==\r\n`
    expect((await sendRaw(door.url, door.post(QUERY, lines)))?.status).toBe(200)
  })
})
