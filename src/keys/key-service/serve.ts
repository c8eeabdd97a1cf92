// The example key service as a process: takes its settings as one line of JSON on standard input, so that no secret stands
// on a command line, says on standard output where it listens, and ends when its input does.
import { createInterface } from 'node:readline'
import { type ExampleServiceSettings, startExampleService } from './service.ts'

const lines = createInterface({ input: process.stdin })
// The parent may be gone before we are ready; then there is nobody left to serve.
let stop = (): void => process.exit(0)
lines.once('close', () => stop())

lines.once('line', (line) => {
  start(JSON.parse(line) as ExampleServiceSettings).catch(() => {
    process.stderr.write('the key service did not start\n')
    process.exit(1)
  })
})

async function start(settings: ExampleServiceSettings): Promise<void> {
  const { server, url } = await startExampleService(settings)
  process.stdout.write(`${JSON.stringify({ url })}\n`)
  stop = () => {
    server.close(() => process.exit(0))
    server.closeAllConnections()
  }
  process.once('SIGTERM', stop)
  // A terminal sends Ctrl-C to the whole group; the parent decides when this process ends.
  process.on('SIGINT', () => undefined)
}
