// The document that says at which services departments are read: what it must hold, what is said of one at fault, and that a service
// which wants a certificate of the gateway's own is shown one.
import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { TLSSocket } from 'node:tls'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FixedClock } from '../../src/clock.ts'
import { openServiceSource } from '../../src/departments/adapters/open-service.ts'
import { openSources, readSources } from '../../src/departments/adapters/sources.ts'
import { departmentOf } from '../../src/departments/departments.ts'
import { compileRead } from '../../src/departments/read-statement.ts'
import { maskNamed } from '../../src/masking/masks.ts'

const SECRET = 'the-bureau-gave-this-secret-to-the-gateway'
const SOUND = 'YBJ: { url: "https://insurance.example.cn", secretFile: a.secret }\n'
const TAX = 'SWJ: { url: "https://tax.example.cn", secretFile: a.secret }\n'
const HEALTH = `
department: WJW
request: { method: POST, path: /records, body: { ids: "{keys}", fields: "{fields}" } }
response: { rows: /rows, key: id, asOf: /asOf, schema: { type: object, required: [rows] } }
columns:
  checkup_years: tj
  illness_attested: { field: jb, truth: { yes: [1], no: [0] } }
  family_doctor_contract: { field: qy, truth: { yes: [1], no: [0] } }
  psych_referral_state: zt
`
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'hutong-sources-'))
  await written('a.secret', `${SECRET}\n`)
})
afterAll(() => rm(folder, { recursive: true }))

async function written(name: string, text: string, mode = 0o600): Promise<string> {
  const file = path.join(folder, name)
  await writeFile(file, text)
  await chmod(file, mode)
  return file
}

async function faultsOf(text: string): Promise<string[]> {
  const { value, faults } = await readSources(text, path.join(folder, 'sources.yaml'))
  expect(value === null).toBe(faults.length > 0)
  return faults.map(({ file, path: at, what }) => [path.basename(file), at, what].join(' '))
}

describe('the document of sources', () => {
  it('names services, its own and any other department’s, with files beside it', async () => {
    await written('health.yaml', HEALTH)
    const text = `${SOUND}${TAX}WJW: { url: "https://health.example.cn", secretFile: a.secret, mappingFile: health.yaml }`
    const { value } = await readSources(text, path.join(folder, 'sources.yaml'))
    expect(value).toEqual({
      YBJ: { url: 'https://insurance.example.cn', token: SECRET },
      SWJ: { url: 'https://tax.example.cn', token: SECRET },
      WJW: { url: 'https://health.example.cn', token: SECRET, mappingFile: path.join(folder, 'health.yaml') },
    })
  })

  it('is not read by half: every fault is told, those of the files as well, and no secret', async () => {
    await written('open.secret', SECRET, 0o644)
    await written('short.secret', 'short-7731')
    await written('tax.yaml', 'department: YBJ\n')
    const text = `
YBJ:
  url: http://insurance.example.cn
  secretFile: open.secret
  certificate: { file: nowhere.pem, keyFile: a.secret }
SWJ: { url: "https://tax.example.cn", secretFile: short.secret, mappingFile: tax.yaml }
WJW: { url: "https://health.example.cn", secretFile: a.secret, mappingFile: nowhere.yaml }
`
    const faults = await faultsOf(text)
    expect(faults).toEqual([
      'sources.yaml YBJ.secretFile may be used by others than its owner',
      'sources.yaml YBJ.url must be an https:// address, or http:// on this machine',
      'sources.yaml YBJ.certificate.file is no PEM file',
      'sources.yaml YBJ.certificate.keyFile is no PEM file',
      'sources.yaml SWJ.secretFile its content must be at least 32 printable ASCII characters',
      expect.stringMatching(/^tax\.yaml {2}lacks request|^tax\.yaml .*request/),
      ...faults.slice(6, -1),
      'nowhere.yaml  cannot be read',
    ])
    expect(faults.join()).not.toMatch(/7731|bureau-gave/)
  })

  it.each([
    [
      'that leaves out one that has no database here',
      SOUND,
      'sources.yaml SWJ is missing, and the gateway reads no data',
    ],
    ['that names what is no department', `${SOUND}${TAX}ABC: {}`, 'ABC'],
    ['with a secret in it', `${SOUND}SWJ: { url: "https://a.cn", secretFile: a.secret, token: x }`, 'token'],
    ['that is no YAML', 'YBJ: {', 'sources.yaml'],
    [
      'with a platform and no mapping',
      `${SOUND}SWJ: { url: "https://a.cn", secretFile: a.secret, platform: { appKey: A1 } }`,
      'sources.yaml SWJ.mappingFile is missing',
    ],
    [
      'with a platform and a signature',
      `${SOUND}SWJ: { url: "https://a.cn", secretFile: a.secret, platform: { appKey: A1 }, signature: { keyId: k, algorithm: HMAC-SM3 } }`,
      'sources.yaml SWJ.signature stands beside',
    ],
    [
      'with a signature of another algorithm',
      `${SOUND}SWJ: { url: "https://a.cn", secretFile: a.secret, signature: { keyId: k, algorithm: MD5 } }`,
      'SWJ.signature.algorithm',
    ],
  ])('%s is at fault', async (_what, text, said) => {
    expect((await faultsOf(text)).join('\n')).toContain(said)
  })

  it('opens nothing while one entry is at fault, and nothing is named where there is no document', async () => {
    expect(await openSources(null)).toEqual({})
    const file = await written('sources.yaml', SOUND)
    await expect(openSources(file)).rejects.toThrow(/the sources are at fault\n.*SWJ: is missing/)
    await written('sources.yaml', `${SOUND}${TAX}`)
    expect(Object.keys(await openSources(file))).toEqual(['YBJ', 'SWJ'])
  })
})

describe('a service that asks for a certificate', () => {
  let server: Server
  let url: string
  const shown: unknown[] = []

  beforeAll(async () => {
    await authority()
    const [key, cert, ca] = await Promise.all(['server-key.pem', 'server.pem', 'ca.pem'].map(read))
    server = createServer({ key, cert, ca, requestCert: true, rejectUnauthorized: true }, (request, response) => {
      shown.push((request.socket as TLSSocket).getPeerCertificate().subject.CN)
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ asOf: '2026-11-23T00:00:00Z', rows: [] }))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = `https://localhost:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => new Promise((resolve) => server.close(resolve)))

  const read = (name: string): Promise<string> => readFile(path.join(folder, name), 'utf8')

  async function asked(more: string): Promise<unknown> {
    const document = `YBJ: { url: "${url}", secretFile: a.secret${more} }\n${TAX}`
    const { value } = await readSources(document, path.join(folder, 'sources.yaml'))
    if (!value?.YBJ) return expect.unreachable()
    const clock = new FixedClock('2026-11-23T10:00:00+08:00')
    const { source, close } = await openServiceSource(departmentOf('YBJ'), { ...value.YBJ, clock })
    const statement = compileRead(departmentOf('YBJ'), [{ coordinate: 'Cover.scheme', mask: null }], maskNamed)
    const bound = { today: '2026-11-23', holding: new Map(), signal: new AbortController().signal }
    try {
      return await source.fetch(statement, ['11111111-1111-4111-8111-111111111111'], bound)
    } finally {
      await close()
    }
  }

  it('is shown the gateway’s, and trusted by the authority that was named', async () => {
    const own = 'certificate: { file: client.pem, keyFile: client-key.pem }'
    expect(await asked(`, ${own}, authorityFile: ca.pem`)).toEqual({ asOf: '2026-11-23T00:00:00Z', rows: [] })
    expect(shown).toEqual(['hutong'])
  })

  it('gives no answer without one, and is not trusted without its authority', async () => {
    await expect(asked(', authorityFile: ca.pem')).rejects.toThrow()
    await expect(asked(', certificate: { file: client.pem, keyFile: client-key.pem }')).rejects.toThrow()
    expect(shown).toHaveLength(1)
  })

  async function authority(): Promise<void> {
    const openssl = (...words: string[]) => promisify(execFile)('openssl', words, { cwd: folder })
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2']
    await openssl('req', '-x509', ...key, '-subj', '/CN=authority', '-keyout', 'ca-key.pem', '-out', 'ca.pem')
    for (const [name, subject] of [
      ['server', 'localhost'],
      ['client', 'hutong'],
    ] as const) {
      const named = ['-subj', `/CN=${subject}`, '-addext', `subjectAltName=DNS:${subject}`]
      const signed = ['-CA', 'ca.pem', '-CAkey', 'ca-key.pem']
      await openssl('req', '-x509', ...key, ...named, ...signed, '-keyout', `${name}-key.pem`, '-out', `${name}.pem`)
    }
  }
})
