// Addresses down to the street office, town or township (街道, 镇, 乡), read by their build and not by searching for the
// word: 桐乡市 is a city, 镇海区 a district, 解放路镇东 a road. What is not surely a township is not shown at all.
import type { Mask } from './mask.ts'

const UNKNOWN = '***'
const BLANK = /\p{White_Space}/gu
const HAN = '\\p{Script=Han}'
// Province, prefecture and county are each there or not, in this order.
const ABOVE = [
  `(?:${HAN}{2,7}?(?:省|自治区))?`,
  `(?:${HAN}{2,8}?(?:市|自治州|地区|盟))?`,
  `(?:${HAN}{1,8}?(?:区|县|市|旗))?`,
].join('')
// A name's later characters are never those that end a higher division, and in a town's name never those of a road.
const STREET_OFFICE = `${HAN}(?:(?![省市县区旗])${HAN}){0,6}?街道`
const TOWN = `(?![路街巷弄号])${HAN}(?:(?![省市县区旗路街巷弄号])${HAN}){0,6}?(?:镇|乡|苏木)(?![市县区旗路街巷弄])`
const TO_STREET = new RegExp(`^${ABOVE}(?:${STREET_OFFICE}|(${TOWN}))`, 'u')
// 三墩村镇东路 is a road behind a village's name; 合村乡 and 宋村乡 are townships.
const GOES_ON_AS_ROAD = /^[东西南北中](?:路|街|巷|弄|大道|小区|新村|苑)/u

export const street: Mask = {
  name: 'street',
  input: 'text',
  output: 'text',
  apply(value) {
    const address = value.replace(BLANK, '')
    const match = TO_STREET.exec(address)
    if (!match) return UNKNOWN
    const [shown, town] = match
    if (town?.includes('村') && GOES_ON_AS_ROAD.test(address.slice(shown.length))) return UNKNOWN
    return shown
  },
}
