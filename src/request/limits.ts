// What a request may weigh, and how long it may take, before anything of it is looked at.

export const LIMITS = {
  /** Bytes of a request body. */
  bodyBytes: 256 * 1024,
  /** Bytes of a roll that is sent as a file. */
  fileBytes: 20 * 1024 * 1024,
  /** Objects and lists inside one another in a body. */
  bodyDepth: 32,
  /** Tokens of a document, counted while it is read: nesting cannot exhaust the parser's stack. */
  documentTokens: 2_000,
  /** Characters of all documents that are kept parsed. */
  keptDocumentCharacters: 8 * 1024 * 1024,
  /** Bytes of all headers. */
  headerBytes: 16 * 1024,
  /** How long a client may take over its headers, and over the whole request. */
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 15_000,
  /** How often slow clients are looked for. */
  timeoutCheckMs: 1_000,
  keepAliveTimeoutMs: 5_000,
  /** How long a connection may lie still, for instance because the client does not read its answer. */
  idleTimeoutMs: 30_000,
  /** How long a refused client is listened to, so that it reads its refusal instead of a broken connection. */
  lingerMs: 2_000,
  /** How long requests under way may take to end when the server closes. */
  closeGraceMs: 10_000,
  /** Connections at once; one more is closed as it comes. */
  connections: 2_000,
  /** Streams of events at once: one officer in eight of a province's counties, each with a connection and a look a minute. */
  streams: 500,
  /** Of one person: the list in a few windows, no more. */
  streamsOfPerson: 4,
  /** How often a stream says that it is there: below the idle times of proxies, which begin at 30 s, and of our own. */
  heartbeatMs: 15_000,
  /** How long a stream's client may take to read what it was sent. */
  streamDrainMs: 10_000,
} as const

export type Limits = { readonly [Name in keyof typeof LIMITS]: number }

/** Headers that decide who asks: sent twice, nobody could say which one counted. */
export const SINGLE_HEADERS: ReadonlySet<string> = new Set([
  'authorization',
  'host',
  'x-purpose',
  'x-case',
  'x-ca-proxy-signature',
  'x-ca-proxy-signature-headers',
  'x-ca-proxy-signature-secret-key',
  'x-platform-application',
  'x-platform-account',
  'x-platform-request',
  'x-platform-time',
  'content-type',
  'content-length',
  'content-encoding',
  'transfer-encoding',
])
