// Officers may sign with ES256 or with SM2, and which it is follows from the pinned key alone.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { drawOfficerKey, type OfficerKey, readOfficerKey } from '../../src/activation/officer-key.ts'
import { type Officers, readOfficers } from '../../src/activation/officers.ts'
import { ES256, readHeader, SM2_SM3, signDetached, verifiesDetached } from '../../src/activation/signature.ts'
import { signatureFaults } from '../../src/activation/verify-signatures.ts'

const TEXT = '{"release":1}'
let folder: string
let author: OfficerKey
let dpo: OfficerKey
let officers: Officers

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'hutong-signature-'))
  author = await drawOfficerKey(path.join(folder, 'author.jwk.json'), SM2_SM3)
  dpo = await drawOfficerKey(path.join(folder, 'dpo.jwk.json'))
  const file = path.join(folder, 'officers.json')
  const keys = [
    { ...author.publicKey, role: 'author', name: '王芳', notAfter: '2027-11-26' },
    { ...dpo.publicKey, role: 'dpo', name: '李敏' },
  ]
  await writeFile(file, JSON.stringify({ keys }))
  officers = await readOfficers(file, [
    { role: 'author', thumbprint: author.thumbprint },
    { role: 'dpo', thumbprint: dpo.thumbprint },
  ])
})
afterAll(() => rm(folder, { recursive: true }))

const byAuthor = (text = TEXT) => signDetached(text, author.privateKey, { kid: author.thumbprint, role: 'author' })
const byDpo = () => signDetached(TEXT, dpo.privateKey, { kid: dpo.thumbprint, role: 'dpo' })

describe('a release signed with SM2 by one officer and with ES256 by the other', () => {
  it('is signed rightly', async () => {
    const signatures = [await byAuthor(), await byDpo()]
    expect(signatures.map((each) => readHeader(each)?.alg)).toEqual(['SM2-SM3', 'ES256'])
    expect(await signatureFaults(TEXT, signatures, officers)).toEqual([])
    expect(officers.get(author.thumbprint)?.notAfter).toBe('2027-11-26')
  })

  it('is refused when the SM2 signature is over another text', async () => {
    const faults = await signatureFaults(TEXT, [await byAuthor('{"release":2}'), await byDpo()], officers)
    expect(faults.map(({ reason }) => reason)).toEqual(['wrong-signature'])
  })

  it('is refused when a header names the other algorithm than the pinned key has', async () => {
    const [head = '', , signature = ''] = (await byAuthor()).split('.')
    const header = { ...JSON.parse(Buffer.from(head, 'base64url').toString()), alg: 'ES256' }
    const swapped = `${Buffer.from(JSON.stringify(header)).toString('base64url')}..${signature}`
    expect(await verifiesDetached(TEXT, swapped, author.publicKey)).toBe(false)
    expect(await verifiesDetached(TEXT, await byAuthor(), dpo.publicKey)).toBe(false)
  })

  it.each<[string, (signature: string) => string]>([
    ['padded', (signature) => `${signature}=`],
    [
      'spelt otherwise',
      (signature) =>
        `${signature.slice(0, -1)}${signature.endsWith('A') ? 'B' : signature.endsWith('Q') ? 'R' : signature.endsWith('g') ? 'h' : 'x'}`,
    ],
    ['cut', (signature) => signature.slice(0, -2)],
    ['empty', (signature) => signature.slice(0, signature.lastIndexOf('.') + 1)],
  ])('is refused when the SM2 signature is %s', async (_what, change) => {
    expect(await verifiesDetached(TEXT, change(await byAuthor()), author.publicKey)).toBe(false)
  })
})

describe("an officer's SM2 key", () => {
  it('is read back from its file as it was drawn', async () => {
    expect(await readOfficerKey(path.join(folder, 'author.jwk.json'))).toEqual(author)
    expect([SM2_SM3.takes(author.publicKey), ES256.takes(author.publicKey)]).toEqual([true, false])
  })

  it('that is not on the curve verifies nothing', async () => {
    const { x = '', y = '' } = author.publicKey
    expect(await verifiesDetached(TEXT, await byAuthor(), { ...author.publicKey, x: y, y: x })).toBe(false)
    expect(await verifiesDetached(TEXT, await byAuthor(), { ...author.publicKey, x: 'AA' })).toBe(false)
  })
})
