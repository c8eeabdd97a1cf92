// A client that sends exactly the bytes it is given, well formed or not, and tells what came back until the line closed.
import { connect, type Socket } from 'node:net'

export interface RawReply {
  readonly status: number
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}

export interface RawConnection {
  readonly socket: Socket
  send(bytes: string | Buffer): void
  /** Resolves with the replies so far once there are `count` of them, or the line is closed. */
  replies(count: number): Promise<RawReply[]>
  /** Resolves with all replies when the server has closed the line. */
  closed(): Promise<RawReply[]>
}

export function openRaw(url: string, options: { readonly allowHalfOpen?: boolean } = {}): RawConnection {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: options.allowHalfOpen ?? false })
  let received = Buffer.alloc(0)
  let isClosed = false
  let wake = () => {}
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk])
    wake()
  })
  // A reset is the server's right once it has refused; what counts is what was readable before.
  socket.on('error', () => undefined)
  socket.on('close', () => {
    isClosed = true
    wake()
  })
  const until = async (isDone: () => boolean): Promise<RawReply[]> => {
    while (!isDone()) await new Promise<void>((resolve) => (wake = resolve))
    return parseReplies(received)
  }
  return {
    socket,
    send: (bytes) => void socket.write(bytes),
    replies: (count) => until(() => isClosed || parseReplies(received).length >= count),
    closed: () => until(() => isClosed),
  }
}

/** Sends, waits for one reply, closes. */
export async function sendRaw(url: string, bytes: string | Buffer): Promise<RawReply | undefined> {
  const connection = openRaw(url)
  connection.send(bytes)
  const [reply] = await connection.replies(1)
  connection.socket.destroy()
  return reply
}

/** The replies of a stream that are there to their end; a provisional one (1xx) counts too. */
export function parseReplies(bytes: Buffer): RawReply[] {
  const replies: RawReply[] = []
  let at = 0
  for (;;) {
    const end = bytes.indexOf('\r\n\r\n', at)
    if (end < 0) return replies
    const [statusLine = '', ...lines] = bytes.subarray(at, end).toString('latin1').split('\r\n')
    const headers = new Map(lines.map((line): [string, string] => splitHeader(line)))
    const length = Number(headers.get('content-length') ?? 0)
    const start = end + 4
    if (bytes.length < start + length) return replies
    const body = bytes.subarray(start, start + length).toString('utf8')
    replies.push({ status: Number(statusLine.split(' ')[1]), headers, body })
    at = start + length
  }
}

function splitHeader(line: string): [string, string] {
  const colon = line.indexOf(':')
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
}
