// What a request may weigh before anything of it is looked at.

export const LIMITS = {
  /** Bytes of a request body. */
  bodyBytes: 256 * 1024,
  /** Tokens of a document, counted while it is read: nesting cannot exhaust the parser's stack. */
  documentTokens: 2_000,
  /** Bytes of all headers. */
  headerBytes: 16 * 1024,
  /** How long a client may take over its headers, and over the whole request. */
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 15_000,
  keepAliveTimeoutMs: 5_000,
  /** Connections at once; more wait in the system's queue. */
  connections: 2_000,
} as const

/** Headers that decide who asks: sent twice, nobody could say which one counted. */
export const SINGLE_HEADERS: ReadonlySet<string> = new Set([
  'authorization',
  'host',
  'x-purpose',
  'x-case',
  'content-type',
  'content-length',
])
