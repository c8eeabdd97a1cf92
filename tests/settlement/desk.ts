// What the settlement desk's tests ask: opening and closing, and the question of a day under an encounter.
import { STAY, type Subject } from '../gateway/questions.ts'
import type { Town } from '../world/town.ts'

export const OPEN = `mutation ($encounters: [EncounterInput!]!) { openEncounters(encounters: $encounters) { position state fault } }`
export const CLOSE = `mutation ($encounters: [String!]!) { closeEncounters(encounters: $encounters) { position state fault } }`

export interface Desk {
  /** By the hospital's own system unless said; gives the body of the reply. */
  open(encounters: readonly object[], as?: string): Promise<Reply>
  close(encounters: readonly string[], as?: string): Promise<Reply>
  /** The statuses of the days, or the code of the error. */
  days(number: string, subject: Partial<Subject>, asked?: Days): Promise<readonly string[]>
}

export interface Reply {
  readonly status: number
  readonly text: string
  readonly body: { readonly data?: Record<string, never>; readonly errors?: { extensions: { code: string } }[] }
}

export interface Days {
  readonly as?: string
  readonly from?: string
  readonly to?: string
}

export function deskOf(town: () => Town): Desk {
  const ask = (as: string, query: string, variables: object, number?: string) =>
    town().ask({
      as,
      purpose: 'P01',
      query,
      variables: { ...variables },
      ...(number === undefined ? {} : { case: number }),
    })
  return {
    open: (encounters, as = 'hospital-system') => ask(as, OPEN, { encounters }),
    close: (encounters, as = 'hospital-system') => ask(as, CLOSE, { encounters }),
    async days(number, subject, { as = 'hospital', from = '2026-11-23', to = from } = {}) {
      const { body } = await ask(as, STAY, { subject, from, to }, number)
      if (body.errors) return [body.errors[0].extensions.code]
      return body.data.stayEligibility.map(
        ({ status, tier, displayName }: Record<string, string | null>) => `${status} ${tier} ${displayName}`,
      )
    },
  }
}
