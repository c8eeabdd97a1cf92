// The policies against the catalogue of data items, in both directions: every role gets for every purpose exactly the items
// and forms that items.table.ts writes down, and nothing beside them.
import { describe, expect, it } from 'vitest'
import { LEVELS } from '../../src/catalogue/item.ts'
import { DATA_ITEMS } from '../../src/catalogue/items.ts'
import { itemForms } from '../../src/commands/item-forms.ts'
import { PURPOSES } from '../../src/identity/caller.ts'
import { compilePolicies, type Grant } from '../../src/policy/compile.ts'
import { readPolicyFolder } from '../../src/policy/read-policies.ts'
import { ITEM_TABLE } from './items.table.ts'
import { parts } from './policies.ts'

const policies = compilePolicies(await readPolicyFolder('policies'), parts)

/** Break-glass and assistants have rules of their own, and tests of their own. */
const isHeldHere = ({ role, purpose }: { role: string; purpose: string }): boolean =>
  purpose !== 'P12' && role !== 'AGENT'

const GRANTS: readonly Grant[] = policies.grants().filter(isHeldHere)
const isJob = ({ role }: Grant): boolean => role.startsWith('SYSTEM_')

interface WrittenItem {
  readonly code: string
  readonly names: string
  readonly level: string
  readonly sharing: string
  /** `ROLE P01` -> forms. */
  readonly forms: ReadonlyMap<string, readonly string[]>
}

function readTable(text: string): WrittenItem[] {
  const items: (WrittenItem & { forms: Map<string, string[]> })[] = []
  for (const line of text.split('\n').filter((each) => each.trim() !== '' && !each.trim().startsWith('#'))) {
    const head = /^(D\d\d) (.+), (L\d) ([CN])$/.exec(line)
    const entry = /^ {2}([A-Z0-9_ ,]+): (.+)$/.exec(line)
    if (head) {
      const [, code = '', names = '', level = '', sharing = ''] = head
      items.push({ code, names, level, sharing, forms: new Map() })
    } else if (entry) {
      const [, who = '', forms = ''] = entry
      for (const pair of pairsOf(who)) items.at(-1)?.forms.set(pair, forms.split(', '))
    } else {
      throw new Error(`not a line of the table: ${line}`)
    }
  }
  return items
}

function pairsOf(who: string): string[] {
  if (who === 'EVERYONE')
    return GRANTS.filter((grant) => !isJob(grant)).map(({ role, purpose }) => `${role} ${purpose}`)
  return who.split(', ').flatMap((each) => {
    const [role = '', ...purposes] = each.split(' ')
    return purposes.map((purpose) => `${role} ${purpose}`)
  })
}

const TABLE = readTable(ITEM_TABLE)
const FORMS = itemForms(policies, parts).filter(isHeldHere)

/** What the policies say of one item: `ROLE P01` -> its forms, each once. */
function granted(item: string): Map<string, readonly string[]> {
  const own = FORMS.filter((form) => form.item === item)
  const byPair = Map.groupBy(own, ({ role, purpose }) => `${role} ${purpose}`)
  return new Map([...byPair].map(([pair, forms]) => [pair, [...new Set(forms.map(({ form }) => form))]]))
}

const inOrder = (forms: ReadonlyMap<string, readonly string[]>) =>
  [...forms].map(([pair, each]) => `${pair}: ${[...each].sort().join(', ')}`).sort()

describe('the table of items', () => {
  it('holds all sixty-two, each once, named and graded as the catalogue has them', () => {
    expect(TABLE.map(({ code }) => code)).toEqual(
      Array.from({ length: 62 }, (_, at) => `D${String(at + 1).padStart(2, '0')}`),
    )
    for (const { code, names, level, sharing } of TABLE) {
      const item = DATA_ITEMS.find((each) => each.code === code)
      expect([code, level, sharing]).toEqual([code, item?.level, item?.sharing])
      expect(names.startsWith(`${item?.zh} `), code).toBe(true)
    }
  })

  it('names no role and no purpose that there is not, and no pair without a policy', () => {
    for (const pair of TABLE.flatMap(({ forms }) => [...forms.keys()])) {
      const [role = '', purpose = ''] = pair.split(' ')
      expect(policies.vocabulary.roles[role], pair).toBeDefined()
      expect(policies.grantFor(role, purpose), pair).toBeDefined()
    }
  })
})

describe('what the policies grant of', () => {
  it.each(
    TABLE.map((item) => [`${item.code} ${item.names}`, item] as const),
  )('%s is what the table says', (_name, item) => {
    expect(inOrder(granted(item.code))).toEqual(inOrder(item.forms))
  })

  it('anything else is nothing: every granted use of every coordinate is a form of an item, or about no person', () => {
    const counted = new Set(FORMS.map(({ role, purpose, coordinate }) => `${role} ${purpose} ${coordinate}`))
    for (const grant of GRANTS) {
      for (const [coordinate, { item }] of parts.catalogue) {
        const isGranted = ['input', 'filter', 'sort', 'group'].some(
          (kind) => grant.decide(kind as 'input', coordinate).effect !== 'refuse',
        )
        if (!isGranted || item === 'STRUCTURE') continue
        expect(counted).toContain(`${grant.role} ${grant.purpose} ${coordinate}`)
      }
    }
  })
})

describe('the comparison', () => {
  const documents = readPolicyFolder('policies')

  it.each([
    ['a field more', 'village-care-archive.yaml', 'fields:\n', 'fields:\n  PublicSecurity.sex: reveal\n', 'D04'],
    ['a field less', 'adjudicator-casework.yaml', '  CivilAffairs.studyGrant: reveal\n', '', 'D59'],
    ['a mask taken away', 'adjudicator-casework.yaml', 'hukouAddress: { mask: street }', 'hukouAddress: reveal', 'D08'],
    [
      'a condition taken away',
      'village-care-archive.yaml',
      'residenceAddress: { where: residence-in-own-division, otherwise: withheld }',
      'residenceAddress: reveal',
      'D10',
    ],
    [
      'a filter more',
      'village-care-archive.yaml',
      '  filter:\n',
      '  filter:\n    - PublicSecurity.displayName\n',
      'D03',
    ],
  ])('notices %s', async (_what, file, from, to, item) => {
    const text = (await documents).get(file) ?? ''
    expect(text).toContain(from)
    const changed = compilePolicies(new Map([...(await documents), [file, text.replace(from, to)]]), parts)
    const forms = itemForms(changed, parts).filter((form) => isHeldHere(form) && form.item === item)
    expect(forms).not.toEqual(FORMS.filter((form) => form.item === item))
  })
})

describe('every role and every purpose', () => {
  it('has a policy; a role without data has one that opens the public lists alone, or nothing', () => {
    const roles = Object.keys(policies.vocabulary.roles).filter((role) => role !== 'AGENT')
    expect(roles.filter((role) => !GRANTS.some((grant) => grant.role === role))).toEqual([])
    const purposes = PURPOSES.filter((purpose) => purpose !== 'P12')
    expect(purposes.filter((purpose) => !GRANTS.some((grant) => grant.purpose === purpose))).toEqual([])
  })

  it('is told to the guardian unless the county decides, a child is protected, the person has grown up, or nobody’s data are read', () => {
    const told = GRANTS.filter(({ journal }) => journal.notifyGuardian).map(({ role, purpose }) => `${role} ${purpose}`)
    const quiet = GRANTS.filter(({ journal }) => !journal.notifyGuardian)
    for (const { role, purpose, relation } of quiet) {
      const isCounty = role === 'MZ_ADJUDICATOR'
      const isProtected = purpose === 'P10'
      const isOwn = purpose === 'P13'
      const isOfAge = relation === 'consenting-adult'
      expect(isCounty || isProtected || isOwn || isOfAge || relation === 'none', `${role} ${purpose}`).toBe(true)
    }
    expect(told).toContain('HOSP_CLERK P01')
  })
})

describe('the schema', () => {
  const coordinatesOf = (item: string): string[] =>
    [...parts.catalogue]
      .filter(([, each]) => [each.item, ...(each.holds ?? [])].includes(item as 'D01'))
      .map(([at]) => at)

  it.each(['D35', 'D45', 'D52'])('has no field for %s', (item) => {
    expect(coordinatesOf(item)).toEqual([])
  })

  it('has a field for every other item', () => {
    const none = DATA_ITEMS.filter(({ code }) => coordinatesOf(code).length === 0).map(({ code }) => code)
    expect(none).toEqual(['D35', 'D45', 'D52'])
  })

  it.each(['D12', 'D36', 'D53'])('takes %s as input and never gives it out', (item) => {
    for (const coordinate of coordinatesOf(item))
      expect(coordinate).toMatch(/^(SubjectInput|EncounterInput|LinkingSheet|IntakeRecord)\./)
  })

  it('has one field for the grounds that keep a parent away, and none for any of them alone', () => {
    for (const item of ['D17', 'D18', 'D19', 'D21']) {
      expect(coordinatesOf(item)).toEqual(['Justice.parentSituations', 'ParentSituation.k8Satisfied'])
    }
  })

  it('grades no field below its item; a duty desk and a count that passed disclosure control are about nobody', () => {
    for (const [coordinate, { item, level }] of parts.catalogue) {
      const wanted = DATA_ITEMS.find(({ code }) => code === item)?.level
      if (
        wanted === undefined ||
        (level === 'L2' &&
          /^(DutyContact|Stat[A-Z]|Query\.dutyContact|RelayedCall|Emergency|EligibilityAnswer\.manualPath)/.test(
            coordinate,
          ))
      )
        continue
      expect([coordinate, LEVELS.indexOf(level) >= LEVELS.indexOf(wanted)]).toEqual([coordinate, true])
    }
  })
})
