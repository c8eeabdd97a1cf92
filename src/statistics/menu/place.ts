// Where a child is registered and where it lives.
import { COUNTIES, currentDivision } from '../../catalogue/divisions.ts'
import { type CountedDimension, UNKNOWN } from './dimension.ts'

const ELSEWHERE = 'ELSEWHERE'
const HUKOU = 'PublicSecurity.hukouDivision'
const RESIDENCE = 'PublicSecurity.residenceDivision'
const STREET_DIGITS = 9
const COUNTY_DIGITS = 6
const PLACES = [...COUNTIES, ELSEWHERE, UNKNOWN]

function countyOf(cell: unknown): string {
  if (typeof cell !== 'string') return UNKNOWN
  const current = currentDivision(cell)
  if (!current.ok) return UNKNOWN
  const county = current.code.slice(0, COUNTY_DIGITS)
  return COUNTIES.has(county) ? county : ELSEWHERE
}

export const county: CountedDimension = {
  name: 'COUNTY',
  is: { zh: '户籍所在区（县、市）', en: 'county of household registration' },
  version: 1,
  counts: [HUKOU],
  reads: () => [HUKOU],
  values: () => PLACES,
  of: ({ cells }) => countyOf(cells(HUKOU)),
}

export const residenceCounty: CountedDimension = {
  name: 'RESIDENCE_COUNTY',
  is: { zh: '居住地区（县、市）', en: 'county of residence' },
  version: 1,
  counts: [RESIDENCE],
  reads: () => [RESIDENCE],
  values: () => PLACES,
  of: ({ cells }) => countyOf(cells(RESIDENCE)),
}

/** Of a county, those who live in no street of the list. */
function restOf(place: string): string {
  return `${place}-REST`
}

export const residenceStreet: CountedDimension = {
  name: 'RESIDENCE_STREET',
  is: {
    zh: '居住地街道（乡镇），按机构名册所列；-REST 为该区未列明者',
    en: 'street or township of residence, of those that the roster lists; -REST: of the county, elsewhere',
  },
  version: 1,
  counts: [RESIDENCE],
  reads: () => [RESIDENCE],
  values: ({ streets }) => [...streets, ...PLACES.map(restOf)],
  of: ({ cells }, listed) => {
    const cell = cells(RESIDENCE)
    const street = typeof cell === 'string' ? cell.slice(0, STREET_DIGITS) : ''
    return listed.has(street) ? street : restOf(countyOf(cell))
  },
  within: {
    dimension: residenceCounty.name,
    valueOf: (value) => (value.endsWith('-REST') ? value.slice(0, -'-REST'.length) : countyOf(value)),
  },
}
