// A town where nothing is registered but what a test registers, on a registry of its own, and a raw way to ask: a body is
// sent as it stands.
import request, { type Response } from 'supertest'
import { expect } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import { byCitizenId, recordedSources, type SourceCall, seen } from '../gateway/questions.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { register, type TestRegistration } from '../world/registered.ts'
import { openTown, type Town, type TownOptions, tokenOf } from '../world/town.ts'

export const HOSPITAL = '1233019999000HA17Y'
export const OTHER_HOSPITAL = '1233019999000HA25R'
export const XIHU_BUREAU = '1133019999000XH06C'

export const QUESTION =
  'query One($subject: SubjectInput!) { eligibility(subject: $subject, benefit: MEDICAL_AID) { status tier } }'
export const VARIABLES = { subject: byCitizenId(CAST.stay) }

export interface Asking {
  readonly as?: string
  readonly purpose?: string
  readonly case?: string
  /** Of an agent. */
  readonly conversation?: string
}

export interface Desk {
  readonly town: Town
  readonly registry: OwnRegistry
  /** Registers, and has the gateway know it; gives the registration's id. */
  register(wish: Partial<TestRegistration>): Promise<string>
  /** Has the gateway read what is registered. */
  refresh(): Promise<void>
  /** As the hospital's clerk for P01 unless said. */
  post(body: object, asking?: Asking): Promise<Response>
  takeCalls(): SourceCall[]
  /** Asks what must be refused: one REFUSED, its one entry, no source call. Gives all that the caller sees. */
  refusal(body: object, asking?: Asking): Promise<unknown>
  close(): Promise<void>
}

export async function openDesk(name: string, options: TownOptions = {}): Promise<Desk> {
  const registry = await openOwnRegistry(name)
  const sources = recordedSources()
  const town = await openTown({
    ...options,
    databaseUrl: registry.databaseUrl,
    wrapSource: sources.wrapSource,
    registersOperations: false,
  })
  const refresh = () => town.gateway.rooms.operations.refresh()
  const post = async (body: object, asking: Asking = {}) => {
    const { as = 'hospital', purpose = 'P01', case: number = 'E-2026-0002', conversation } = asking
    const token = await tokenOf(town.site.issuer, as, conversation)
    return request(town.url)
      .post('/graphql')
      .set({ authorization: `Bearer ${token}`, 'x-purpose': purpose, 'x-case': number })
      .set('content-type', 'application/json')
      .send(JSON.stringify(body))
  }
  return {
    town,
    registry,
    refresh,
    post,
    async register(wish) {
      const id = await register(registry.loader, { document: QUESTION, purpose: 'P01', ...wish })
      await refresh()
      return id
    },
    takeCalls: sources.take,
    async refusal(body, asking) {
      await town.newEntries()
      sources.take()
      const response = await post(body, asking)
      expect(response.body).toEqual({ errors: [{ message: expect.any(String), extensions: { code: 'REFUSED' } }] })
      expect(sources.take()).toEqual([])
      expect(await town.newEntries()).toMatchObject([
        { kind: 'REFUSAL', body: { code: 'REFUSED', fields: [], subjects: [], operation: '' } },
      ])
      return seen(response)
    },
    async close() {
      await town.close()
      await registry.drop()
    },
  }
}
