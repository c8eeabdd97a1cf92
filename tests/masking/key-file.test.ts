import { createHash } from 'node:crypto'
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  KEY_DEPARTMENTS,
  KeyFileError,
  newKeyContent,
  newKeyEntry,
  readKeyContent,
  readKeyFile,
  writeKeyFile,
} from '../../src/masking/key-file.ts'
import { openerFor, seal } from '../../src/masking/sealed-cell.ts'

interface Content {
  [field: string]: unknown
  departments: Record<string, { current: number; keys: Record<string, unknown>[] }>
}

let folder = ''
let files = 0
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'hutong-key-file-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

function newPath(): string {
  files += 1
  return path.join(folder, `${files}.json`)
}

async function changedFile(change: (content: Content) => void): Promise<string> {
  const file = newPath()
  await writeKeyFile(file, 'a seed')
  const content = JSON.parse(await readFile(file, 'utf8')) as Content
  change(content)
  await writeFile(file, JSON.stringify(content))
  return file
}

async function messageOf(reading: Promise<unknown>): Promise<string> {
  return reading.then(
    () => '',
    (error: Error) => error.message,
  )
}

describe('reading a key file', () => {
  it('refuses a file that is not there or not JSON, without a word of its content', async () => {
    await expect(readKeyFile(newPath())).rejects.toThrow('ENOENT')
    const file = newPath()
    await writeFile(file, 'c2VjcmV0', { mode: 0o600 })
    expect(await messageOf(readKeyFile(file))).toBe(`key file ${file} has 1 fault(s):\nnot JSON`)
  })

  it.each(['null', '[]', '"c2VjcmV0"', '1'])('refuses %s, which is JSON but no object', async (content) => {
    const file = newPath()
    await writeFile(file, content, { mode: 0o600 })
    expect(await messageOf(readKeyFile(file))).toBe(`key file ${file} has 1 fault(s):\nexpected an object`)
  })

  it.skipIf(process.platform === 'win32')('refuses a file that others may read', async () => {
    const file = newPath()
    await writeKeyFile(file, 'a seed')
    await chmod(file, 0o640)
    expect(await messageOf(readKeyFile(file))).toBe(
      `key file ${file} has 1 fault(s):\nothers than the owner may use it (mode 640); set it to 600`,
    )
  })

  it('asks no mode of a file on Windows, which has none', async () => {
    const file = newPath()
    await writeKeyFile(file, 'a seed')
    await chmod(file, 0o640)
    const platform = Object.getOwnPropertyDescriptor(process, 'platform') ?? {}
    Object.defineProperty(process, 'platform', { ...platform, value: 'win32' })
    try {
      expect((await readKeyFile(file)).registryIndex.id).toBe(1)
    } finally {
      Object.defineProperty(process, 'platform', platform)
    }
  })

  it('reports every fault at once, by its path and never with a key', async () => {
    const file = await changedFile((content) => {
      const { MZJ, GAJ, CLH, WJW, JYJ } = content.departments
      content.format = 'other'
      content.surplus = 'surplus-value'
      Object.assign(MZJ?.keys[0] ?? {}, { key: 'c2hvcnQ' })
      Object.assign(GAJ ?? {}, { current: 9 })
      delete CLH?.keys[0]?.macKey
      delete content.departments.YBJ
      Object.assign(WJW?.keys[0] ?? {}, { algorithm: 'DES' })
      Object.assign(JYJ?.keys[0] ?? {}, { id: 70_000 })
      content.registryIndex = { id: 1, algorithm: 'MD5', key: content.childRef }
      content.cursor = content.journalSubject
    })
    const message = await messageOf(readKeyFile(file))
    expect(message.split('\n').slice(1).sort()).toEqual([
      '1 unknown field(s); known are format, departments, registryIndex, childRef, journalSubject, cursor, recipients',
      'childRef: the same key as registryIndex.key',
      'cursor: the same key as journalSubject',
      'departments.CLH.keys[0].macKey: missing',
      'departments.GAJ.current: expected the id of one of the keys',
      'departments.JYJ.keys[0].id: expected a whole number from 0 to 65535',
      'departments.MZJ.keys[0].key: expected 32 bytes as base64url',
      'departments.WJW.keys[0].algorithm: expected AES-256-GCM or SM4-CTR-HMAC-SM3',
      'departments.YBJ: missing',
      'format: expected "hutong-keys/1"',
      'registryIndex.algorithm: expected HMAC-SHA-256 or HMAC-SM3',
    ])
    expect(message).not.toMatch(/c2hvcnQ|surplus-value/)
  })

  it('refuses departments that are none, and one that it does not know', async () => {
    const of = (code: string, what: string) => `departments.${code}: ${what}`
    const none = await changedFile((content) => Object.assign(content, { departments: [] }))
    expect((await messageOf(readKeyFile(none))).split('\n').slice(1)).toEqual([
      'departments: expected an object',
      ...KEY_DEPARTMENTS.map((code) => of(code, 'missing')),
    ])
    const wrong = await changedFile(({ departments }) => Object.assign(departments, { XXX: {}, MZJ: 'c2VjcmV0' }))
    expect((await messageOf(readKeyFile(wrong))).split('\n').slice(1)).toEqual([
      `departments: 1 unknown field(s); known are ${KEY_DEPARTMENTS.join(', ')}`,
      of('MZJ', 'expected an object'),
    ])
  })

  it('gives each key for its own use', async () => {
    const bytes = (fill: number) => Buffer.alloc(32, fill).toString('base64url')
    const file = await changedFile((content) => {
      content.registryIndex = { id: 3, algorithm: 'HMAC-SM3', key: bytes(1) }
      Object.assign(content, { childRef: bytes(2), journalSubject: bytes(3), cursor: bytes(4) })
    })
    const { registryIndex, childRef, journalSubject, cursor } = await readKeyFile(file)
    expect(registryIndex).toMatchObject({ id: 3, algorithm: 'HMAC-SM3' })
    const exported = [registryIndex.key, childRef, journalSubject, cursor].map((key) => key.export()[0])
    expect(exported).toEqual([1, 2, 3, 4])
  })

  it('fails in a way that may be told from all others', async () => {
    const file = newPath()
    await writeFile(file, '{}', { mode: 0o600 })
    const error = await readKeyFile(file).catch((cause: unknown) => cause)
    expect(error).toBeInstanceOf(KeyFileError)
    expect(error).toMatchObject({ name: 'KeyFileError' })
  })

  it('knows which organisations have new references, and says where that is at fault', async () => {
    const recipients = { '1233019999000HA17Y': { generation: 2, formerUntil: '2027-02-26' } }
    const file = await changedFile((content) => Object.assign(content, { recipients }))
    expect([...(await readKeyFile(file)).recipients]).toEqual(Object.entries(recipients))
    const wrong = await changedFile((content) => Object.assign(content, { recipients: [] }))
    expect((await messageOf(readKeyFile(wrong))).split('\n').slice(1)).toEqual(['recipients: expected an object'])
  })

  it('is read whole for whoever changes it, and not when it is at fault', async () => {
    const file = newPath()
    await writeKeyFile(file, 'a seed')
    const { text, content } = await readKeyContent(file)
    expect(text).toBe(await readFile(file, 'utf8'))
    expect(content).toEqual(newKeyContent({ seed: 'a seed' }))
    await expect(readKeyContent(await changedFile((of) => Object.assign(of, { format: 'other' })))).rejects.toThrow(
      'format',
    )
  })

  it('refuses two keys of one id', async () => {
    const file = await changedFile((content) => {
      const key = { id: 1, algorithm: 'AES-256-GCM', key: Buffer.alloc(32, 1).toString('base64url') }
      content.departments.MZJ?.keys.push(key)
    })
    await expect(readKeyFile(file)).rejects.toThrow('departments.MZJ.keys: an id stands twice')
  })

  it('takes several keys of both algorithms in one department', async () => {
    const file = await changedFile((content) => {
      content.departments.MZJ?.keys.push({
        id: 2,
        algorithm: 'SM4-CTR-HMAC-SM3',
        key: Buffer.alloc(16, 1).toString('base64url'),
        macKey: Buffer.alloc(32, 2).toString('base64url'),
      })
      Object.assign(content.departments.MZJ ?? {}, { current: 2 })
    })
    const { departments } = await readKeyFile(file)
    expect(departments.MZJ.current.algorithm).toBe('SM4-CTR-HMAC-SM3')
    expect(departments.MZJ.byId(1)?.algorithm).toBe('AES-256-GCM')
  })
})

describe('writing a key file', () => {
  it('never replaces a file with other content', async () => {
    const file = newPath()
    await writeKeyFile(file)
    const before = await readFile(file, 'utf8')
    await expect(writeKeyFile(file)).rejects.toThrow('nothing was replaced')
    await expect(writeKeyFile(file, 'a seed')).rejects.toThrow('nothing was replaced')
    expect(await readFile(file, 'utf8')).toBe(before)
  })

  it('tells why it did not write', async () => {
    const elsewhere = path.join(folder, 'no-such-folder', 'keys.json')
    await expect(writeKeyFile(elsewhere)).rejects.toMatchObject({
      message: `key file ${elsewhere} was not written, and nothing was replaced`,
      cause: { code: 'ENOENT' },
    })
  })

  it('gives for a seed the keys that it always gave', async () => {
    const file = newPath()
    await writeKeyFile(file, 'a seed')
    const { format, departments, ...rest } = JSON.parse(await readFile(file, 'utf8'))
    // A department that joins later has keys of its own, and changes nobody else's.
    const first = Object.fromEntries(
      ['MZJ', 'GAJ', 'CLH', 'YBJ', 'WJW', 'JYJ'].map((code) => [code, departments[code]]),
    )
    const text = `${JSON.stringify({ format, departments: first, ...rest }, null, 2)}\n`
    const digest = createHash('sha256').update(text)
    expect(digest.digest('hex')).toBe('7a5b2d2b025d3fb5de37e8d8a8dab90a272079bdd95b05a551c5a5958242222d')
  })

  it('gives every department the national algorithms where that is wanted, and else one', () => {
    const algorithms = (isNational?: boolean) =>
      Object.values(newKeyContent({ seed: 'a seed', ...(isNational === undefined ? {} : { isNational }) }).departments)
        .map(({ keys }) => keys[0]?.algorithm)
        .filter((algorithm) => algorithm === 'SM4-CTR-HMAC-SM3')
    expect([algorithms().length, algorithms(false).length, algorithms(true).length]).toEqual([
      1,
      1,
      KEY_DEPARTMENTS.length,
    ])
  })

  it('gives one key more, drawn anew each time, with its last day where it has one', () => {
    const of = { code: 'MZJ', id: 2, algorithm: 'AES-256-GCM' } as const
    const [one, other] = [newKeyEntry(of), newKeyEntry({ ...of, notAfter: '2027-11-26' })]
    expect(one).toStrictEqual({ id: 2, algorithm: 'AES-256-GCM', key: one.key })
    expect(other).toStrictEqual({ id: 2, algorithm: 'AES-256-GCM', key: other.key, notAfter: '2027-11-26' })
    expect(one.key).not.toBe(other.key)
    expect(Object.keys(newKeyEntry({ ...of, algorithm: 'SM4-CTR-HMAC-SM3' }))).toContain('macKey')
  })

  it('is for its owner alone', async () => {
    const file = newPath()
    await writeKeyFile(file)
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600)
  })

  it('gives the same keys for the same seed and may be repeated, others for another, new ones without', async () => {
    const written = async (seed?: string): Promise<string> => {
      const file = newPath()
      await writeKeyFile(file, seed)
      return readFile(file, 'utf8')
    }
    const file = newPath()
    await writeKeyFile(file, 'a seed')
    await writeKeyFile(file, 'a seed')
    expect(await readFile(file, 'utf8')).toBe(await written('a seed'))
    expect(await written('a seed')).not.toBe(await written('b seed'))
    expect(await written()).not.toBe(await written())
  })

  it('writes keys that seal and open in every department, and in no other', async () => {
    const file = newPath()
    await writeKeyFile(file, 'a seed')
    const { departments } = await readKeyFile(file)
    for (const code of KEY_DEPARTMENTS) {
      const cell = seal(departments[code], 'a.b.c', 'subject', 'text')
      for (const reader of KEY_DEPARTMENTS) {
        const open = openerFor(departments[reader], 'a.b.c', undefined, '2026-11-23')
        if (reader === code) expect(open(cell, 'subject')).toBe('text')
        else expect(() => open(cell, 'subject')).toThrow('a sealed cell of a.b.c')
      }
    }
  })
})
