// What clerks and machines put in the place of a character that they could not type: a look-alike, or a blank of some kind.
// For comparing only: folding two names together here links nobody by itself.

/** Rare character → what is typed in its place. 堃 and 坤, 喆 and 哲 are different names, and are mistaken for one another. */
const STAND_INS = `
  𠮷吉 堃坤 喆哲 㛃洁 㭎钢 犇奔 䶮龑 𬱖頔 𫍯諴 䲟鲫 淼渺 昇升 甯宁 祎袆 玥月 镕熔 祺琪 濛蒙
`

/** Character → the one form under which look-alikes meet. */
export const LOOK_ALIKES: ReadonlyMap<string, string> = new Map(
  STAND_INS.trim()
    .split(/\s+/)
    .map((pair): [string, string] => {
      const [rare = '', typed = ''] = pair
      return [rare, typed]
    }),
)

/** What stands for "a character that this system cannot show". */
const GAPS: ReadonlySet<string> = new Set('?*□■●○〓\ufffd')

export function isGap(character: string): boolean {
  return GAPS.has(character)
}
