// The number of a case as `x-case` carries it: an encounter's, a batch's, a protection case's. What names one elsewhere is of the same form, or
// it could never be asked under.

import { GatewayError } from '../errors.ts'
import { holdsCitizenId } from '../masking/citizen-id.ts'

// A header carries ASCII alone.
const FORM = /^[A-Za-z0-9._/-]{1,64}$/
const PERSONAL_NUMBER = /\d{15}|\d{14}[xX]/
const SEPARATORS = /[._/-]/g

/** What is wrong with it; null for a number that can be named. */
export function faultOfCaseNumber(text: string): string | null {
  if (!FORM.test(text)) return 'case number is malformed'
  // It is journalled as it stands: an identity, student or certificate number must not come in by this way.
  const isPersonal = PERSONAL_NUMBER.test(text) || holdsCitizenId(text.replaceAll(SEPARATORS, ''))
  return isPersonal ? 'case number reads as a personal number' : null
}

/** The number itself. BAD_INPUT for one that cannot be named. */
export function sentCaseNumber(text: string): string {
  const fault = faultOfCaseNumber(text)
  if (fault !== null) throw new GatewayError('BAD_INPUT', fault, { hint: 'CASE_NUMBER' })
  return text
}
