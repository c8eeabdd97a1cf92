// Which departments are linked, and from where: one list of them says who hands over sheets, another in which order the job goes through them.
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { SHEET_DEPARTMENTS } from '../../src/city/linking-sheets.ts'
import { DATABASES } from '../../src/database/databases.ts'
import { DEPARTMENTS } from '../../src/departments/departments.ts'
import { SHEET_COLUMNS } from '../../src/departments/linking-sheet.ts'
import { sealedTablesOf } from '../../src/keys/sealed-columns.ts'
import { LINKED_DEPARTMENTS } from '../../src/registry/links/read-sheets.ts'
import { sourcesDocument } from '../world/sources-document.ts'

const SECRET = 'the-bureau-gave-this-secret-to-the-gateway'
const NOBODY_LISTENS = 'postgres://nobody@127.0.0.1:9/none'

const DECLARED = DEPARTMENTS.filter(({ linkingSheet }) => linkingSheet !== undefined).map(({ code }) => code)

const SEALED = Object.values(SHEET_COLUMNS).filter((column) => column.endsWith('_sealed')).length

describe('a department that declares linking sheets', () => {
  it('is gone through by the job, written by the synthetic city, and open to the job’s role; no other is', () => {
    expect([...LINKED_DEPARTMENTS].sort()).toEqual([...DECLARED].sort())
    expect([...SHEET_DEPARTMENTS].sort()).toEqual([...DECLARED].sort())
    const open = DATABASES.filter(({ roles }) => roles.includes('hutong_linker')).map(({ code }) => code)
    expect(open.sort()).toEqual(['REGISTRY', ...DECLARED].sort())
  })

  it('has its sheets’ cells among those that are brought under a new key before an old one is retired', () => {
    for (const { code, database } of DEPARTMENTS) {
      const sheets = sealedTablesOf(code).filter(({ name }) => name === `${database}.linking_sheet`)
      expect(sheets.flatMap(({ columns }) => columns).length, code).toBe(DECLARED.includes(code) ? SEALED : 0)
    }
  })
})

describe('a department that is read at a service', () => {
  it('is not linked from an empty database here: the run is refused by name before anything is opened', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'hutong-linked-at-service-'))
    const url = 'http://127.0.0.1:9'
    const env = {
      ...process.env,
      ...{ DATABASE_URL: NOBODY_LISTENS, HUTONG_OFFICERS: `author:${'A'.repeat(43)},dpo:${'B'.repeat(42)}A` },
      HUTONG_OFFICERS_FILE: path.join(folder, 'officers.json'),
      HUTONG_SOURCES: await sourcesDocument(folder, { YBJ: url, SWJ: url, CLH: url }, SECRET),
    }
    const run = promisify(execFile)(process.execPath, ['bin/hutong.js', 'link'], { env })
    await expect(run).rejects.toMatchObject({
      code: 1,
      stderr: 'SOURCE_UNAVAILABLE: CLH: HUTONG_SOURCES has it read at a service, which hands over no linking sheets\n',
    })
    await rm(folder, { recursive: true })
  })
})
