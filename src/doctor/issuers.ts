// Whether each issuer's discovery document and keys can be had, and when what it shows ends: its server's certificate, and
// those that stand in its set of keys.
import { X509Certificate } from 'node:crypto'
import { type Day, shanghaiDay } from '../clock.ts'
import { fetchJson } from '../identity/fetch-json.ts'
import type { DoctorSite } from './checks.ts'
import { type Ending, endingFinding } from './ending.ts'
import { type Finding, kindOf, notesOf } from './finding.ts'
import { tlsEnding } from './tls-end.ts'

const notes = notesOf('issuers')

export async function checkIssuers({ settings, clock }: DoctorSite): Promise<readonly Finding[]> {
  const today = shanghaiDay(clock.now())
  const found = await Promise.all(settings.issuers.map((issuer) => issuerFindings(issuer, today)))
  return found.flat()
}

async function issuerFindings(issuer: string, today: Day): Promise<Finding[]> {
  try {
    const document = await fetchJson(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)
    if (document.issuer !== issuer)
      return [
        notes.fault(
          `${issuer} names itself otherwise in its discovery document`,
          'set HUTONG_ISSUERS to the name that it gives itself, byte by byte',
        ),
      ]
    const { keys } = await fetchJson(String(document.jwks_uri))
    if (!Array.isArray(keys) || keys.length === 0) return [notes.fault(`${issuer} has no keys`, 'ask who runs it')]
    const endings = await endingsOf(issuer, keys)
    return [
      notes.well(`${issuer} answers, with ${keys.length} keys`),
      ...endings.map((ending) => endingFinding(notes, ending, today)),
    ]
  } catch (error) {
    return [
      notes.fault(
        `${issuer} does not answer: ${kindOf(error)}`,
        'look at HUTONG_ISSUERS and at the network; until then nobody new is let in',
      ),
    ]
  }
}

async function endingsOf(issuer: string, keys: readonly unknown[]): Promise<Ending[]> {
  const fix = `ask who runs ${issuer} to follow it by another in time`
  const server = await tlsEnding(issuer)
  const own = keys.flatMap((key) => certificateEnd(key) ?? [])
  return [
    ...(server ? [{ what: `the certificate of ${issuer}`, lastDay: server, fix }] : []),
    ...own.map((lastDay) => ({ what: `a signing certificate of ${issuer}`, lastDay, fix })),
  ]
}

// RFC 7517, 4.7: the first certificate of the chain is the key's own.
function certificateEnd(key: unknown): Day | null {
  const { x5c } = (key ?? {}) as { x5c?: unknown }
  const [first] = Array.isArray(x5c) ? x5c : []
  if (typeof first !== 'string') return null
  try {
    return shanghaiDay(new Date(new X509Certificate(Buffer.from(first, 'base64')).validTo))
  } catch {
    return null
  }
}
