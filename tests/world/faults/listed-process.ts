// A department's service of its own making, in a process of its own: other names, other codes, days in one piece. It knows the records
// that it is started with, and gives them to whoever names their keys.
import { createServer } from 'node:http'
import { listen } from '../listening.ts'

type ListedRecord = Readonly<Record<string, unknown>> & { readonly ybid: string }

if (process.send) {
  const records = JSON.parse(process.env.RECORDS ?? '[]') as ListedRecord[]
  const server = createServer(async (incoming, outgoing) => {
    let body = ''
    for await (const chunk of incoming) body += String(chunk)
    const { ids } = JSON.parse(body) as { ids: string[] }
    const list = records.filter(({ ybid }) => ids.includes(ybid))
    outgoing
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ code: 0, data: { updatedAt: '2026-11-23T00:00:00+08:00', list } }))
  })
  process.send({ url: `http://127.0.0.1:${await listen(server)}` })
  process.once('disconnect', () => process.exit(0))
}
