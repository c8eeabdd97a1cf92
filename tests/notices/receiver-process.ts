// A messaging system as an organisation would run one, in a process of its own: it takes notices, says on standard output
// what came, and behaves as the test tells it through `/behave`: answers with a status, or does not answer at all.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

let behaviour: { status: number } | 'silent' = { status: 200 }

const server = createServer((incoming, outgoing) => {
  const chunks: Buffer[] = []
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
  incoming.on('end', () => {
    const body = Buffer.concat(chunks).toString('utf8')
    if (incoming.url === '/behave') {
      behaviour = JSON.parse(body) as typeof behaviour
      outgoing.end()
      return
    }
    process.stdout.write(`${JSON.stringify({ path: incoming.url, headers: incoming.headers, body })}\n`)
    if (behaviour !== 'silent') outgoing.writeHead(behaviour.status, { location: '/elsewhere' }).end('{}')
  })
})

server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })}\n`)
})
process.stdin.resume()
process.stdin.once('close', () => process.exit(0))
