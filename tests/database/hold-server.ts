// A process of its own that starts the embedded server of a folder, says so, and holds it until its input ends.
import { startEmbeddedServer } from '../../src/database/embedded-server.ts'

const server = await startEmbeddedServer({ stateFolder: process.argv[2] ?? '', log: (line) => console.error(line) })
console.log(JSON.stringify({ url: server.url, reused: server.reused }))
process.stdin.on('end', async () => {
  await server.stop()
  process.exit(0)
})
process.stdin.resume()
