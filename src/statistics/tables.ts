// The published tables: a closed list, each with its definition in words and its fixed partition.

export const DISTRICTS = [
  '330102',
  '330105',
  '330106',
  '330108',
  '330109',
  '330110',
  '330111',
  '330112',
  '330113',
  '330114',
  '330122',
  '330127',
  '330182',
] as const

export const CATEGORIES = [
  'ORPHAN',
  'DE_FACTO_UNSUPPORTED',
  'DISABLED',
  'ECONOMIC_HARDSHIP',
  'MIGRANT_IN_DIFFICULTY',
  'LEFT_BEHIND_UNGUARDED',
] as const

/** Stands for every value of a dimension. */
export const TOTAL = 'TOTAL'

export type TableId = 'DISADVANTAGED_BY_DISTRICT_AND_CATEGORY' | 'EDGE_NOT_COVERED_BY_DISTRICT'

export interface TableDefinition {
  readonly text: string
  readonly dimensions: readonly string[]
}

const DEFINITIONS: Readonly<Record<TableId, TableDefinition>> = {
  DISADVANTAGED_BY_DISTRICT_AND_CATEGORY: {
    text:
      'N01: distinct children with a category of the six groups adjudicated and in force, by district of household registration. ' +
      'A child may hold several categories, so that categories add up to more than the distinct total. ' +
      'Source: outcomes of civil affairs (MZJ); district: household registration (GAJ).',
    dimensions: ['district', 'category'],
  },
  EDGE_NOT_COVERED_BY_DISTRICT: {
    text:
      'N04: distinct children of 低保边缘 households with severe disability (CLH grade 1 or 2) or attested severe illness ' +
      '(WJW), not included in 低保, by district of household registration. Sources: MZJ, CLH, WJW; district: GAJ.',
    dimensions: ['district'],
  },
}

export function definitionOf(table: TableId): TableDefinition {
  return DEFINITIONS[table]
}
