// Bodies: too long, packed, not UTF-8, not JSON, not an object, too deep, or read differently by two readers. Each gets
// one short coded error that repeats nothing of the body.
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { expectRefusal, openTestDoor, type TestDoor } from './door.ts'
import { openRaw, sendRaw } from './raw-client.ts'

const QUERY = JSON.stringify({ query: '{ __typename }' })
const TWENTY_MB = 20 * 1024 * 1024

let door: TestDoor

beforeAll(async () => {
  door = await openTestDoor()
})
afterAll(() => door.close())
afterEach(async () => {
  expect((await sendRaw(door.url, 'GET /healthz HTTP/1.1\r\nhost: g\r\n\r\n'))?.status).toBe(200)
  expect(door.uncaught).toEqual([])
})

describe('weight', () => {
  it('refuses 20 MB by their declared length, and is heard although the client goes on sending', async () => {
    const connection = openRaw(door.url)
    connection.send(door.post(Buffer.alloc(TWENTY_MB, 'a')))
    expectRefusal((await connection.closed())[0], 413, 'TOO_COSTLY')
  })

  it('refuses 20 MB that come in chunks of no declared sum', async () => {
    const connection = openRaw(door.url)
    connection.send(chunkedHead())
    const block = 'a'.repeat(64 * 1024)
    for (let sent = 0; sent < TWENTY_MB; sent += block.length) connection.send(`10000\r\n${block}\r\n`)
    connection.send('0\r\n\r\n')
    expectRefusal((await connection.closed())[0], 413, 'TOO_COSTLY')
  })

  it('refuses one byte beyond the limit and takes the limit itself', async () => {
    const padded = (bytes: number) => QUERY.padEnd(bytes, ' ')
    expect((await sendRaw(door.url, door.post(padded(256 * 1024))))?.status).toBe(200)
    expectRefusal(await sendRaw(door.url, door.post(padded(256 * 1024 + 1))), 413, 'TOO_COSTLY')
  })

  it('takes a body in small chunks', async () => {
    const chunks = [...QUERY].map((letter) => `1\r\n${letter}\r\n`).join('')
    expect((await sendRaw(door.url, `${chunkedHead()}${chunks}0\r\n\r\n`))?.status).toBe(200)
  })

  it('refuses chunks whose extensions outweigh them', async () => {
    const connection = openRaw(door.url)
    connection.send(`${chunkedHead()}1;${'a'.repeat(20_000)}\r\n{\r\n0\r\n\r\n`)
    expectRefusal((await connection.closed())[0], 413, 'TOO_COSTLY')
  })
})

function chunkedHead(): string {
  return `POST /graphql HTTP/1.1\r\n${door.callerLines}content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`
}

describe('what a body is declared to be', () => {
  it.each([
    ['nothing', ''],
    ['text', 'content-type: text/plain\r\n'],
    ['a form', 'content-type: application/x-www-form-urlencoded\r\n'],
    ['an upload', 'content-type: multipart/form-data; boundary=a\r\n'],
    ['GraphQL itself', 'content-type: application/graphql\r\n'],
    ['JSON in UTF-16', 'content-type: application/json; charset=utf-16\r\n'],
    ['JSON in GBK', 'content-type: application/json; charset=gbk\r\n'],
    ['JSON with other parameters', 'content-type: application/json; profile=x\r\n'],
    ['almost JSON', 'content-type: application/jsonp\r\n'],
    ['gzip', 'content-type: application/json\r\ncontent-encoding: gzip\r\n'],
    ['two codings', 'content-type: application/json\r\ncontent-encoding: identity, br\r\n'],
  ])('refuses %s', async (_what, lines) => {
    expectRefusal(await sendRaw(door.url, door.post(QUERY, lines)), 415, 'BAD_INPUT')
  })

  it('refuses a packed body however small it is', async () => {
    const lines = 'content-type: application/json\r\ncontent-encoding: gzip\r\n'
    const bomb = gzipSync(Buffer.alloc(TWENTY_MB, ' '))
    expectRefusal(await sendRaw(door.url, door.post(bomb, lines)), 415, 'BAD_INPUT')
  })

  it.each(['application/json; charset=utf-8', 'Application/JSON;charset="UTF-8"'])('takes %s', async (type) => {
    expect((await sendRaw(door.url, door.post(QUERY, `content-type: ${type}\r\n`)))?.status).toBe(200)
  })
})

describe('what a body is', () => {
  it.each<[string, string | Buffer]>([
    ['nothing', ''],
    ['white space', ' \n '],
    ['half of an object', '{"query":"{ __typename }"'],
    ['two objects', `${QUERY}${QUERY}`],
    ['JavaScript', "{query:'{ __typename }'}"],
    ['a comment', `${QUERY} // all`],
    ['NaN', '{"query":"{ __typename }","variables":{"a":NaN}}'],
    ['a byte order mark', `\ufeff${QUERY}`],
    ['UTF-16', Buffer.from(QUERY, 'utf16le')],
    ['half of a character', Buffer.concat([Buffer.from(QUERY.slice(0, -2)), Buffer.from([0xe5, 0xad, 0x22, 0x7d])])],
    ['an overlong form', Buffer.concat([Buffer.from('{"query":"'), Buffer.from([0xc0, 0xaf]), Buffer.from('"}')])],
    ['a surrogate in UTF-8', Buffer.concat([Buffer.from('{"query":"'), Buffer.from([0xed, 0xa0, 0x80, 0x22, 0x7d])])],
    ['a list', `[${QUERY}]`],
    ['a string', '"{ __typename }"'],
    ['a number', '7'],
    ['null', 'null'],
    ['an empty object', '{}'],
    ['a depth bomb of lists', '['.repeat(200_000)],
    ['a closed depth bomb', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['a depth bomb in the variables', `{"query":"{ __typename }","variables":{"a":${nested(5_000)}}}`],
    ['a depth bomb in the extensions', `{"query":"{ __typename }","extensions":{"a":${nested(100)}}}`],
    ['a prototype', '{"query":"{ __typename }","__proto__":{"polluted":1}}'],
    ['a prototype in the variables', '{"query":"{ __typename }","variables":{"__proto__":{"polluted":1}}}'],
    ['an escaped prototype', '{"query":"{ __typename }","variables":{"\\u005f_proto__":{"polluted":1}}}'],
    ['half a pair in the document', '{"query":"{ __typename } # \\ud83c"}'],
    ['half a pair in a value', '{"query":"{ __typename }","variables":{"a":["\\udfc3"]}}'],
    ['half a pair in a key', '{"query":"{ __typename }","variables":{"\\ud83c":1}}'],
  ])('refuses %s', async (_what, body) => {
    expectRefusal(await sendRaw(door.url, door.post(body)), 400, 'BAD_INPUT')
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })

  it('takes a whole pair, escaped or not', async () => {
    const body = '{"query":"{ __typename }","variables":{"a":"\\ud83c\\udfc3🏊"}}'
    expect((await sendRaw(door.url, door.post(body)))?.status).toBe(200)
  })
})

describe('the members of a request', () => {
  const wrong = { query: [1, true, [], {}, null, ''], variables: ['{}', 1, true, []], extensions: ['{}', 0, false, []] }
  const cases = [
    ...Object.entries({ ...wrong, operationName: [1, true, [], {}] }).flatMap(([name, values]) =>
      values.map((value) => [name, JSON.stringify(value)] as const),
    ),
  ]
  it.each(cases)('refuses %s %s', async (name, value) => {
    const members = { query: '"{ __typename }"', [name]: value }
    const body = `{${Object.entries(members)
      .map(([key, text]) => `"${key}":${text}`)
      .join(',')}}`
    expectRefusal(await sendRaw(door.url, door.post(body)), 400, 'BAD_INPUT')
  })

  it('knows no persisted queries', async () => {
    const extensions = { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } }
    expectRefusal(await sendRaw(door.url, door.post(JSON.stringify({ extensions }))), 400, 'BAD_INPUT')
  })
})

function nested(depth: number): string {
  return `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
}
