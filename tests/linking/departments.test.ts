// Which departments are linked: one list of them says who hands over sheets, another in which order the job goes through them.
import { describe, expect, it } from 'vitest'
import { SHEET_DEPARTMENTS } from '../../src/city/linking-sheets.ts'
import { DATABASES } from '../../src/database/databases.ts'
import { DEPARTMENTS } from '../../src/departments/departments.ts'
import { SHEET_COLUMNS } from '../../src/departments/linking-sheet.ts'
import { sealedTablesOf } from '../../src/keys/sealed-columns.ts'
import { LINKED_DEPARTMENTS } from '../../src/registry/links/read-sheets.ts'

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
