// What several departments know of one fact, told slowly and in the words of the page, not by the code under test.
import type { ChildRows, Json, StoredRow } from './world.ts'

/** Stands for a value on which its sources disagree. */
export const UNDETERMINED = 'UNDETERMINED'

export interface Said {
  readonly source: string
  readonly value: Json
}

export interface Disagreement {
  readonly field: string
  readonly entry: string | null
  readonly statements: readonly Said[]
}

type RowOf = (rows: ChildRows, department: 'GAJ' | 'FYJ' | 'SFJ' | 'MZJ' | 'YBJ' | 'SWJ') => StoredRow | undefined

const BECAME: Readonly<Record<string, string>> = {
  ...{ '330103': '330105', '330181': '330109', '330183': '330111', '330185': '330112' },
  ...{ '330104': UNDETERMINED, '330184': UNDETERMINED },
}

/** A division as it is called today: of what was joined to another, the county; of what was divided, nothing. */
export function divisionToday(coordinate: string, value: Json): Json {
  if (!coordinate.endsWith('Division') || value === null) return value
  const became = BECAME[String(value).slice(0, 6)]
  if (became === undefined) return value
  return became === UNDETERMINED ? UNDETERMINED : `${became}000000`
}

/** The cell as everyone together knows it; undefined for a cell that one department alone knows of. */
export function joinedCell(rows: ChildRows, coordinate: string, rowOf: RowOf): Json | undefined {
  switch (coordinate) {
    case 'ParentSituation.relation':
      return orNull([...keptAway(rows, rowOf).keys()].sort())
    case 'ParentSituation.k8Satisfied':
      return orNull([...keptAway(rows, rowOf)].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, answer]) => answer))
    case 'ParentLink.vitalStatus':
      return statuses(rows, rowOf)
    default:
      return pairedCell(rows, coordinate, rowOf)
  }
}

export function disagreements(rows: ChildRows, rowOf: RowOf): Disagreement[] {
  const relations = [...new Set(texts(rowOf(rows, 'GAJ')?.parent_relations))].sort()
  const parents = relations.map((entry) => ({
    field: 'ParentLink.vitalStatus',
    entry,
    statements: statusStatements(rows, entry, rowOf).filter(isSaid),
  }))
  const open = PAIRS.filter((pair) => differs(pair, saidOf(pair, rows, rowOf)))
  const plain = open.map((pair) => ({ field: pair.field, entry: null, statements: saidOf(pair, rows, rowOf) }))
  return [...plain, ...parents.filter(({ statements }) => disagree(statements))]
}

function orNull(list: readonly Json[]): Json {
  return list.length === 0 ? null : list
}

// Yes where anyone says yes; no where somebody says no and nobody yes.
function keptAway(rows: ChildRows, rowOf: RowOf): Map<string, Json> {
  const told = new Map<string, Json>()
  const columns = [
    [rowOf(rows, 'SFJ'), 'relations', 'k8_satisfied'],
    [rowOf(rows, 'GAJ'), 'kept_away_relations', 'kept_away'],
    [rowOf(rows, 'FYJ'), 'kept_away_relations', 'kept_away'],
  ] as const
  for (const [row, names, answers] of columns) {
    for (const [at, name] of texts(row?.[names]).entries()) {
      const answer = listOf(row?.[answers])[at] ?? null
      const before = told.get(name) ?? null
      told.set(name, before === true || answer === true ? true : (before ?? answer))
    }
  }
  return told
}

function statuses(rows: ChildRows, rowOf: RowOf): Json {
  const police = rowOf(rows, 'GAJ')
  if (!police?.parent_vital_statuses) return null
  return texts(police.parent_relations).map((relation) => {
    const words = statusStatements(rows, relation, rowOf)
    const said = words.filter(isSaid)
    if (disagree(said)) return UNDETERMINED
    return said[0]?.value ?? (words.some(({ value }) => value === 'UNKNOWN') ? 'UNKNOWN' : null)
  })
}

function isSaid({ value }: Said): boolean {
  return value !== null && value !== 'UNKNOWN'
}

function statusStatements(rows: ChildRows, relation: string, rowOf: RowOf): Said[] {
  const police = rowOf(rows, 'GAJ')
  const court = rowOf(rows, 'FYJ')
  return [
    ...entries(police, 'GAJ', ['parent_relations', 'parent_vital_statuses'], relation),
    ...entries(court, 'FYJ', ['declared_relations', 'declared_statuses'], relation),
  ]
}

function entries(
  row: StoredRow | undefined,
  source: string,
  [names, values]: readonly [string, string],
  relation: string,
): Said[] {
  const cells = listOf(row?.[values])
  return texts(row?.[names]).flatMap((name, at) => (name === relation ? [{ source, value: cells[at] ?? null }] : []))
}

interface Pair {
  readonly field: string
  readonly columns: readonly (readonly [Parameters<RowOf>[1], string])[]
  /** Days that lie no further apart are one. */
  readonly withinDays?: number
}

/** One cell of a child each, of which two departments have a word. */
const PAIRS: readonly Pair[] = [
  {
    field: 'PublicSecurity.lostContactFinding',
    columns: [
      ['GAJ', 'lost_contact_finding'],
      ['MZJ', 'lost_contact_finding'],
    ],
  },
  {
    field: 'Insurance.medAidTier',
    columns: [
      ['YBJ', 'medical_aid_tag'],
      ['MZJ', 'medical_aid_tier'],
    ],
  },
  {
    field: 'Premium.paidOn',
    columns: [
      ['YBJ', 'premium_paid_on'],
      ['SWJ', 'collected_on'],
    ],
    withinDays: 31,
  },
]

function pairedCell(rows: ChildRows, coordinate: string, rowOf: RowOf): Json | undefined {
  const pair = PAIRS.find(({ field }) => field === coordinate)
  if (!pair) return undefined
  const said = saidOf(pair, rows, rowOf)
  return differs(pair, said) ? UNDETERMINED : (said[0]?.value ?? null)
}

function saidOf({ columns }: Pair, rows: ChildRows, rowOf: RowOf): Said[] {
  const said = columns.map(([source, column]) => ({ source, value: rowOf(rows, source)?.[column] ?? null }))
  return said.filter(({ value }) => value !== null)
}

const DAY_MS = 86_400_000

function differs({ withinDays }: Pair, said: readonly Said[]): boolean {
  if (withinDays === undefined) return disagree(said)
  const days = said.map(({ value }) => Date.parse(String(value)) / DAY_MS)
  return Math.max(...days) - Math.min(...days) > withinDays
}

function disagree(said: readonly Said[]): boolean {
  const meanings = said.map(({ value }) => (value === 'DECLARED_DEAD' ? 'DEAD' : value))
  return new Set(meanings).size > 1
}

function texts(cell: Json | undefined): string[] {
  return listOf(cell).map(String)
}

function listOf(cell: Json | undefined): readonly Json[] {
  return Array.isArray(cell) ? (cell as readonly Json[]) : []
}
