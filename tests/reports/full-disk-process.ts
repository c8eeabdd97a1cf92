// A spool on a disk that somebody else has filled: it keeps reports until there is no room at all, and says what it kept.
// The folder is its one argument, on a small disk.
import { appendFile } from 'node:fs/promises'
import path from 'node:path'
import { GatewayError } from '../../src/errors.ts'
import { openSpool } from '../../src/reports/spool.ts'
import type { SpooledReport } from '../../src/reports/spooled-report.ts'

const [, , folder = ''] = process.argv
const spool = await openSpool({ folder, reserveBytes: 256 * 1024 })
await fill(path.join(folder, 'filler'))

const kept: string[] = []
let code: string | null = null
for (let at = 0; code === null; at += 1) {
  const number = `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`
  try {
    kept.push((await spool.keep(report(number))).number)
  } catch (error) {
    code = error instanceof GatewayError ? error.code : 'another error'
  }
}
const waiting = await spool.waiting()
const [first = ''] = waiting
await spool.begin(first)
await spool.settle(report(first))
process.stdout.write(JSON.stringify({ kept, code, waiting, left: (await spool.waiting()).length }))

async function fill(file: string): Promise<void> {
  for (;;) {
    try {
      await appendFile(file, Buffer.alloc(4096))
    } catch {
      return
    }
  }
}

function report(number: string): SpooledReport {
  return {
    format: 'hutong-report/1',
    ...{ number, filedAt: '2026-11-24T02:00:00.000Z', county: '330106000000' },
    ...{ organisationKind: 'SCHOOL', inDanger: false, isConfirmed: true, policyVersion: '' },
    ...{ seen: 'A'.repeat(4000), reporter: 'A'.repeat(800) },
  }
}
