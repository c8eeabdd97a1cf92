// Where the children live: the thirteen districts and counties with their weights, and made-up streets and villages
// below them. Street and village parts are 9xx, which no real place has (domain 5.2).
import type { Random } from './random.ts'

export interface District {
  /** Six digits, GB/T 2260. */
  readonly code: string
  readonly nameZh: string
  readonly nameEn: string
  /** Share of the city's children: the census of 2020, raised or lowered by 20 % where families are younger or older. */
  readonly weight: number
  readonly isRural: boolean
  /** A code this place had before 2021 and that stands in old rows still, if it points to one place only. */
  readonly formerCode?: string
  readonly streets: number
}

const CENSUS: readonly (readonly [string, string, string, number, number, boolean, string?])[] = [
  ['330102', '上城区', 'Shangcheng', 1_323_467, 1, false, '330104'],
  ['330105', '拱墅区', 'Gongshu', 1_120_985, 1, false, '330103'],
  ['330106', '西湖区', 'Xihu', 1_112_992, 1, false],
  ['330108', '滨江区', 'Binjiang', 503_859, 1.2, false],
  ['330109', '萧山区', 'Xiaoshan', 2_011_699, 1, false],
  ['330110', '余杭区', 'Yuhang', 1_226_673, 1.2, false],
  ['330111', '富阳区', 'Fuyang', 832_017, 1, true, '330183'],
  ['330112', '临安区', "Lin'an", 634_555, 1, true, '330185'],
  ['330113', '临平区', 'Linping', 1_175_841, 1.2, false],
  ['330114', '钱塘区', 'Qiantang', 769_150, 1.2, false, '330104'],
  ['330122', '桐庐县', 'Tonglu', 453_106, 0.8, true],
  ['330127', '淳安县', "Chun'an", 328_957, 0.8, true],
  ['330182', '建德市', 'Jiande', 442_709, 0.8, true],
]

const CITY_STREETS = 195
const VILLAGES_PER_STREET = 16
const FIRST_PART = 901
// A prime above any district's number of streets: a step that visits every village once.
const STEP = 101
const total = CENSUS.reduce((sum, [, , , people, factor]) => sum + people * factor, 0)

export const CITY_DIVISION = '330100000000'

export const DISTRICTS: readonly District[] = CENSUS.map(([code, nameZh, nameEn, people, factor, isRural, former]) => ({
  code,
  nameZh,
  nameEn,
  weight: (people * factor) / total,
  isRural,
  ...(former ? { formerCode: former } : {}),
  streets: Math.max(6, Math.round((CITY_STREETS * people * factor) / total)),
}))

const DISTRICT_CHOICES = DISTRICTS.map((district) => [district, district.weight] as const)
const DISTRICT_BY_CODE = new Map(DISTRICTS.map((district) => [district.code, district]))

/** Share of children in places that once had another code. */
export const FORMER_CODE_SHARE = DISTRICTS.filter((district) => district.formerCode).reduce(
  (sum, district) => sum + district.weight,
  0,
)

export function pickDistrict(random: Random): District {
  return random.weighted(DISTRICT_CHOICES)
}

/** The district of any division of 6 to 12 digits; undefined outside the city. */
export function districtOf(division: string): District | undefined {
  return DISTRICT_BY_CODE.get(division.slice(0, 6))
}

/** Twelve digits of a district: `330106000000`. */
export function districtDivision(code: string): string {
  return `${code}000000`
}

/**
 * A village of a district. A few villages hold many children and most hold few (domain 7), hence the square; the
 * step spreads the large ones over the streets.
 */
export function pickVillage(random: Random, district: District): string {
  const villages = district.streets * VILLAGES_PER_STREET
  const rank = Math.floor(villages * random.unit() ** 2)
  return villageDivision(district, (rank * STEP) % villages)
}

/** Every village of the city, in order. */
export function* allVillages(): Generator<string> {
  for (const district of DISTRICTS) {
    for (let at = 0; at < district.streets * VILLAGES_PER_STREET; at += 1) yield villageDivision(district, at)
  }
}

/** Every street of the city, nine digits and `000`. */
export function* allStreets(): Generator<string> {
  for (const district of DISTRICTS) {
    for (let at = 0; at < district.streets; at += 1) yield `${district.code}${FIRST_PART + at}000`
  }
}

function villageDivision(district: District, at: number): string {
  const street = FIRST_PART + Math.floor(at / VILLAGES_PER_STREET)
  return `${district.code}${street}${FIRST_PART + (at % VILLAGES_PER_STREET)}`
}

/** A made-up address below a village; it leads nowhere. */
export function madeUpAddress(random: Random, division: string): string {
  const district = districtOf(division)
  const place = district ? `杭州市${district.nameZh}` : '外地'
  return `${place}合成${inHan(division.slice(6, 9))}街道${division.slice(9)}村${1 + random.below(300)}号`
}

// A street office's name is written in characters; with digits in it the address is not read as one.
function inHan(digits: string): string {
  return [...digits].map((digit) => '〇一二三四五六七八九'[Number(digit)]).join('')
}

/** A county outside the city that a migrant child's household register may name; its streets are made up too. */
export const OUTSIDE_COUNTIES = [
  '330481',
  '330681',
  '340823',
  '341523',
  '360121',
  '410923',
  '421127',
  '522326',
] as const
