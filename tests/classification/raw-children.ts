// The town's children written down from the departments' own tables, by somebody who knows the tables and nothing of the gateway's reading.
import { ageAt, type Day } from '../../src/clock.ts'
import type { DepartmentCode } from '../../src/departments/departments.ts'
import { MORE, type WrittenChild, type WrittenParent } from '../eligibility/written-child.ts'
import type { Town } from '../world/town.ts'

// biome-ignore lint/suspicious/noExplicitAny: rows as PostgreSQL hands them over
type Row = any

const TABLES: Readonly<Partial<Record<DepartmentCode, string>>> = {
  GAJ: `select subject_key, to_char(birth_date, 'YYYY-MM-DD') as born, hukou_division as hukou, residence_division as residence,
    to_char(residence_since, 'YYYY-MM-DD') as since, parent_relations as relations, parent_vital_statuses as vital, parents_untraceable as untraceable,
    kept_away_relations, kept_away from public_security.person`,
  MZJ: `select subject_key, categories, household_aid_class as household, basic_allowance_state as allowance, subsidy_choice as choice,
    disabled_living_allowance_state as disabled_allowance from civil_affairs.welfare_record`,
  CLH: `select subject_key, kind, grade, to_char(valid_to, 'YYYY-MM-DD') as valid_to from disability.certificate`,
  WJW: 'select subject_key, illness_attested as attested from health.attestation',
  JYJ: 'select subject_key, stage from education.pupil',
  SFJ: 'select subject_key, relations, k8_satisfied as kept from justice.parents',
  FYJ: `select subject_key, declared_relations, declared_statuses, kept_away_relations, kept_away from court.guardianship`,
}

export interface RawChild {
  readonly childId: string
  readonly written: WrittenChild
}

export async function rawChildren(town: Town, today: Day): Promise<RawChild[]> {
  const registry = town.pool('REGISTRY', 'hutong_loader')
  const { rows: children } = await registry.query<Row>(
    `select c.id, (select jsonb_object_agg(department, subject_key) from registry.source_link l where l.child_id = c.id) as keys
     from registry.child c order by c.id`,
  )
  const tables = new Map<string, Map<string, Row>>()
  for (const [code, text] of Object.entries(TABLES)) {
    const { rows } = await town.pool(code as DepartmentCode, 'hutong_loader').query<Row>(text)
    tables.set(code, new Map(rows.map((row: Row) => [row.subject_key, row])))
  }
  return children.map(({ id, keys }: Row) => {
    const of = (code: string): Row => tables.get(code)?.get(keys?.[code]) ?? null
    return { childId: id, written: written(of, today) }
  })
}

function written(of: (code: string) => Row, today: Day): WrittenChild {
  const [police, office, card, pupil] = [of('GAJ'), of('MZJ'), of('CLH'), of('JYJ')]
  const isValid = card !== null && (card.valid_to ?? '9999') >= today
  return {
    facts: {
      CATEGORY: office?.categories ?? [],
      // Of whoever is grown up the cells say nothing of before.
      FORMER_CATEGORY: [...(isMinor(police?.born, today) ? (office?.categories ?? []) : []), MORE],
      HOUSEHOLD_AID: one(office?.household),
      BASIC_ALLOWANCE: one(office?.allowance),
      SUBSIDY_CHOICE: one(office?.choice),
      DISABLED_LIVING_ALLOWANCE: one(office?.disabled_allowance),
      STAGE: one(pupil?.stage),
      PARENTS_UNTRACEABLE: said(police?.untraceable),
      DISABILITY_KIND: isValid ? one(card.kind) : [],
      DISABILITY_GRADE: isValid ? one(card.grade) : [],
      ATTESTED: of('WJW')?.attested ? null : [],
    },
    birthDate: police?.born ?? null,
    hukou: police?.hukou?.slice(0, 6) ?? null,
    residence: police?.residence?.slice(0, 6) ?? null,
    residenceSince: police?.since ?? null,
    father: parent(of, 'FATHER'),
    mother: parent(of, 'MOTHER'),
  }
}

function isMinor(born: Day | null | undefined, today: Day): boolean {
  return typeof born === 'string' && ageAt(born, today) < 18
}

function parent(of: (code: string) => Row, which: string): WrittenParent | null {
  const [police, prison, court] = [of('GAJ'), of('SFJ'), of('FYJ')]
  const at = (relations: string[] | null | undefined, values: Row[] | null | undefined): Row =>
    values?.[(relations ?? []).indexOf(which)] ?? null
  const isNamed = [police?.relations, prison?.relations, police?.kept_away_relations, court?.kept_away_relations]
  if (!isNamed.some((relations) => relations?.includes(which))) return null
  const kept = [
    at(prison?.relations, prison?.kept),
    at(police?.kept_away_relations, police?.kept_away),
    at(court?.kept_away_relations, court?.kept_away),
  ]
  return {
    facts: {
      VITAL_STATUS: vital(
        at(police?.relations, police?.vital),
        at(court?.declared_relations, court?.declared_statuses),
      ),
      SITUATION: kept.includes(true) ? ['ONE_OF_EIGHT', MORE] : null,
    },
    awaySince: null,
  }
}

const DEAD = new Set(['DEAD', 'DECLARED_DEAD'])

// Police and court must not say different things; a declaration of death is a death.
function vital(ofPolice: string | null, ofCourt: string | null): string[] | null {
  if (ofPolice === null || ofPolice === 'UNKNOWN') return ofCourt === null ? null : [ofCourt]
  if (ofCourt === null || ofCourt === ofPolice || (DEAD.has(ofPolice) && DEAD.has(ofCourt))) return [ofPolice]
  return null
}

const one = (code: string | number | null | undefined): string[] =>
  code === null || code === undefined ? [] : [String(code)]
const said = (flag: boolean | null | undefined): string[] | null =>
  flag === null || flag === undefined ? null : [flag ? 'YES' : 'NO']
