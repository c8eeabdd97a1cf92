// The SQL reference asked about written children: what findings.sql says of each, by finding.
import { readFileSync } from 'node:fs'
import pg from 'pg'
import type { Day } from '../../src/clock.ts'
import type { Truth } from '../../src/eligibility/three-valued.ts'
import type { WrittenChild, WrittenParent } from './written-child.ts'

const SQL = readFileSync(new URL('findings.sql', import.meta.url), 'utf8')

// The calendar and the sets of the reference, its own: PostgreSQL counts 29 February plus a year to 28 February.
const FUNCTIONS = `
  create function turns(since date, months int) returns date immutable language sql as $$
    select (since + make_interval(months => months))::date
      + case when extract(day from since) > extract(day from since + make_interval(months => months)) then 1 else 0 end $$;
  create function has(held text[], wanted text[]) returns boolean immutable language sql as $$
    select case when held is null then null when held && wanted then true when 'MORE' = any(held) then null else false end $$;
  create function some_of(held text[]) returns boolean immutable language sql as $$
    select case when held is null then null when cardinality(array_remove(held, 'MORE')) > 0 then true
      when 'MORE' = any(held) then null else false end $$;`

const CHILD_COLUMNS = {
  category: 'CATEGORY',
  former: 'FORMER_CATEGORY',
  household: 'HOUSEHOLD_AID',
  allowance: 'BASIC_ALLOWANCE',
  stage: 'STAGE',
  untraceable: 'PARENTS_UNTRACEABLE',
  kind: 'DISABILITY_KIND',
  grade: 'DISABILITY_GRADE',
  attested: 'ATTESTED',
  accompanied: 'ACCOMPANIED',
  difficulty: 'DIFFICULTY',
  guardianship_missing: 'GUARDIANSHIP_MISSING',
  disabled_allowance: 'DISABLED_LIVING_ALLOWANCE',
  choice: 'SUBSIDY_CHOICE',
  adopted: 'ADOPTED',
  full_time: 'FULL_TIME_STUDY',
  housing_need: 'HOUSING_NEED',
  unemployed: 'UNEMPLOYED',
} as const

const PARENT_COLUMNS = {
  vital: 'VITAL_STATUS',
  situation: 'SITUATION',
  remarried: 'REMARRIED',
  assisted: 'SOCIAL_ASSISTANCE',
  unable: 'UNABLE_TO_SUPPORT',
  capacity: 'LACKS_GUARDIAN_CAPACITY',
  away: 'WORKING_AWAY',
} as const

/** What the reference says of each child, in order, by finding. */
export async function askReference(
  serverUrl: string,
  children: readonly WrittenChild[],
  day: Day,
): Promise<ReadonlyMap<string, Truth>[]> {
  const client = new pg.Client(serverUrl)
  await client.connect()
  try {
    await client.query('begin; create schema findings_reference; set local search_path to findings_reference')
    await client.query(FUNCTIONS)
    await client.query(`create table written (id int, day date, birth_date date, hukou text, residence text,
      residence_since date, away_since_father date, away_since_mother date, ${setColumns().join(', ')})`)
    await client.query('insert into written select * from json_populate_recordset(null::written, $1)', [
      JSON.stringify(children.map((child, id) => rowOf(child, id, day))),
    ])
    const { rows } = await client.query<Record<string, boolean | null>>(SQL)
    return rows.map(
      ({ id: _, ...findings }) => new Map(Object.entries(findings).map(([name, said]) => [name, truth(said)])),
    )
  } finally {
    // The schema was never committed.
    await client.end()
  }
}

function truth(said: boolean | null): Truth {
  if (said === null) return 'UNKNOWN'
  return said ? 'TRUE' : 'FALSE'
}

function setColumns(): string[] {
  const ofParents = Object.keys(PARENT_COLUMNS).flatMap((column) => [`${column}_father`, `${column}_mother`])
  return [...Object.keys(CHILD_COLUMNS), ...ofParents].map((column) => `${column} text[]`)
}

function rowOf(child: WrittenChild, id: number, day: Day): Record<string, unknown> {
  return {
    ...{ id, day, birth_date: child.birthDate, hukou: child.hukou, residence: child.residence },
    residence_since: child.residenceSince,
    ...sets(CHILD_COLUMNS, child.facts, ''),
    ...parentRow(child.father, '_father'),
    ...parentRow(child.mother, '_mother'),
  }
}

function parentRow(parent: WrittenParent | null, suffix: string): Record<string, unknown> {
  return { ...sets(PARENT_COLUMNS, parent?.facts ?? {}, suffix), [`away_since${suffix}`]: parent?.awaySince ?? null }
}

function sets<Name extends string>(
  columns: Readonly<Record<string, Name>>,
  facts: Readonly<Partial<Record<Name, readonly string[] | null>>>,
  suffix: string,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(columns).map(([column, name]) => [`${column}${suffix}`, facts[name] ?? null]),
  )
}
