// Whether the insurance bureau's service knows the gateway: it is asked about nobody.
import { request } from 'undici'
import { shanghaiDay } from '../clock.ts'
import type { DoctorSite } from './checks.ts'
import { endingFinding } from './ending.ts'
import { type Finding, kindOf, notesOf } from './finding.ts'
import { tlsEnding } from './tls-end.ts'

const notes = notesOf('insurance')
const TIMEOUT_MS = 3_000

export async function checkInsurance({ settings, clock }: DoctorSite): Promise<readonly Finding[]> {
  const { insurance } = settings
  if (!insurance) return []
  const lastDay = await tlsEnding(insurance.url)
  const ending =
    lastDay &&
    endingFinding(notes, { what: 'its certificate', lastDay, fix: 'remind the bureau' }, shanghaiDay(clock.now()))
  return [await answerFinding(insurance), ...(ending ? [ending] : [])]
}

async function answerFinding({ url, token }: { readonly url: string; readonly token: string }): Promise<Finding> {
  try {
    const { statusCode, body } = await request(new URL('/records', url), {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ columns: ['scheme'], keys: [] }),
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    await body.dump()
    if (statusCode === 200) return notes.well('the service answers and knows the gateway')
    if (statusCode === 401 || statusCode === 403)
      return notes.fault('the service does not know the gateway', 'set HUTONG_INSURANCE_TOKEN to what the bureau gave')
    return notes.fault(`the service answers ${statusCode}`, 'ask the bureau; until then its rules answer UNDETERMINED')
  } catch (error) {
    return notes.fault(
      `the service does not answer: ${kindOf(error)}`,
      'look at HUTONG_INSURANCE_URL and at the network',
    )
  }
}
