// What other departments know joins the row of the one that shows it.
import { describe, expect, it } from 'vitest'
import { DEPARTMENTS, type DepartmentCode, departmentOf } from '../../src/departments/departments.ts'
import { contradictionsIn, joinedRow } from '../../src/departments/join-rows.ts'
import { keyOf } from '../../src/departments/joined.ts'
import { MissingCell } from '../../src/departments/missing-cell.ts'
import type { TreatedRow, TreatedRows } from '../../src/departments/reader.ts'
import { parts } from '../policy/policies.ts'

type Cells = Readonly<Record<string, unknown>>
type Told = Cells | null | Exclude<TreatedRows, { state: 'FRESH' }>

const K8 = 'ParentSituation.k8Satisfied'
const PARENT = 'ParentSituation.relation'
const STATUS = 'ParentLink.vitalStatus'
const CONTACT = 'PublicSecurity.lostContactFinding'

/** A list's leaf with the entries that its cells belong to. */
const listed = (leaf: string, entries: readonly string[], cells: readonly unknown[]): Cells => ({
  [leaf]: cells,
  [keyOf(leaf)]: entries,
})

const parents = (entries: readonly string[], answers: readonly unknown[]): Cells => ({
  ...listed(K8, entries, answers),
  ...listed(PARENT, entries, entries),
})

const rowsIn = (each: Told): ReadonlyMap<string, TreatedRow> =>
  new Map(each === null ? [] : [['key', rowFrom(each as Cells)]])

function joined(home: DepartmentCode, told: Partial<Record<DepartmentCode, Told>>, read: readonly string[]) {
  const rowsOf = (each: Told): TreatedRows =>
    each !== null && typeof each.state === 'string'
      ? (each as TreatedRows)
      : { state: 'FRESH', asOf: new Date(0), rows: rowsIn(each), malformed: [] }
  return {
    home: departmentOf(home),
    row: rowFrom((told[home] ?? {}) as Cells),
    read: new Set(read),
    witness: ({ code }: { readonly code: DepartmentCode }) => {
      const each = told[code]
      return each === undefined ? undefined : { rows: rowsOf(each), key: 'key' }
    },
  }
}

function rowFrom(cells: Cells): TreatedRow {
  return new Map(Object.entries(cells)) as unknown as TreatedRow
}

function shown(...of: Parameters<typeof joined>): Cells {
  return Object.fromEntries([...joinedRow(joined(...of))].filter(([name]) => !name.startsWith(keyOf(''))))
}

describe('whether a parent is kept from the child', () => {
  it('is told the same whoever knows it', () => {
    const byJustice = shown('SFJ', { SFJ: parents(['FATHER'], [true]), GAJ: null, FYJ: null }, [K8, PARENT])
    const byPolice = shown('SFJ', { SFJ: null, GAJ: parents(['FATHER'], [true]), FYJ: null }, [K8, PARENT])
    const byCourt = shown('SFJ', { SFJ: null, GAJ: null, FYJ: parents(['FATHER'], [true]) }, [K8, PARENT])
    expect(byJustice).toEqual({ [K8]: [true], [PARENT]: ['FATHER'] })
    expect(byPolice).toEqual(byJustice)
    expect(byCourt).toEqual(byJustice)
  })

  it('stands in an order that does not tell who added a parent', () => {
    const told = { SFJ: parents(['MOTHER'], [true]), GAJ: parents(['FATHER'], [true]), FYJ: null }
    expect(shown('SFJ', told, [K8, PARENT])).toEqual({ [K8]: [true, true], [PARENT]: ['FATHER', 'MOTHER'] })
  })

  it('is yes where one says no and another yes', () => {
    const told = { SFJ: parents(['FATHER'], [false]), GAJ: null, FYJ: parents(['FATHER'], [true]) }
    expect(shown('SFJ', told, [K8])).toEqual({ [K8]: [true], [PARENT]: ['FATHER'] })
  })

  it('is not known at all while one that might add a parent is out', () => {
    const out = { state: 'UNAVAILABLE', reason: 'SOURCE_OUT' } as const
    const missing = new MissingCell('UNAVAILABLE', 'GAJ')
    const told = { SFJ: parents(['FATHER'], [false]), GAJ: out, FYJ: null }
    expect(shown('SFJ', told, [K8, PARENT])).toEqual({ [K8]: missing, [PARENT]: missing })
    expect(shown('SFJ', { ...told, SFJ: null }, [K8, PARENT])).toEqual({ [K8]: missing, [PARENT]: missing })
  })

  it('shows of what another one knows no more than was asked for', () => {
    const told = { SFJ: null, GAJ: parents(['FATHER'], [true]), FYJ: null }
    expect(shown('SFJ', told, [PARENT])).toEqual({ [PARENT]: ['FATHER'] })
    expect(shown('SFJ', told, [K8])).toEqual({ [K8]: [true] })
    expect(shown('SFJ', told, [])).toEqual({})
    const out = { ...told, FYJ: { state: 'UNAVAILABLE', reason: 'SOURCE_OUT' } as const }
    expect(shown('SFJ', out, [K8])).toEqual({ [K8]: new MissingCell('UNAVAILABLE', 'FYJ') })
  })

  it('names a parent as the first one does who has a name to show', () => {
    const nameless = { ...listed(K8, ['FATHER'], [true]), ...listed(PARENT, ['FATHER'], [null]) }
    const told = { SFJ: nameless, GAJ: parents(['FATHER'], [true]), FYJ: null }
    expect(shown('SFJ', told, [K8, PARENT])).toEqual({ [K8]: [true], [PARENT]: ['FATHER'] })
  })

  it('adds nothing to the row of a child of whom nobody knows anything', () => {
    expect(shown('SFJ', { SFJ: null, GAJ: null, FYJ: null }, [K8, PARENT])).toEqual({})
  })
})

describe('a fact of which two departments must say the same', () => {
  const police = listed(STATUS, ['FATHER', 'MOTHER'], ['ALIVE', 'DECLARED_DEAD'])

  it('is undetermined for the parent about whom they disagree, and for no other', () => {
    const told = { GAJ: police, FYJ: listed(STATUS, ['FATHER', 'MOTHER'], ['DECLARED_DEAD', 'DECLARED_DEAD']) }
    expect(shown('GAJ', told, [STATUS])).toEqual({
      [STATUS]: [new MissingCell('UNDETERMINED', 'GAJ'), 'DECLARED_DEAD'],
    })
    expect(contradictionsIn(joined('GAJ', told, [STATUS]))).toEqual([
      {
        field: STATUS,
        entry: 'FATHER',
        statements: [
          { source: 'GAJ', value: 'ALIVE' },
          { source: 'FYJ', value: 'DECLARED_DEAD' },
        ],
      },
    ])
  })

  it('is undetermined for both entries of one parent that a department itself has twice', () => {
    const twice = listed(STATUS, ['FATHER', 'FATHER'], ['DEAD', 'ALIVE'])
    const cell = new MissingCell('UNDETERMINED', 'GAJ')
    expect(shown('GAJ', { GAJ: twice, FYJ: null }, [STATUS])).toEqual({ [STATUS]: [cell, cell] })
  })

  it('names no parent whom its own department does not name', () => {
    const told = { GAJ: listed(STATUS, ['MOTHER'], ['ALIVE']), FYJ: listed(STATUS, ['FATHER'], ['DECLARED_DEAD']) }
    expect(shown('GAJ', told, [STATUS])).toEqual({ [STATUS]: ['ALIVE'] })
  })

  it('is missing while the other is too old, whatever the first says', () => {
    expect(shown('GAJ', { GAJ: police, FYJ: { state: 'STALE' } }, [STATUS])).toEqual({
      [STATUS]: [new MissingCell('STALE', 'FYJ'), new MissingCell('STALE', 'FYJ')],
    })
  })

  it('is what the other says where its own department says nothing', () => {
    expect(shown('GAJ', { GAJ: null, MZJ: { [CONTACT]: true } }, [CONTACT])).toEqual({ [CONTACT]: true })
    const told = { GAJ: { [CONTACT]: false }, MZJ: { [CONTACT]: true } }
    expect(shown('GAJ', told, [CONTACT])).toEqual({ [CONTACT]: new MissingCell('UNDETERMINED', 'GAJ') })
  })

  it('is what its own department says where the other names the parents and has no cells', () => {
    const told = { GAJ: police, FYJ: { [keyOf(STATUS)]: ['FATHER', 'MOTHER'] } }
    expect(shown('GAJ', told, [STATUS])).toEqual({ [STATUS]: ['ALIVE', 'DECLARED_DEAD'] })
  })

  it('contradicts once for a child, with what each one says', () => {
    const told = { GAJ: { [CONTACT]: false }, MZJ: { [CONTACT]: true } }
    const statements = [
      { source: 'GAJ', value: false },
      { source: 'MZJ', value: true },
    ]
    expect(contradictionsIn(joined('GAJ', told, [CONTACT]))).toEqual([{ field: CONTACT, entry: null, statements }])
  })

  it('joins nothing into a leaf that was not read', () => {
    const told = { GAJ: { [CONTACT]: false }, MZJ: { [CONTACT]: true } }
    expect(shown('GAJ', told, [STATUS])).toEqual({ [CONTACT]: false })
    expect(contradictionsIn(joined('GAJ', told, [STATUS]))).toEqual([])
  })

  it('leaves the very row as it is where nobody joins in', () => {
    const alone = joined('GAJ', { GAJ: { [CONTACT]: false }, MZJ: { [CONTACT]: true } }, [STATUS])
    expect(joinedRow(alone)).toBe(alone.row)
  })
})

it('what several departments know is no filter and no sort key, for those ask one department alone', () => {
  const joined = new Set(
    DEPARTMENTS.flatMap(({ alsoKnows = [] }) => alsoKnows.flatMap(({ of, entry }) => [of, entry?.coordinate])),
  )
  const used = [...parts.catalogue.values()].flatMap(({ uses }) => uses?.of ?? [])
  expect(used.length).toBeGreaterThan(0)
  expect(used.filter((coordinate) => joined.has(coordinate))).toEqual([])
})
