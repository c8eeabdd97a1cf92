import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { readSettings, SettingsError } from '../../src/settings.ts'

function faultsOf(env: Record<string, string>, ...needed: Parameters<typeof readSettings>[1] & object): string[] {
  try {
    readSettings(env, needed)
  } catch (error) {
    if (error instanceof SettingsError) return [...error.faults]
    throw error
  }
  return []
}

describe('settings', () => {
  it('reports every fault at once, each with its variable and an example', () => {
    const faults = faultsOf({
      DATABASE_URL: 'mysql://root@db/x',
      HUTONG_DATABASE_PREFIX: 'Hutong-1',
      HUTONG_ISSUERS: 'https://a.example.cn,http://b.example.cn',
      HUTONG_PORT: '70000',
      HUTONG_FEED_URL: 'http://changes.example.cn',
      HUTONG_FEED_TOKEN: 'short',
    })
    expect(faults.map((fault) => fault.split(' ')[0])).toEqual([
      'DATABASE_URL',
      'HUTONG_DATABASE_PREFIX',
      'HUTONG_ISSUERS',
      'HUTONG_PORT',
      'HUTONG_FEED_URL',
      'HUTONG_FEED_TOKEN',
    ])
    for (const fault of faults) expect(fault).toMatch(/, for example [A-Z_]+=\S/)
  })

  it('never repeats a value that was given', () => {
    const faults = faultsOf({ DATABASE_URL: 'nonsense-7731', HUTONG_FEED_TOKEN: 'secret-7731' })
    expect(faults).toHaveLength(2)
    expect(faults.join()).not.toContain('7731')
  })

  it.each([
    'DATABASE_URL',
    'HUTONG_ISSUERS',
    'HUTONG_KEY_FILE',
  ] as const)('refuses without %s where it is needed', (name) => {
    expect(faultsOf({ [name]: ' ' }, name)).toEqual([expect.stringContaining(`${name} is needed, for example`)])
  })

  it('takes the address of a service and its secret only together', () => {
    expect(faultsOf({ HUTONG_FEED_URL: 'https://changes.example.cn' })[0]).toMatch(/^HUTONG_FEED_TOKEN is/)
    expect(faultsOf({ HUTONG_FEED_TOKEN: 'x'.repeat(32) })[0]).toMatch(/^HUTONG_FEED_URL is needed/)
    const webhook = { HUTONG_NOTICE_WEBHOOK_URL: 'https://notices.example.cn' }
    expect(faultsOf(webhook)[0]).toMatch(/^HUTONG_NOTICE_WEBHOOK_SECRET is needed/)
    const sms = { HUTONG_NOTICE_SMS_TOKEN: 'x'.repeat(32) }
    expect(faultsOf(sms)[0]).toMatch(/^HUTONG_NOTICE_SMS_URL is needed/)
  })

  it('takes a folder for reports with the keys that seal them, and neither without the other', () => {
    expect(readSettings({}).reports).toBeNull()
    expect(() => readSettings({ HUTONG_REPORTS: '/r' })).toThrow('HUTONG_REPORT_KEYS is needed')
    expect(() => readSettings({ HUTONG_REPORT_DESK_KEY: '/d' })).toThrow('HUTONG_REPORTS is needed')
    expect(readSettings({ HUTONG_REPORTS: '/r', HUTONG_REPORT_KEYS: '/k' }).reports).toEqual({
      ...{ folder: '/r', keysFile: '/k', deskKeyFile: null },
    })
  })

  it('takes the documents of where departments are read and of what was agreed with them as files', () => {
    expect(readSettings({ HUTONG_SOURCES: '/etc/hutong/sources.yaml' }).sourcesFile).toBe('/etc/hutong/sources.yaml')
    expect(readSettings({}).boundsFile).toBeNull()
    expect(readSettings({ HUTONG_BOUNDS: '/etc/hutong/bounds.yaml' }).boundsFile).toBe('/etc/hutong/bounds.yaml')
  })

  it('takes a key service with its secret, a lifetime within an hour, and a certificate with its key', () => {
    const service = { HUTONG_KEY_SERVICE_URL: 'https://keys.example.cn', HUTONG_KEY_SERVICE_TOKEN: 'x'.repeat(32) }
    expect(readSettings({}).keyService).toBeNull()
    expect(readSettings(service).keyService).toEqual({
      url: 'https://keys.example.cn',
      token: 'x'.repeat(32),
      ttlSeconds: 300,
      certificate: null,
      authorityFile: null,
    })
    expect(faultsOf({ HUTONG_KEY_SERVICE_URL: 'http://keys.example.cn' })[0]).toMatch(/^HUTONG_KEY_SERVICE_URL must be/)
    for (const seconds of ['9', '3601', '1e3', 'soon']) {
      expect(faultsOf({ ...service, HUTONG_KEY_SERVICE_TTL: seconds })[0]).toMatch(/^HUTONG_KEY_SERVICE_TTL must be/)
    }
    for (const seconds of ['10', '3600']) expect(faultsOf({ ...service, HUTONG_KEY_SERVICE_TTL: seconds })).toEqual([])
    const half = faultsOf({ ...service, HUTONG_KEY_SERVICE_CERTIFICATE: '/etc/client.pem' })
    expect(half[0]).toMatch(/^HUTONG_KEY_SERVICE_CERTIFICATE_KEY is needed beside/)
  })

  it('takes a Redis over TLS, or one on this machine in clear', () => {
    for (const url of ['rediss://hutong:secret@redis.example.cn:6380', 'redis://127.0.0.1:6379']) {
      expect(readSettings({ HUTONG_REDIS_URL: url }).redisUrl).toBe(url)
    }
    for (const url of ['redis://redis.example.cn', 'http://127.0.0.1:6379', 'redis', '127.0.0.1:6379']) {
      expect(faultsOf({ HUTONG_REDIS_URL: url }), url).toEqual([expect.stringMatching(/^HUTONG_REDIS_URL must be/)])
    }
    expect(readSettings({}).redisUrl).toBeNull()
  })

  it('takes officers by role and thumbprint, one of each role at least, no key twice', () => {
    const [one, other] = ['A'.repeat(43), 'B'.repeat(43)]
    expect(readSettings({ HUTONG_OFFICERS: `author:${one}, dpo:${other}` }).officers).toEqual([
      { role: 'author', thumbprint: one },
      { role: 'dpo', thumbprint: other },
    ])
    expect(readSettings({}).officers).toEqual([])
    const wrong = [
      'author',
      `author:${one}`,
      `dpo:${one},dpo:${other}`,
      `author:${one},dpo:${one}`,
      `head:${one},dpo:${other}`,
    ]
    for (const text of [...wrong, `author:${one}=,dpo:${other}`, `author:${one},dpo:${other},`]) {
      expect(faultsOf({ HUTONG_OFFICERS: text }), text).toEqual([expect.stringMatching(/^HUTONG_OFFICERS must/)])
    }
  })

  it('takes an instant only with its offset', () => {
    const { policiesNotBefore } = readSettings({ HUTONG_POLICIES_NOT_BEFORE: '2026-11-24T10:00:00+08:00' })
    expect(policiesNotBefore?.toISOString()).toBe('2026-11-24T02:00:00.000Z')
    for (const text of ['2026-11-24', '2026-11-24T10:00:00', 'now', '2026-13-01T00:00:00Z', '1795517003000']) {
      expect(faultsOf({ HUTONG_POLICIES_NOT_BEFORE: text }), text).toHaveLength(1)
    }
  })

  it('refuses credentials in an address that is no database', () => {
    expect(faultsOf({ HUTONG_ISSUERS: 'https://user:pass@login.example.cn' })).toHaveLength(1)
  })

  it('needs no variable for the demo', () => {
    const settings = readSettings({})
    expect(settings).toMatchObject({ databaseUrl: null, databasePrefix: 'hutong', host: '127.0.0.1', port: 4000 })
    expect(settings.stateFolder).toBe(path.resolve(import.meta.dirname, '../../.hutong'))
    expect(settings.sourcesFile).toBeNull()
  })

  it('keeps issuers as they are written, and adds the maintenance database to a bare server address', () => {
    const settings = readSettings({
      DATABASE_URL: 'postgres://admin@db.example.cn?sslmode=verify-full',
      HUTONG_ISSUERS: 'https://a.example.cn, http://127.0.0.1:9000',
    })
    expect(settings.issuers).toEqual(['https://a.example.cn', 'http://127.0.0.1:9000'])
    expect(settings.databaseUrl).toBe('postgres://admin@db.example.cn/postgres?sslmode=verify-full')
  })
})
