// The classification that every output field, argument and input field carries: which data item it is, how sensitive,
// and which department is its one source. A schema element without one does not build (see src/schema.ts).
// Every class of the schema comes through here, and needs it before its first decorator.
import 'reflect-metadata'
import { Extensions } from 'type-graphql'

export const LEVELS = ['L1', 'L2', 'L3', 'L4'] as const
export type Level = (typeof LEVELS)[number]

/** The gateway itself and the departments of domain 2.1 that are the source of an item. */
export const SOURCES = [
  'GATEWAY',
  'MZJ',
  'GAJ',
  'CLH',
  'YBJ',
  'SWJ',
  'WJW',
  'JYJ',
  'RSJ',
  'ZFJ',
  'SFJ',
  'FYJ',
  'NYJ',
  'XZJ',
  'CUN',
  'FLY',
] as const
export type SourceCode = (typeof SOURCES)[number]

/** A data item of the catalogue (`D01`…`D62`), or `STRUCTURE` for what is not about a person. */
export type ItemCode = `D${number}` | 'STRUCTURE'

export type FilterTest = 'equals' | 'atLeast' | 'atMost' | 'includes' | 'within'

/** How an input uses a field: `filter` and `sort` obey the grant of the coordinate they use. */
export type FieldUse =
  | { readonly kind: 'filter'; readonly of: string; readonly test: FilterTest }
  | { readonly kind: 'sort'; readonly of: string }

export interface Classification {
  readonly item: ItemCode
  readonly level: Level
  readonly source: SourceCode
  /** Further items that enter into this one and are seen nowhere else. */
  readonly holds?: readonly ItemCode[]
  /** Coordinates whose values this one is computed from; it carries their restrictions unless a policy releases it. */
  readonly derivedFrom?: readonly string[]
  readonly uses?: FieldUse
  /** Names of the masks that the way the field is read can apply; the schema adds them. */
  readonly masks?: readonly string[]
  /** True where the way the field is read can apply a condition; the schema adds it. */
  readonly takesConditions?: boolean
  /** Of an enumeration whose values name tables: the fields that each of them is counted by. */
  readonly groups?: Readonly<Record<string, readonly string[]>>
}

interface More {
  readonly holds?: readonly ItemCode[]
  readonly derivedFrom?: readonly string[]
  readonly uses?: FieldUse
  /** Classifications of the field's arguments, by name. */
  readonly arguments?: Readonly<Record<string, Classification>>
}

/** Classifies a field or an input field. Reads as `@Item('D04', 'L3', 'GAJ')`. */
export function Item(
  item: ItemCode,
  level: Level,
  source: SourceCode,
  more: More = {},
): PropertyDecorator & MethodDecorator {
  const { arguments: argumentItems, ...rest } = more
  const classification: Classification = { item, level, source, ...rest }
  return Extensions({
    classification,
    ...(argumentItems ? { argumentClassifications: argumentItems } : {}),
    directives: { item: { code: item, level, source, ...(more.holds ? { holds: more.holds } : {}) } },
  }) as PropertyDecorator & MethodDecorator
}

/** Whether a coordinate classified so shows one of these items, its own or one that enters into it. */
export function showsItem({ item, holds = [] }: Classification, items: readonly string[]): boolean {
  return [item, ...holds].some((each) => items.includes(each))
}

/** What is not about a person: page sizes, sort directions, rule ids. */
export const STRUCTURE: Classification = { item: 'STRUCTURE', level: 'L1', source: 'GATEWAY' }
