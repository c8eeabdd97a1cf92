// The one form of what the gateway numbers: a UUID in lower case (RFC 9562).
import { GatewayError } from './errors.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export function isUuid(text: string): boolean {
  return UUID.test(text)
}

/** The number that a caller sent of `what`, "a ticket". Throws BAD_INPUT for what has no such form. */
export function sentNumber(argument: unknown, what: string): string {
  const number = String(argument)
  if (!isUuid(number)) throw new GatewayError('BAD_INPUT', `not the number of ${what}`, { hint: 'NOT_AN_ID' })
  return number
}
