// The spool and the sealing by themselves: what is on disk, what a full disk does, and who can open what.
import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openWith, privateFrom, sealTo } from '../../src/reports/hpke.ts'
import { openReport, sealReport } from '../../src/reports/report-keys.ts'
import type { SpooledReport } from '../../src/reports/spooled-report.ts'
import { type TestReportSite, testReportSite } from './report-site.ts'

const NUMBER = '11111111-1111-4111-8111-111111111111'
const FULL_DISK = fileURLToPath(new URL('full-disk-process.ts', import.meta.url))

let site: TestReportSite

beforeEach(async () => {
  site = await testReportSite()
})
afterEach(() => site.remove())

function report(number = NUMBER, filedAt = '2026-11-24T02:00:00.000Z'): SpooledReport {
  return {
    ...{ format: 'hutong-report/1', number, filedAt, county: '330106000000', organisationKind: 'SCHOOL' },
    ...{ inDanger: false, isConfirmed: true, policyVersion: 'v', seen: 'AAAA', reporter: 'AAAA' },
  }
}

describe('sealing to a key', () => {
  it('is that of RFC 9180: its own example opens (A.1.1.1)', async () => {
    const bytes = (hex: string) => Buffer.from(hex, 'hex')
    const recipient = await privateFrom({
      x: bytes('3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d').toString('base64url'),
      d: bytes('4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8').toString('base64url'),
    })
    const enc = '37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431'
    const ciphertext = 'f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a'
    const text = await openWith(recipient, {
      info: bytes('4f6465206f6e2061204772656369616e2055726e'),
      aad: bytes('436f756e742d30'),
      text: bytes(enc + ciphertext),
    })
    expect(text.toString()).toBe('Beauty is truth, truth beauty')
  })

  it.each([
    ['the number of another report', { number: '22222222-2222-4222-8222-222222222222' }, 0],
    ['a changed byte', {}, 1],
  ])('does not open under %s', async (_what, other, flipped) => {
    const sealed = await sealReport(site.keys, { holder: 'desk', number: NUMBER }, { words: '有伤' })
    const last = sealed.length - 1
    sealed.writeUInt8(sealed.readUInt8(last) ^ flipped, last)
    const opening = openReport(site.deskKeyFile, { holder: 'desk', number: NUMBER, ...other }, sealed)
    await expect(opening).rejects.toThrow()
  })

  it('opens with the key of its holder and with no other, and not at all where that is not at hand', async () => {
    const name = { holder: 'reporter', number: NUMBER } as const
    const sealed = await sealReport(site.keys, name, { personId: 'someone' })
    expect(await openReport(site.reporterKeyFile, name, sealed)).toEqual({ personId: 'someone' })
    for (const file of [site.deskKeyFile, null, path.join(site.folder, 'nothing')]) {
      await expect(openReport(file, name, sealed)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    }
    await expect(openReport(site.deskKeyFile, { ...name, holder: 'desk' }, sealed)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    })
    await chmod(site.reporterKeyFile, 0o644)
    await expect(openReport(site.reporterKeyFile, name, sealed)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  })

  it('shows how much was written in steps alone, and differs each time', async () => {
    const of = (words: string) => sealReport(site.keys, { holder: 'desk', number: NUMBER }, { words })
    const [short, again, long] = await Promise.all(['有', '有', '有伤'.repeat(40)].map(of))
    expect(short?.length).toBe(long?.length)
    expect(short).not.toEqual(again)
  })

  it('leaves the sealer nothing to open with', async () => {
    const message = { info: Buffer.alloc(0), aad: Buffer.alloc(0), text: Buffer.from('有伤') }
    const sealed = await sealTo(site.keys.desk, message)
    expect(sealed.includes(message.text)).toBe(false)
    expect(site.keys.desk.type).toBe('public')
  })
})

describe('a spool', () => {
  it('keeps a report once, and gives the first receipt again, also after the registry has it', async () => {
    const later = { ...report(), filedAt: '2026-11-24T03:00:00.000Z' }
    const first = await site.spool.keep(report())
    expect(await site.spool.keep(later)).toEqual(first)
    await site.spool.settle(report())
    expect(await site.spool.keep(later)).toEqual(first)
    expect(await site.spool.waiting()).toEqual([])
  })

  it('gives one receipt to all who send the same at the same time', async () => {
    const sent = Array.from({ length: 20 }, (_, at) => report(NUMBER, `2026-11-24T02:00:00.0${10 + at}Z`))
    const receipts = await Promise.all(sent.map((each) => site.spool.keep(each)))
    expect(new Set(receipts.map(({ filedAt }) => filedAt)).size).toBe(1)
    expect(await site.spool.waiting()).toEqual([NUMBER])
  })

  it('hands out the oldest first, and lets only its owner look', async () => {
    const other = '22222222-2222-4222-8222-222222222222'
    await site.spool.keep(report())
    await site.spool.keep(report(other, '2026-11-24T01:00:00.000Z'))
    expect(await site.spool.waiting()).toEqual([other, NUMBER])
    expect((await readdir(site.folder)).filter((name) => name.endsWith('.draft'))).toEqual([])
  })

  it('holds to a damaged file: it is neither a receipt nor gone', async () => {
    await writeFile(path.join(site.folder, `${NUMBER}.report`), '{"format":"hut')
    expect(await site.spool.read(NUMBER)).toBeNull()
    await expect(site.spool.keep(report())).rejects.toMatchObject({ code: 'REPORT_NOT_KEPT' })
    expect(await readFile(path.join(site.folder, `${NUMBER}.report`), 'utf8')).toBe('{"format":"hut')
  })

  it('says that it kept nothing where its folder is gone', async () => {
    await rm(site.folder, { recursive: true })
    await expect(site.spool.keep(report())).rejects.toMatchObject({ code: 'REPORT_NOT_KEPT' })
  })

  it('keeps reports on a full disk in the room it held back, then says so, and loses none', async () => {
    const disk = await mkdtemp(path.join(tmpdir(), 'hutong-full-'))
    const script = `mount -t tmpfs -o size=1m tmpfs ${disk} && ${process.execPath} ${FULL_DISK} ${disk}`
    const { stdout } = await promisify(execFile)('unshare', ['-Urm', 'sh', '-c', script])
    await rm(disk, { recursive: true })
    const { kept, code, waiting, left } = JSON.parse(stdout)
    expect(code).toBe('REPORT_NOT_KEPT')
    expect(kept.length).toBeGreaterThan(20)
    expect(waiting.toSorted()).toEqual(kept)
    // What the registry has makes room again.
    expect(left).toBe(kept.length - 1)
  })
})
