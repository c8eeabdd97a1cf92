// Names of persons, by the conventions of service counters: 张*, 张*三, 欧阳** (domain 5.4). Counted in code points, for
// rare characters of names lie outside the basic plane. Names stand in sealed columns only, hence no SQL form.
import type { Mask } from './mask.ts'
import { INTERPUNCTS } from './name-characters.ts'

const INTERPUNCT = new RegExp(`[${INTERPUNCTS}]`)
const FIRST = new RegExp(`^[^${INTERPUNCTS}]`, 'u')

export const name: Mask = {
  name: 'name',
  input: 'text',
  output: 'text',
  apply(value) {
    const characters = [...value]
    // The number and length of the further parts would tell people's languages apart.
    if (INTERPUNCT.test(value)) return `${FIRST.exec(value)?.[0] ?? ''}*·*`
    if (characters.length <= 1) return '*'.repeat(characters.length)
    if (characters.length === 2) return `${characters[0]}*`
    if (characters.length === 3) return `${characters[0]}*${characters[2]}`
    // Always two stars: from four characters on, the length itself would pick people out.
    return `${characters[0]}${characters[1]}**`
  },
}
