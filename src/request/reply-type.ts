// Which of its two media types an answer takes, from the Accept header; decided before anything is read.

export const JSON_TYPE = 'application/json'
const RESPONSE_TYPE = 'application/graphql-response+json'

export type ReplyType = typeof JSON_TYPE | typeof RESPONSE_TYPE

const LONGEST = 1_000

/** The type the client likes best, plain JSON where it does not mind; null when it takes neither. */
export function replyTypeFor(accept: string | undefined): ReplyType | null {
  if (accept === undefined || accept.trim() === '') return JSON_TYPE
  if (accept.length > LONGEST) return null
  const ranges = accept.split(',').map(readRange)
  const json = liking(ranges, JSON_TYPE)
  const response = liking(ranges, RESPONSE_TYPE)
  if (json.quality === 0 && response.quality === 0) return null
  if (json.quality !== response.quality) return json.quality > response.quality ? JSON_TYPE : RESPONSE_TYPE
  return response.at < json.at ? RESPONSE_TYPE : JSON_TYPE
}

/** True where a stream of events is asked for, and neither of the two. */
export function takesEvents(accept: string | undefined): boolean {
  if (accept === undefined || replyTypeFor(accept) !== null || accept.length > LONGEST) return false
  return accept
    .split(',')
    .map(readRange)
    .some(({ type, quality }) => type === 'text/event-stream' && quality > 0)
}

interface MediaRange {
  readonly type: string
  readonly quality: number
}

function readRange(text: string): MediaRange {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase())
  const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
  return { type, quality: quality === undefined ? 1 : Number(quality) || 0 }
}

// The most specific range decides (RFC 9110, 12.5.1).
function liking(ranges: readonly MediaRange[], type: ReplyType): { quality: number; at: number } {
  for (const range of [type, 'application/*', '*/*']) {
    const at = ranges.findIndex((candidate) => candidate.type === range)
    if (at >= 0) return { quality: ranges[at]?.quality ?? 0, at }
  }
  return { quality: 0, at: Number.POSITIVE_INFINITY }
}
