// The organisations of the made-up city: schools and hospitals in every district, streets and villages below them, and
// the five that tests and the demo call by name. All codes pass the check of GB 32100 under the address 330199.
import type { organisation } from '../registry/tables.ts'
import { creditCode } from './citizen-numbers.ts'
import { allStreets, allVillages, DISTRICTS, type District, districtDivision, districtOf } from './places.ts'

export const BUREAU = '1133019999000MA02E'
export const HOSPITAL = '1233019999000HA17Y'
export const OTHER_HOSPITAL = '1233019999000HA25R'
export const SCHOOL = '1233019999000XX17H'
export const OTHER_SCHOOL = '1233019999000XX25C'
export const INSTITUTE = '1233019999000FA11X'

export type OrganisationRow = typeof organisation.$inferInsert

export type SchoolStage = 'PRESCHOOL' | 'PRIMARY' | 'JUNIOR' | 'SENIOR' | 'VOCATIONAL' | 'SPECIAL'
const SCHOOL_STAGES: readonly (readonly [SchoolStage, string, string])[] = [
  ['PRESCHOOL', '幼儿园', 'Kindergarten'],
  ['PRIMARY', '小学', 'Primary School'],
  ['JUNIOR', '初级中学', 'Junior School'],
  ['SENIOR', '高级中学', 'Senior School'],
  ['VOCATIONAL', '职业学校', 'Vocational School'],
  ['SPECIAL', '特殊教育学校', 'Special School'],
]
const CHILDREN_PER_SCHOOL = 3_000
const MOST_SCHOOLS = 20
const HOSPITALS_PER_DISTRICT = 4

export interface Organisations {
  readonly rows: readonly OrganisationRow[]
  schools(districtCode: string, stage: SchoolStage): readonly string[]
  hospitals(districtCode: string): readonly string[]
}

/** Schools grow with the city, hospitals, streets and villages do not. */
export function organisationsFor(children: number): Organisations {
  const rows: OrganisationRow[] = named()
  const schools = new Map<string, string[]>()
  const hospitals = new Map<string, string[]>()
  for (const [at, district] of DISTRICTS.entries()) {
    const many = Math.min(MOST_SCHOOLS, Math.max(1, Math.ceil((children * district.weight) / CHILDREN_PER_SCHOOL)))
    for (const [stageAt, stage] of SCHOOL_STAGES.entries()) {
      const added = schoolRows(district, stage, { many, firstSerial: 1_000 + (at * 10 + stageAt) * 100 })
      rows.push(...added)
      schools.set(`${district.code} ${stage[0]}`, ids(added))
    }
    const added = hospitalRows(district, 1_000 + at * 100)
    rows.push(...added)
    hospitals.set(district.code, ids(added))
  }
  rows.push(...divisionRows())
  return {
    rows,
    schools: (code, stage) => schools.get(`${code} ${stage}`) ?? [],
    hospitals: (code) => hospitals.get(code) ?? [],
  }
}

function named(): OrganisationRow[] {
  const row = (id: string, kind: string, [nameZh, nameEn]: readonly [string, string]): OrganisationRow => ({
    id,
    kind,
    nameZh,
    nameEn,
    division: districtDivision('330106'),
    outside: kind === 'HOSPITAL' || kind === 'SCHOOL',
  })
  return [
    row(BUREAU, 'BUREAU', ['合成市民政局', 'Synthetic Civil Affairs Bureau']),
    row(HOSPITAL, 'HOSPITAL', ['合成市儿童医院', 'Synthetic Children’s Hospital']),
    row(SCHOOL, 'SCHOOL', ['合成第十七学校', 'Synthetic School No. 17']),
    row(OTHER_SCHOOL, 'SCHOOL', ['合成第二十五学校', 'Synthetic School No. 25']),
    row(INSTITUTE, 'WELFARE_INSTITUTE', ['合成市儿童福利院', 'Synthetic Children’s Welfare Institute']),
  ]
}

function schoolRows(
  district: District,
  [, zh, en]: readonly [SchoolStage, string, string],
  of: { many: number; firstSerial: number },
): OrganisationRow[] {
  return Array.from({ length: of.many }, (_, at) => ({
    id: creditCode('12', 'XX', of.firstSerial + at),
    kind: 'SCHOOL',
    nameZh: `${district.nameZh}合成第${at + 1}${zh}`,
    nameEn: `${district.nameEn} Synthetic ${en} No. ${at + 1}`,
    division: districtDivision(district.code),
    outside: true,
  }))
}

function hospitalRows(district: District, firstSerial: number): OrganisationRow[] {
  return Array.from({ length: HOSPITALS_PER_DISTRICT }, (_, at) => ({
    id: creditCode('12', 'HA', firstSerial + at),
    kind: 'HOSPITAL',
    nameZh: `${district.nameZh}合成第${at + 1}医院`,
    nameEn: `${district.nameEn} Synthetic Hospital No. ${at + 1}`,
    division: districtDivision(district.code),
    outside: true,
  }))
}

function divisionRows(): OrganisationRow[] {
  const rows: OrganisationRow[] = []
  let serial = 1_000
  const add = (division: string, kind: 'STREET' | 'VILLAGE'): void => {
    serial += 1
    const district = districtOf(division)
    const part = kind === 'STREET' ? `${division.slice(6, 9)}` : `${division.slice(6, 9)}-${division.slice(9)}`
    rows.push({
      id: kind === 'STREET' ? creditCode('11', 'JD', serial) : creditCode('54', 'CU', serial),
      kind,
      nameZh: `${district?.nameZh}合成${part}${kind === 'STREET' ? '街道' : '村'}`,
      nameEn: `${district?.nameEn} synthetic ${kind.toLowerCase()} ${part}`,
      division,
      outside: false,
    })
  }
  for (const street of allStreets()) add(street, 'STREET')
  for (const village of allVillages()) add(village, 'VILLAGE')
  return rows
}

function ids(rows: readonly OrganisationRow[]): string[] {
  return rows.map((row) => row.id)
}
