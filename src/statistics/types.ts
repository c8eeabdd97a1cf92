// The statistics language in the schema: what may be asked, and how a table looks.
import { Field, Float, Int, ObjectType, registerEnumType } from 'type-graphql'
import { Item } from '../catalogue/item.ts'
import { DayScalar, InstantScalar } from '../catalogue/scalars.ts'
import type { InWords } from './menu/dimension.ts'
import { COLUMNS, DIMENSIONS, RATES } from './menu/menu.ts'
import { STANDING_TABLES } from './standing/tables.ts'

interface Named {
  readonly name: string
  readonly is: InWords
}

function enumOf(name: string, of: readonly Named[]): Readonly<Record<string, string>> {
  const values = Object.fromEntries(of.map((each) => [each.name, each.name]))
  const valuesConfig = Object.fromEntries(
    of.map((each) => [each.name, { description: `${each.is.zh}. ${each.is.en}` }]),
  )
  registerEnumType(values, { name, valuesConfig })
  return values
}

export const StatisticTable = enumOf(
  'StatisticTable',
  STANDING_TABLES.map(({ name, question, is }) => ({ name, is: { ...is, zh: `${question} ${is.zh}` } })),
)
export const StatisticDimension = enumOf('StatisticDimension', DIMENSIONS)
export const StatisticColumn = enumOf('StatisticColumn', COLUMNS)
export const StatisticRate = enumOf('StatisticRate', RATES)

export const StatisticMeasure = {
  CHILDREN: 'CHILDREN',
  RATE: 'RATE',
  SUM: 'SUM',
  MEDIAN: 'MEDIAN',
  P90: 'P90',
} as const
registerEnumType(StatisticMeasure, { name: 'StatisticMeasure' })

@ObjectType()
export class DimensionValue {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String)
  dimension!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String)
  value!: string
}

/** What enters into a number of any table. */
const COUNTED = [...new Set([...DIMENSIONS, ...COLUMNS, ...STANDING_TABLES].flatMap(({ counts }) => counts))].sort()

@ObjectType({ description: 'An empty cell and a small cell look the same' })
export class StatCell {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => [DimensionValue])
  dims!: DimensionValue[]

  @Item('D26', 'L2', 'MZJ', { derivedFrom: COUNTED })
  @Field(() => Float, {
    nullable: true,
    description: 'Distinct children, an amount, or of a rate a share from 0 to 1; null when suppressed',
  })
  value?: number

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => Boolean)
  suppressed!: boolean

  @Item('D26', 'L2', 'MZJ', { derivedFrom: COUNTED })
  @Field(() => Float, { nullable: true, description: 'Of a rate: how many are counted' })
  counted?: number

  @Item('D26', 'L2', 'MZJ', { derivedFrom: COUNTED })
  @Field(() => Float, { nullable: true, description: 'Of a rate: among how many' })
  among?: number

  @Item('D26', 'L2', 'MZJ', { derivedFrom: COUNTED })
  @Field(() => Float, { nullable: true, description: 'Of a rate: of how many no source tells' })
  unknown?: number
}

@ObjectType({ description: 'What a word of the table means, and which departments tell it' })
export class StatDefinition {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String)
  name!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String)
  zh!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String)
  en!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => Int, { description: 'Raised whenever what it counts changes' })
  version!: number

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => [String])
  sources!: string[]
}

@ObjectType({ description: 'A footnote' })
export class StatNote {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String)
  code!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String)
  zh!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String)
  en!: string
}

@ObjectType({ description: 'One line or set of bars of a chart, over the labels of the table' })
export class StatSeries {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String)
  name!: string

  @Item('D26', 'L2', 'MZJ', { derivedFrom: COUNTED })
  @Field(() => [Float], { nullable: 'items' })
  values!: (number | null)[]
}

@ObjectType({ description: 'A table as a chart takes it' })
export class StatChart {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => [String])
  labels!: string[]

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => [StatSeries])
  series!: StatSeries[]
}

@ObjectType({ description: 'One division of a map' })
export class StatPlace {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String, { description: 'Six, nine or twelve digits' })
  division!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String, { description: 'Which series it is of' })
  series!: string

  @Item('D26', 'L2', 'MZJ', { derivedFrom: COUNTED })
  @Field(() => Float, { nullable: true })
  value?: number
}

@ObjectType({ description: 'A released table: what counts, as of when, and its cells' })
export class StatTable {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String, { description: 'Cite the table by it: it gives the same bytes for ever' })
  id!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => StatisticTable, { nullable: true, description: 'Null for one that was asked for' })
  table?: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String, { description: 'The quarter, as 2026-Q4' })
  period!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String)
  measure!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String, { nullable: true, description: 'The column or the rate that is measured' })
  of?: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => [String])
  dimensions!: string[]

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => [StatDefinition])
  definitions!: StatDefinition[]

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => DayScalar, { description: 'The day of the snapshot' })
  asOf!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String, { description: 'The rule pack by which eligibility was counted' })
  pack!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => InstantScalar)
  publishedAt!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => Boolean, { description: 'Of an official table: no number is moved' })
  isExact!: boolean

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String, { description: 'How it was protected' })
  method!: string

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => [StatCell])
  cells!: StatCell[]

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => [StatNote], { description: 'Footnotes: what is held back, and what changed since the period before' })
  notes!: StatNote[]

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => StatChart, { description: 'The table as a chart takes it' })
  chart!: StatChart

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => [StatPlace], { description: 'The table as a map takes it; empty where no dimension is a division' })
  map!: StatPlace[]

  @Item('D26', 'L2', 'MZJ', { derivedFrom: COUNTED })
  @Field(() => String, { description: 'The table with its footnotes as CSV (RFC 4180, UTF-8)' })
  csv!: string

  @Item('D26', 'L2', 'MZJ', { derivedFrom: COUNTED })
  @Field(() => String, { description: 'The table with its footnotes as an XLSX workbook, in Base64' })
  xlsx!: string
}

@ObjectType({ description: 'One cell of two tables of the same kind' })
export class StatComparedCell {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => [DimensionValue])
  dims!: DimensionValue[]

  @Item('D26', 'L2', 'MZJ', { derivedFrom: COUNTED })
  @Field(() => Float, { nullable: true })
  value?: number

  @Item('D26', 'L2', 'MZJ', { derivedFrom: COUNTED })
  @Field(() => Float, { nullable: true, description: 'In the table that is compared with' })
  before?: number
}

@ObjectType({ description: 'Two released tables side by side' })
export class StatComparison {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => [StatNote], { description: 'Where division, definition or rule pack changed between them' })
  notes!: StatNote[]

  @Item('STRUCTURE', 'L2', 'GATEWAY')
  @Field(() => [StatComparedCell])
  cells!: StatComparedCell[]
}

@ObjectType({
  description: 'A partition that is out: whoever asks for it again, or for a part of it, has it for nothing',
})
export class StatRelease {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String)
  measure!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String, { nullable: true, description: 'The column that is measured' })
  of?: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => [String], { description: 'Two to group by and one to filter by, in any order' })
  dimensions!: string[]

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => Boolean, { description: 'Of an official table: no number is moved' })
  isExact!: boolean
}

export const StatLooksOf = { ANALYST: 'ANALYST', POOLED: 'POOLED', SENSITIVE: 'SENSITIVE', SERIES: 'SERIES' } as const
registerEnumType(StatLooksOf, {
  name: 'StatLooksOf',
  description: 'What new tables of a quarter are charged to',
  valuesConfig: {
    ANALYST: { description: 'You' },
    POOLED: { description: 'All analysts together, standing tables included' },
    SENSITIVE: { description: 'All tables across one sensitive dimension' },
    SERIES: { description: 'Tables of the last quarter that are had again' },
  },
})

@ObjectType({ description: 'How many new tables can still be had' })
export class StatLooks {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => StatLooksOf)
  of!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => StatisticDimension, { nullable: true, description: 'With SENSITIVE alone' })
  dimension?: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => Int)
  left!: number
}

@ObjectType({ description: 'What is out of a quarter, and what can still be asked' })
export class StatReleases {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String, { description: 'The quarter, as 2026-Q4' })
  period!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => [StatRelease])
  releases!: StatRelease[]

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => [StatLooks])
  looks!: StatLooks[]
}

@ObjectType({ description: 'One dimension that may be grouped or filtered by' })
export class StatMenuEntry {
  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => StatisticDimension)
  dimension!: string

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => [String])
  values!: string[]

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => StatDefinition)
  definition!: StatDefinition

  @Item('STRUCTURE', 'L1', 'GATEWAY')
  @Field(() => String, { description: 'How far down it may be asked: STREET, COUNTY or CITY' })
  finest!: string
}
