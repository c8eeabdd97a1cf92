// What a child's edge to a department shows: that there is a record is told by what it shows, and by nothing else.
import { describe, expect, it } from 'vitest'
import { UNREADABLE } from '../../src/departments/cell-form.ts'
import { departmentOf } from '../../src/departments/departments.ts'
import { edgeValue } from '../../src/departments/edge-reads.ts'
import { MissingCell } from '../../src/departments/missing-cell.ts'
import type { TreatedRow, TreatedRows } from '../../src/departments/reader.ts'
import type { ShapeField } from '../../src/plan/shape.ts'

const leaf = (coordinate: string): ShapeField =>
  ({ name: coordinate.split('.')[1] ?? '', coordinate, isList: false, fields: [] }) as unknown as ShapeField

const EDGE = [leaf('CivilAffairs.payoutAccount'), leaf('CivilAffairs.basicAllowanceActive')]
const NONE_WITHHELD: ReadonlySet<string> = new Set()

function shown(cells: Record<string, unknown> | null, withheld = NONE_WITHHELD): unknown {
  const row = cells === null ? [] : [['key', new Map(Object.entries(cells)) as unknown as TreatedRow] as const]
  return shownFrom({ state: 'FRESH', asOf: new Date(0), rows: new Map(row), malformed: [] }, withheld)
}

function shownFrom(rows: TreatedRows, withheld = NONE_WITHHELD): unknown {
  const read = new Set(EDGE.map(({ coordinate }) => coordinate))
  return edgeValue(EDGE, rows, {
    department: departmentOf('MZJ'),
    key: 'key',
    read,
    witness: () => undefined,
    withheld,
  })
}

describe('an edge', () => {
  it('is null without a record and just so with a record of which nothing is to be seen', () => {
    expect(shown(null)).toBeNull()
    expect(shown({ 'CivilAffairs.payoutAccount': null, 'CivilAffairs.basicAllowanceActive': null })).toBeNull()
  })

  it('holds what there is, with null beside it', () => {
    expect(shown({ 'CivilAffairs.payoutAccount': '***1234' })).toEqual({
      payoutAccount: '***1234',
      basicAllowanceActive: null,
    })
  })

  it('shows what is withheld with and without a record alike', () => {
    const withheld = new Set(['CivilAffairs.payoutAccount'])
    const wanted = { payoutAccount: new MissingCell('WITHHELD', 'MZJ'), basicAllowanceActive: null }
    expect(shown(null, withheld)).toEqual(wanted)
    expect(shown({ 'CivilAffairs.payoutAccount': '***1234' }, withheld)).toEqual(wanted)
  })

  it('says of a cell that cannot be read that it is unavailable', () => {
    expect(shown({ 'CivilAffairs.payoutAccount': UNREADABLE })).toEqual({
      payoutAccount: new MissingCell('UNAVAILABLE', 'MZJ'),
      basicAllowanceActive: null,
    })
  })

  it('is unavailable as one where its row cannot be read', () => {
    const rows = new Map([['key', UNREADABLE] as const])
    expect(shownFrom({ state: 'FRESH', asOf: new Date(0), rows, malformed: [] })).toEqual(
      new MissingCell('UNAVAILABLE', 'MZJ'),
    )
  })
})
