// New references reach a running gateway; the former ones open nothing there, no other organisation notices, and a rotation
// of keys changes no reference at all.
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import { createFileProvider } from '../../src/keys/file-provider.ts'
import { type KeyStore, openKeyStore } from '../../src/keys/key-store.ts'
import { type LiveKeys, watchKeys } from '../../src/keys/live-keys.ts'
import { openTown, type Town } from '../world/town.ts'

const ORGANISATION = '1133019999000XH06C'
const QUERY = 'query Q($ref: ID!) { child(ref: $ref) { childRef disability { severe } } }'

let folder: string
let store: KeyStore
let live: LiveKeys
let town: Town

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'hutong-refs-'))
  const file = path.join(folder, 'keys.json')
  await copyFile(inject('town').keyFile, file)
  store = openKeyStore(file, null)
  const onFailure = (error: unknown): void => expect.unreachable(String(error))
  town = await openTown({
    async keys(clock) {
      const provider = createFileProvider(file)
      live = await watchKeys({ provider, clock, log: () => undefined, onFailure, everyMs: 3_600_000 })
      return live.keys
    },
  })
})
afterAll(async () => {
  await town.close()
  live.stop()
  await rm(folder, { recursive: true })
})

async function seen(ref: string): Promise<unknown> {
  const { body } = await town.ask({ as: 'adjudicator', purpose: 'P08', query: QUERY, variables: { ref } })
  return body.data.child
}

describe('references of a running gateway', () => {
  const refs = (organisation: string) => town.gateway.rooms.childRefs(organisation)

  it('stay what they are through a rotation of keys', async () => {
    const before = refs(ORGANISATION).refOf(CAST.disabledEdge.id)
    const id = await store.add({ code: 'GAJ', notAfter: '2027-11-26' })
    await store.makeCurrent('GAJ', id)
    await live.refresh()
    expect(refs(ORGANISATION).refOf(CAST.disabledEdge.id)).toBe(before)
    expect(await seen(before)).toEqual({ childRef: before, disability: { severe: true } })
  })

  it('are others once an organisation was given new ones, and the former open nothing', async () => {
    const former = refs(ORGANISATION).refOf(CAST.disabledEdge.id)
    const [others, named] = ['1233019999000HA17Y', `${ORGANISATION} P06`].map((each) => refs(each).refOf(CAST.stay.id))
    await store.setRecipient(ORGANISATION, { generation: 1, formerUntil: '2026-12-23' })
    await live.refresh()
    const young = refs(ORGANISATION).refOf(CAST.disabledEdge.id)
    expect(young).not.toBe(former)
    expect(await seen(former)).toBeNull()
    expect(await seen(young)).toEqual({ childRef: young, disability: { severe: true } })
    expect(refs('1233019999000HA17Y').refOf(CAST.stay.id)).toBe(others)
    // Those of its named cases are the organisation's too.
    expect(refs(`${ORGANISATION} P06`).refOf(CAST.stay.id)).not.toBe(named)
  })
})
