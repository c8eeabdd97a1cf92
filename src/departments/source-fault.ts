// The ways in which a source fails, told apart by whose fault it is: the source's as a whole, which says that others will
// fail too, or one answer's, which says nothing of the next.
import { GatewayError } from '../errors.ts'

/** The source answered, and its answer cannot be used: another child, another form, a cell that no mask can read. */
export class AnswerFault extends GatewayError {
  constructor(detail: string, options?: { cause?: unknown }) {
    super('SOURCE_UNAVAILABLE', detail, options)
    this.name = 'AnswerFault'
  }
}

/** What the source has was loaded too long ago to be shown or counted. */
export class SourceStale extends GatewayError {
  constructor() {
    super('SOURCE_UNAVAILABLE', 'the data of the source are too old')
    this.name = 'SourceStale'
  }
}

/** The source is closed at this hour, or under announced maintenance. */
export class SourceClosed extends GatewayError {
  constructor() {
    super('SOURCE_UNAVAILABLE', 'the source is closed')
    this.name = 'SourceClosed'
  }
}

/** The agreed rate or quota lets no call in within the time that could be waited. */
export class SourceBusy extends GatewayError {
  constructor(detail: string, options?: { cause?: unknown }) {
    super('SOURCE_UNAVAILABLE', detail, options)
    this.name = 'SourceBusy'
  }
}

/** The source does not know the gateway by what it showed. */
export class CredentialsRefused extends GatewayError {
  constructor(detail = 'the source refused what the gateway showed') {
    super('SOURCE_UNAVAILABLE', detail)
    this.name = 'CredentialsRefused'
  }
}

/** The secret that was shown had ended there and has been put aside: the next call shows another. */
export class SecretEnded extends CredentialsRefused {
  constructor() {
    super('the secret that the gateway showed had ended')
    this.name = 'SecretEnded'
  }
}

/** True when a call was not made because the source's bounds leave no room for it now. */
export function isHeldBack(cause: unknown): boolean {
  return cause instanceof SourceBusy || cause instanceof SourceClosed
}

// https://www.postgresql.org/docs/current/errcodes-appendix.html, class 22: data exception.
const DATA_EXCEPTION = /^22[0-9A-Z]{3}$/

/** Codes of the two clients for an answer that was not heard out because it was too large. */
const TOO_LARGE: ReadonlySet<string> = new Set(['ANSWER_TOO_LARGE', 'UND_ERR_RES_EXCEEDED_MAX_SIZE'])

/** True when the source itself is out or late, so that the next call would most likely fail as well. */
export function isOutage(cause: unknown): boolean {
  if (cause instanceof AnswerFault || isHeldBack(cause)) return false
  const code = codeOf(cause)
  return !DATA_EXCEPTION.test(code) && !TOO_LARGE.has(code)
}

const LOST: ReadonlySet<string> = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', '57P01', '57P02', '57P03', '08006'])

/** True when what was kept, a connection or a secret, was not good any more at the other end, and a new one may well do. */
export function isWorthAnother(cause: unknown): boolean {
  if (cause instanceof SecretEnded || LOST.has(codeOf(cause))) return true
  // The driver gives this one no code.
  return cause instanceof Error && cause.message === 'Connection terminated unexpectedly'
}

function codeOf(cause: unknown): string {
  const code = (cause as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : ''
}
