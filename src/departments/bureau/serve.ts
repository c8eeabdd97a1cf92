// A bureau's service as a process: takes its settings as one line of JSON on standard input, so that no secret
// stands on a command line, says on standard output where it listens, and ends when its input does.
import { createInterface } from 'node:readline'
import { closePools, openPool } from '../../database/pool.ts'
import { SERVED_DEPARTMENTS, type ServedCode } from '../departments.ts'
import { startBureauService } from './service.ts'

interface ServiceSettings {
  readonly code: ServedCode
  readonly databaseUrl: string
  readonly secret: string
  readonly port: number
}

const lines = createInterface({ input: process.stdin })
// The parent may be gone before we are ready; then there is nobody left to serve, and nothing to close in order.
let stop = (): void => process.exit(0)
lines.once('close', () => stop())

lines.once('line', (line) => {
  start(JSON.parse(line) as ServiceSettings).catch(() => {
    process.stderr.write('the service of a bureau did not start\n')
    process.exit(1)
  })
})

async function start({ code, databaseUrl, secret, port }: ServiceSettings): Promise<void> {
  const department = SERVED_DEPARTMENTS.find((each) => each.code === code)
  if (!department) throw new Error('a bureau with a service')
  const pool = openPool(databaseUrl, {
    max: 10,
    applicationName: `${department.service.name} service`,
    statementTimeoutMs: 3_000,
    readOnly: true,
  })
  const { server, url } = await startBureauService({ department, pool, secret, port })
  process.stdout.write(`${JSON.stringify({ url })}\n`)
  stop = () => {
    server.close(() => void closePools().then(() => process.exit(0)))
    server.closeAllConnections()
  }
  process.once('SIGTERM', stop)
  // A terminal sends Ctrl-C to the whole group; the parent decides when this process ends.
  process.on('SIGINT', () => undefined)
}
