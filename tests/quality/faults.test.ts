// What a batch of probed records shows: which are gone, which cells are missing or of another form, and which were long untouched.
import { describe, expect, it } from 'vitest'
import { UNREADABLE } from '../../src/departments/cell-form.ts'
import { DEPARTMENTS, departmentOf } from '../../src/departments/departments.ts'
import type { TreatedRow } from '../../src/departments/reader.ts'
import { faultsIn } from '../../src/quality/faults.ts'
import { probesOf } from '../../src/quality/probes.ts'

const SETTINGS = { codes: new Map([['sex', new Set(['FEMALE', 'MALE'])]]), hands: () => true, acceptSynthetic: true }
const PROBES = probesOf(departmentOf('GAJ'), SETTINGS)

const SOUND = Object.fromEntries([...PROBES.fieldOf.keys(), 'record_time'].map((column) => [column, true]))

function faults(
  cells: Readonly<Record<string, unknown>> | typeof UNREADABLE | null,
  malformed: readonly string[] = [],
) {
  const row =
    cells === UNREADABLE || cells === null
      ? cells
      : (new Map(Object.entries({ ...SOUND, ...cells })) as unknown as TreatedRow)
  const found = faultsIn(
    {
      keys: ['record'],
      rows: new Map(row === null ? [] : [['record', row] as const]),
      malformed: malformed.map((coordinate) => ({ key: 'record', coordinate })),
    },
    PROBES,
  )
  return found.map(({ fault, field }) => `${fault} ${field}`.trim())
}

describe('a record', () => {
  it.each<[string, Parameters<typeof faults>, readonly string[]]>([
    ['that is whole has no fault', [{}], []],
    [
      'without a value that every record has is MISSING it',
      [{ birth_date: null }],
      ['MISSING PublicSecurity.birthDate'],
    ],
    ['without a value that not every record has is whole', [{ residence_division: null }], []],
    ['with a code that nobody agreed on is MALFORMED', [{ sex: false }], ['MALFORMED PublicSecurity.sex']],
    [
      'with a cell that does not open is MALFORMED',
      [{ name_sealed: UNREADABLE }],
      ['MALFORMED PublicSecurity.displayName'],
    ],
    [
      'that could not be read is MALFORMED in the cell for which',
      [UNREADABLE, ['sex']],
      ['MALFORMED PublicSecurity.sex'],
    ],
    ['that is gone is ABSENT', [null], ['ABSENT']],
    ['that nobody has touched is STALE', [{ record_time: false }], ['STALE']],
    [
      'with several faults has each of them',
      [{ sex: false, birth_date: null, record_time: false }],
      ['MISSING PublicSecurity.birthDate', 'MALFORMED PublicSecurity.sex', 'STALE'],
    ],
  ])('%s', (_what, asked, expected) => {
    expect(faults(...asked)).toEqual(expected)
  })
})

describe('what is asked of a department', () => {
  it('is whether cells have a form, and no cell: no plain column stands by itself in the statement', () => {
    const { text, columns } = PROBES.statement
    for (const { coordinate, place } of columns) {
      if (place === null) expect(text).not.toMatch(new RegExp(`"${coordinate}" as`))
    }
    expect(text).toContain('case when "public_security"."person"."birth_date" is not null then true end')
  })

  it('is each column once, under the first leaf that is read from it', () => {
    expect(PROBES.fieldOf.get('birth_date')).toBe('PublicSecurity.birthDate')
    expect([...PROBES.fieldOf.values()]).not.toContain('PublicSecurity.ageBand')
  })

  it('is not when a record was touched, of a bureau that keeps that to itself', () => {
    expect(probesOf(departmentOf('YBJ'), SETTINGS).touched).toBe('record_time')
    expect(probesOf(departmentOf('YBJ'), { ...SETTINGS, hands: () => false }).touched).toBeNull()
  })

  it.each(DEPARTMENTS)('expects of $code no leaf that it does not hold', ({ expects = [], forms = {}, reads }) => {
    for (const leaf of [...expects, ...Object.keys(forms)]) expect(Object.keys(reads)).toContain(leaf)
  })
})
