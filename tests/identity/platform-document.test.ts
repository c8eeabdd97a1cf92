// The document of the public-data platform: what it must hold, and what is said of one at fault.
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openPlatform, readPlatform } from '../../src/identity/platform-document.ts'
import { sentenceOf } from '../../src/policy/fault.ts'

const SOUND = `
issuer: https://data.platform.example.cn
keys:
  hutong-2026: { secretFile: a.secret }
  hutong-2027: { secretFile: a.secret, algorithm: HMAC-SM3 }
applications:
  A330199305471202611000001: { organisation: 1233019999000HA17Y, role: HOSP_CLERK, purposes: [P01, P02] }
`
const PLAIN = { digest: null, issuers: [] }
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'hutong-platform-document-'))
  await writeFile(path.join(folder, 'a.secret'), 'what-the-platform-signs-with-until-it-is-changed\n', { mode: 0o600 })
  await writeFile(path.join(folder, 'open.secret'), 'what-the-platform-signs-with-until-it-is-changed\n')
  await chmod(path.join(folder, 'open.secret'), 0o644)
  await writeFile(path.join(folder, 'short.secret'), 'short\n', { mode: 0o600 })
})
afterAll(() => rm(folder, { recursive: true }))

async function said(text: string): Promise<string[]> {
  const { value, faults } = await readPlatform(text, { ...PLAIN, file: path.join(folder, 'platform.yaml') })
  expect(value === null).toBe(faults.length > 0)
  return faults.map((fault) => sentenceOf(fault).replaceAll(`${folder}${path.sep}`, ''))
}

/** What `doctor` says to pin. */
async function digestOf(text: string): Promise<string> {
  const { faults } = await readPlatform(text, { ...PLAIN, file: path.join(folder, 'platform.yaml') })
  const digest = /[0-9a-f]{64}$/.exec(faults[0]?.fix ?? '')?.[0]
  if (digest === undefined || faults.length > 1) throw new Error('a document with nothing wrong but the pin')
  return digest
}

const changed = (from: string, to: string): string => {
  if (!SOUND.includes(from)) throw new Error('the sound document has no such text')
  return SOUND.replace(from, to)
}

describe('the document of the platform', () => {
  it('names its keys, with secrets in files beside it, and what each application may ask', async () => {
    const file = path.join(folder, 'platform.yaml')
    const read = await readPlatform(SOUND, { file, digest: await digestOf(SOUND), issuers: [] })
    expect([...(read.value?.keys ?? [])].map(([name, { algorithm }]) => [name, algorithm])).toEqual([
      ['hutong-2026', 'HMAC-SHA-256'],
      ['hutong-2027', 'HMAC-SM3'],
    ])
    expect(read.value?.applications.get('A330199305471202611000001')).toEqual({
      ...{ organisation: '1233019999000HA17Y', role: 'HOSP_CLERK', purposes: ['P01', 'P02'] },
    })
  })

  it.each([
    ['no secret', changed('a.secret }', 'none.secret }'), 'cannot be read'],
    ['a secret that others may read', changed('a.secret }', 'open.secret }'), 'may be used by others than its owner'],
    ['a short secret', changed('a.secret }', 'short.secret }'), 'its content '],
    ['a platform over plain HTTP', changed('https:', 'http:'), 'issuer: '],
    ['a role that no person has', changed('HOSP_CLERK', 'AGENT'), 'role: '],
    ['a purpose that there is not', changed('P02', 'P20'), 'purposes.1: must be one of P01, P02'],
    ['no purpose', changed('[P01, P02]', '[]'), 'purposes: '],
    [
      'an organisation without a code',
      changed('1233019999000HA17Y', 'hospital'),
      'organisation: must be the 18 characters',
    ],
    ['no application', changed(/ {2}A33.*\n/.exec(SOUND)?.[0] ?? '', ''), 'applications: must be object'],
    ['a key too many', `${SOUND}more: 1\n`, 'unknown key `more`'],
  ])('is at fault with %s', async (_title, text, what) => {
    const faults = await said(text)
    expect(faults).toHaveLength(1)
    expect(faults[0]).toContain(what)
  })

  it('says all its faults at once, and opens nothing', async () => {
    const text = changed('P02', 'P20').replace('HOSP_CLERK', 'clerk').replace('HMAC-SM3', 'MD5')
    expect(await said(text)).toHaveLength(3)
    const file = path.join(folder, 'faulty.yaml')
    await writeFile(file, text)
    await expect(openPlatform({ file, digest: null }, [])).rejects.toThrow('the platform is at fault\n')
    expect(await openPlatform(null, [])).toBeNull()
  })

  it('gives the platform’s accounts a name that no other issuer has', async () => {
    const file = path.join(folder, 'platform.yaml')
    const issuers = ['https://data.platform.example.cn']
    const { faults } = await readPlatform(SOUND, { ...PLAIN, file, issuers })
    expect(faults.map(({ what }) => what)).toEqual(['is one of HUTONG_ISSUERS'])
  })

  it('lets nobody in who may write files and not the start settings', async () => {
    const file = path.join(folder, 'platform.yaml')
    const digest = await digestOf(SOUND)
    const opened = async (text: string) =>
      (await readPlatform(text, { file, digest, issuers: [] })).faults.map(({ what }) => what)
    expect(await opened(SOUND)).toEqual([])
    const other = ['is another than HUTONG_PLATFORM_DIGEST pins']
    // Another application, another role, another secret under the same name.
    const more = '  B: { organisation: 1233019999000HA17Y, role: MZ_ADJUDICATOR, purposes: [P08] }\n'
    expect(await opened(`${SOUND}${more}`)).toEqual(other)
    expect(await opened(changed('HOSP_CLERK', 'HOSP_DOCTOR'))).toEqual(other)
    const secret = path.join(folder, 'a.secret')
    await writeFile(secret, 'what-somebody-else-signs-with-in-the-platform’s-place'.replace('’', '-'), { mode: 0o600 })
    expect(await opened(SOUND)).toEqual(other)
    expect((await readPlatform(SOUND, { file, digest: null, issuers: [] })).faults.map(({ what }) => what)).toEqual([
      'is pinned by no HUTONG_PLATFORM_DIGEST',
    ])
  })
})
