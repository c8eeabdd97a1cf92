// Role × purpose × field × use as one table, each cell asked of the compiled grant itself. Pages and files are made from it.
import type { Classification } from '../catalogue/item.ts'
import { dataItem } from '../catalogue/items.ts'
import type { Day } from '../clock.ts'
import { fieldAt, holdsInputObject } from '../policy/check.ts'
import type { Grant } from '../policy/compile.ts'
import { type Decision, type UseKind, useOf } from '../policy/decision.ts'
import type { Policy, RowRule } from '../policy/policy.ts'
import type { Side } from '../policy/vocabulary.ts'
import type { Desk, DeskEntry } from './desk.ts'

interface Named {
  readonly zh: string
  readonly en: string
}

/** One role and purpose with a policy. */
export interface MatrixColumn {
  readonly role: string
  readonly purpose: string
  readonly side: Side
  readonly roleWord: Named
  readonly purposeWord: Named
  readonly relationWord: Named
  readonly policy: Policy
  readonly file: string
}

/** One coordinate of which a decision can be made. */
export interface MatrixRow {
  readonly coordinate: string
  readonly classification: Classification
  /** Null for what is not about a person. */
  readonly item: (Named & { readonly code: string }) | null
  /** An identifier that is sent, or a field that is shown. */
  readonly form: 'field' | 'input'
  /** In the order of the columns. */
  readonly cells: readonly MatrixCell[]
}

export interface MatrixCell {
  /** What is shown of a field, or whether an identifier may be sent. */
  readonly main: Decision
  /** Further uses that are granted. */
  readonly uses: readonly Exclude<UseKind, 'select' | 'input'>[]
  readonly rows: readonly RowRule[]
  /** Shown although something that it is computed from is not granted, by a declared release. */
  readonly isRelease: boolean
}

export interface Matrix {
  readonly version: string
  readonly today: Day
  readonly columns: readonly MatrixColumn[]
  /** By item, then as the schema lists them; what is not about a person comes last. */
  readonly rows: readonly MatrixRow[]
}

/** A policy that has ended before `today` grants nothing and has no column. */
export function matrixOf(desk: Desk, today: Day): Matrix {
  const entries = desk.entries.filter(({ policy }) => policy.until === null || today < policy.until)
  return {
    version: desk.set.version,
    today,
    columns: entries.map((entry) => columnOf(desk, entry)),
    rows: rowsOf(desk).map((row) => ({ ...row, cells: entries.map((entry) => cellOf(row, entry)) })),
  }
}

const UNNAMED: Named = { zh: '', en: '' }

function columnOf({ vocabulary }: Desk, { policy, file }: DeskEntry): MatrixColumn {
  const { role, purpose, relation } = policy
  return {
    role,
    purpose,
    side: vocabulary.roles[role]?.side ?? 'outside',
    roleWord: vocabulary.roles[role] ?? UNNAMED,
    purposeWord: vocabulary.purposes[purpose] ?? UNNAMED,
    relationWord: vocabulary.relations[relation] ?? UNNAMED,
    policy,
    file,
  }
}

type Row = Omit<MatrixRow, 'cells'>

function rowsOf({ schema, catalogue }: Desk): Row[] {
  const rows = [...catalogue].flatMap(([coordinate, classification]): Row[] => {
    const item = dataItem(classification.item) ?? null
    if (fieldAt(schema, coordinate)) return [{ coordinate, classification, item, form: 'field' }]
    // An input that uses a field is decided where that field stands.
    const use = holdsInputObject(schema, coordinate) ? null : useOf(coordinate, classification)
    return use?.kind === 'input' ? [{ coordinate, classification, item, form: 'input' }] : []
  })
  const place = ({ item }: Row): string => item?.code ?? 'structure'
  return rows.sort((a, b) => (place(a) < place(b) ? -1 : place(a) > place(b) ? 1 : 0))
}

function cellOf({ coordinate, form }: Row, { grant, policy }: DeskEntry): MatrixCell {
  const main = grant.decide(form === 'field' ? 'select' : 'input', coordinate)
  return {
    main,
    uses: form === 'field' ? furtherUses(grant, coordinate) : [],
    rows: main.effect === 'refuse' ? [] : (main.rows ?? []),
    isRelease: main.effect !== 'refuse' && policy.releases.some(({ field }) => field === coordinate),
  }
}

function furtherUses(grant: Grant, coordinate: string): MatrixCell['uses'] {
  return (['filter', 'sort', 'group'] as const).filter((kind) => grant.decide(kind, coordinate).effect !== 'refuse')
}

/** True where a cell grants anything at all. */
export function isGranted({ main, uses }: MatrixCell): boolean {
  return main.effect !== 'refuse' || uses.length > 0
}
