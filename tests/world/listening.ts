// A server of a test on a port of its own, and its end with everybody who is still connected.
import { once } from 'node:events'
import type { AddressInfo, Server, Socket } from 'node:net'

/** Listens on the loopback address; 0 draws a port. Gives the port. */
export async function listen(server: Server, port = 0): Promise<number> {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

export async function close(server: Server, sockets: Iterable<Socket>): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  for (const socket of sockets) socket.destroy()
  await closed
}
