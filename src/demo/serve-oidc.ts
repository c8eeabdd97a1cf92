// The demo's identity provider as a process: prints one line of JSON with the issuer when it is ready; ends on SIGTERM, SIGINT or
// when its parent is gone.
import { parseArgs } from 'node:util'
import { startOidcProvider } from './oidc-provider.ts'

const { values } = parseArgs({ options: { port: { type: 'string' }, seed: { type: 'string' } } })
const port = Number(values.port ?? '4010')
if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error('--port must be a whole number to 65535')
// A parent that is gone before we are ready must be noticed too; it may be gone already.
if (process.send && !process.connected) process.exit(0)
process.once('disconnect', () => process.exit(0))
// A terminal sends Ctrl-C to the whole group; the parent decides when this process ends.
if (process.send) process.on('SIGINT', () => undefined)
const running = await startOidcProvider({ port, seed: values.seed ?? 'hutong' })
process.stdout.write(`${JSON.stringify({ ready: true, issuer: running.issuer })}\n`)
const stop = () => void running.stop().then(() => process.exit(0))
process.once('SIGTERM', stop)
if (!process.send) process.once('SIGINT', stop)
