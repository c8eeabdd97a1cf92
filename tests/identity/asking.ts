// Asks who a token's claims let in, against a roster that each test may change.
import { type Identified, identify } from '../../src/identity/identify.ts'
import { createOidcProvider, providersByIssuer } from '../../src/identity/identity-provider.ts'
import { createRoster, type RosterRows } from '../../src/identity/roster.ts'
import { AUDIENCE, type Claims, clockAt, goodClaims, newKey, startIssuer, writeToken } from './issuer.ts'
import { rosterRows } from './roster-rows.ts'

export interface Asking {
  readonly issuer: string
  /** Fresh for each test; assign to change. */
  rows: RosterRows
  /** The claims of a clerk's token, changed by `claims`. */
  ask(claims?: Claims, purpose?: string): Promise<Identified>
  stop(): Promise<void>
}

export async function startAsking(): Promise<Asking> {
  const key = await newKey('key-1')
  const issuer = await startIssuer([key.publicJwk])
  const clock = clockAt()
  const providers = providersByIssuer([createOidcProvider({ issuer: issuer.url, audience: AUDIENCE }, clock)])
  const asking: Asking = {
    issuer: issuer.url,
    rows: rosterRows(issuer.url),
    async ask(claims = {}, purpose = 'P01') {
      const roster = createRoster(async () => asking.rows, clock, { maxAgeMs: 5000 })
      await roster.refresh()
      const token = await writeToken({ claims: { ...goodClaims(issuer.url), ...claims }, key })
      const headers = { authorization: `Bearer ${token}`, purpose, caseNumber: undefined }
      return identify({ headers, providers, roster, clock })
    },
    stop: () => issuer.stop(),
  }
  return asking
}
