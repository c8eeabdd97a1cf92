// The four documents of words that policies are written in: what each of their places may hold, and how every fault of them
// is told. A set whose words are at fault does not compile, so that no role is let out of a protection by a slip of the pen.
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { sentenceOf } from '../../src/policy/fault.ts'
import { readVocabulary } from '../../src/policy/vocabulary.ts'
import { GOOD, setting, WORDS } from './policies.ts'

const NAMES = { zh: '名', en: 'a name' }
const BASIS = { instrument: '未成年人保护法', article: '43', status: 'IN_FORCE' }
const PURPOSE = { ...NAMES, name: 'CARE', basis: BASIS, assessment: 'PIA' }
const noItem = (written: string) => `protections.0.items.0: must be one of D01 to D62, not \`${written}\`; write it so`

const WRONG: readonly (readonly [file: string, place: string, value: unknown, faults: string | readonly string[]])[] = [
  ['roles', 'roles', undefined, 'document: lacks `roles`; add it'],
  ['roles', 'roles', 'all', 'roles: must be object; write it so'],
  ['purposes', 'purposes', undefined, 'document: lacks `purposes`; add it'],
  ['purposes', 'purposes', 'all', 'purposes: must be object; write it so'],
  ['relations', 'relations', undefined, 'document: lacks `relations`; add it'],
  ['relations', 'relations', 'all', 'relations: must be object; write it so'],
  ['masks', 'masks', undefined, 'document: lacks `masks`; add it'],
  ['masks', 'masks', 'all', 'masks: must be object; write it so'],
  ['roles', 'others', {}, 'document: unknown key `others`; remove it'],
  ['purposes', 'others', {}, 'document: unknown key `others`; remove it'],
  ['relations', 'others', {}, 'document: unknown key `others`; remove it'],
  ['masks', 'others', {}, 'document: unknown key `others`; remove it'],
  ['relations', 'conditions', undefined, 'document: lacks `conditions`; add it'],
  ['relations', 'conditions', 'all', 'conditions: must be object; write it so'],
  [
    'relations',
    'conditions',
    {},
    'protections.0.condition: `address-not-protected` is not described under conditions; describe it',
  ],
  ['relations', 'protections', undefined, 'document: lacks `protections`; add it'],
  ['relations', 'protections', 'all', 'protections: must be array; write it so'],
  [
    'roles',
    'roles/street',
    { ...NAMES, side: 'city' },
    'roles.street: must be capital letters, digits and underscores, a letter first, not `street`; write it so',
  ],
  ...['街STREET', 'STREET街', 'Street-330106'].map(
    (name) =>
      [
        'roles',
        `roles/${name}`,
        { ...NAMES, side: 'city' },
        'roles: must be capital letters, digits and underscores, a letter first; write it so',
      ] as const,
  ),
  ['roles', 'roles/STREET', 'a street', 'roles.STREET: must be object; write it so'],
  ['roles', 'roles/STREET', NAMES, 'roles.STREET: lacks `side`; add it'],
  ['roles', 'roles/STREET', { zh: '名', side: 'city' }, 'roles.STREET: lacks `en`; add it'],
  ['roles', 'roles/STREET', { en: 'a name', side: 'city' }, 'roles.STREET: lacks `zh`; add it'],
  ['roles', 'roles/STREET', { ...NAMES, side: 'city', rank: 1 }, 'roles.STREET: unknown key `rank`; remove it'],
  [
    'roles',
    'roles/STREET',
    { ...NAMES, side: 'citty' },
    'roles.STREET.side: must be one of outside, city, subject, agent, system, not `citty`; did you mean `city`?',
  ],
  [
    'roles',
    'roles/STREET',
    { ...NAMES, zh: '', side: 'city' },
    'roles.STREET.zh: must have 1 character at least; write it so',
  ],
  ['roles', 'roles/STREET', { ...NAMES, en: 7, side: 'city' }, 'roles.STREET.en: must be string; write it so'],
  ['purposes', 'purposes/P17', PURPOSE, 'purposes.P17: must be one of P01 to P16, not `P17`; write it so'],
  [
    'purposes',
    'purposes/P07',
    { ...PURPOSE, name: '' },
    'purposes.P07.name: must have 1 character at least; write it so',
  ],
  ['purposes', 'purposes/P07', { ...PURPOSE, assessment: 7 }, 'purposes.P07.assessment: must be string; write it so'],
  [
    'purposes',
    'purposes/P07',
    { ...PURPOSE, basis: {} },
    [
      'purposes.P07.basis: lacks `instrument`; add it',
      'purposes.P07.basis: lacks `article`; add it',
      'purposes.P07.basis: lacks `status`; add it',
    ],
  ],
  [
    'purposes',
    'purposes/P07',
    { ...PURPOSE, basis: { ...BASIS, status: 'OVER' } },
    'purposes.P07.basis.status: must be one of IN_FORCE, DRAFT, not `OVER`; write one of these',
  ],
  ['purposes', 'purposes/P07', { ...PURPOSE, assessment: undefined }, 'purposes.P07: lacks `assessment`; add it'],
  ['purposes', 'purposes/P07', { ...PURPOSE, basis: undefined }, 'purposes.P07: lacks `basis`; add it'],
  ['purposes', 'purposes/P07', { ...PURPOSE, name: undefined }, 'purposes.P07: lacks `name`; add it'],
  [
    'relations',
    'relations/anyone',
    NAMES,
    'relations.anyone: must be one of open-encounter, own-roll, hukou-division, competent-division, residence-division, consenting-adult, named-case, self, child-of, emergency-grant, none, not `anyone`; did you mean `none`?',
  ],
  ['relations', 'relations/self', { zh: '名' }, 'relations.self: lacks `en`; add it'],
  ['relations', 'relations/self', { ...NAMES, case: 'encounter' }, 'relations.self: unknown key `case`; remove it'],
  [
    'relations',
    'conditions/asleep',
    NAMES,
    'conditions.asleep: must be one of residence-in-own-division, hukou-in-own-division, address-not-protected, not `asleep`; write one of these',
  ],
  [
    'relations',
    'conditions/hukou-in-own-division',
    { ...NAMES, more: 1 },
    'conditions.hukou-in-own-division: unknown key `more`; remove it',
  ],
  [
    'relations',
    'conditions/hukou-in-own-division',
    { zh: '名' },
    'conditions.hukou-in-own-division: lacks `en`; add it',
  ],
  ['relations', 'protections/0', 'all', 'protections.0: must be object; write it so'],
  [
    'relations',
    'protections/0',
    {},
    [
      'protections.0: lacks `condition`; add it',
      'protections.0: lacks `roles`; add it',
      'protections.0: lacks `items`; add it',
      'protections.0: lacks `otherwise`; add it',
    ],
  ],
  ['relations', 'protections/0/condition', undefined, 'protections.0: lacks `condition`; add it'],
  ['relations', 'protections/0/roles', undefined, 'protections.0: lacks `roles`; add it'],
  ['relations', 'protections/0/items', undefined, 'protections.0: lacks `items`; add it'],
  ['relations', 'protections/0/otherwise', undefined, 'protections.0: lacks `otherwise`; add it'],
  ['relations', 'protections/0/more', 1, 'protections.0: unknown key `more`; remove it'],
  [
    'relations',
    'protections/0/condition',
    'adress-not-protected',
    'protections.0.condition: must be one of residence-in-own-division, hukou-in-own-division, address-not-protected, not `adress-not-protected`; did you mean `address-not-protected`?',
  ],
  [
    'relations',
    'protections/0/otherwise',
    'hidden',
    'protections.0.otherwise: must be one of withheld, looks-absent, not `hidden`; write one of these',
  ],
  ['relations', 'protections/0/roles', 'STREET', 'protections.0.roles: must be array; write it so'],
  ['relations', 'protections/0/roles', [], 'protections.0.roles: must hold 1 entry at least; write it so'],
  ['relations', 'protections/0/roles', [7], 'protections.0.roles.0: must be string; write it so'],
  ['relations', 'protections/0/roles', [''], 'protections.0.roles.0: must have 1 character at least; write it so'],
  [
    'relations',
    'protections/0/roles',
    ['STREET', 'STREET'],
    'protections.0.roles: must NOT have duplicate items (items ## 1 and 0 are identical); write it so',
  ],
  [
    'relations',
    'protections/0/roles',
    ['STREET', 'VILAGE', 'NOBODY'],
    [
      'protections.0.roles: no role `VILAGE` in roles.yaml; did you mean `VILLAGE`? else add it or remove it',
      'protections.0.roles: no role `NOBODY` in roles.yaml; add it or remove it',
    ],
  ],
  ['relations', 'protections/0/items', 'D09', 'protections.0.items: must be array; write it so'],
  ['relations', 'protections/0/items', [], 'protections.0.items: must hold 1 entry at least; write it so'],
  ['relations', 'protections/0/items', [7], 'protections.0.items.0: must be string; write it so'],
  [
    'relations',
    'protections/0/items',
    ['D09', 'D09'],
    'protections.0.items: must NOT have duplicate items (items ## 1 and 0 are identical); write it so',
  ],
  ['relations', 'protections/0/items', ['D00'], noItem('D00')],
  ['relations', 'protections/0/items', ['D63'], noItem('D63')],
  ['relations', 'protections/0/items', ['D9'], noItem('D9')],
  ['relations', 'protections/0/items', ['D099'], noItem('D099')],
  ['relations', 'protections/0/items', ['xD09'], noItem('xD09')],
  [
    'masks',
    'masks/Name',
    { ...NAMES, leaves: 'a' },
    'masks.Name: must be small letters and hyphens, a letter first, not `Name`; write it so',
  ],
  ['masks', 'masks/name', NAMES, 'masks.name: lacks `leaves`; add it'],
  ['masks', 'masks/name', { ...NAMES, leaves: '' }, 'masks.name.leaves: must have 1 character at least; write it so'],
]

/** The published words with another value at one place of one document. */
function wordsWith(file: string, place: string, value: unknown): ReadonlyMap<string, string> {
  return new Map([...WORDS, [file, setting(WORDS.get(file) ?? '', place, value)]])
}

const saidOf = (documents: ReadonlyMap<string, string>): readonly string[] =>
  readVocabulary(documents).faults.map(sentenceOf)

describe('the words of policies', () => {
  it.each(WRONG)('are not read where %s.yaml has at `%s` %j', (file, place, value, faults) => {
    const documents = wordsWith(`${file}.yaml`, place, value)
    expect(saidOf(documents)).toEqual([faults].flat().map((fault) => `${file}.yaml: ${fault}`))
    expect(readVocabulary(documents).value).toBeNull()
  })

  it('are what their documents say, and nothing of a policy beside them', () => {
    const { value, faults } = readVocabulary(new Map([['a.yaml', GOOD], ...WORDS]))
    expect(faults).toEqual([])
    expect(value).toEqual(Object.assign({}, ...[...WORDS.values()].map((text) => parse(text))))
    expect(Object.keys(value ?? {}).sort()).toEqual([
      'conditions',
      'masks',
      'protections',
      'purposes',
      'relations',
      'roles',
    ])
  })

  it('are not read without each of the four documents', () => {
    for (const file of ['masks.yaml', 'purposes.yaml', 'relations.yaml', 'roles.yaml']) {
      const others = new Map([...WORDS].filter(([name]) => name !== file))
      expect(saidOf(others)).toEqual([`${file}: is missing; write it: policies are written in its words`])
      expect(readVocabulary(others).value).toBeNull()
    }
  })

  it('are not read where a document is no YAML', () => {
    expect(saidOf(new Map([...WORDS, ['roles.yaml', 'roles: {}\nroles: {}\n']]))).toEqual([
      'roles.yaml: line 2, column 1: one key stands here twice: `roles`; keep one of the two',
    ])
    const masks = String(WORDS.get('masks.yaml'))
    const twice = `${masks}  name: { zh: 名, en: x, leaves: a }\n  Name: { zh: 名, en: x, leaves: a }\n`
    expect(saidOf(new Map([...WORDS, ['masks.yaml', twice]]))).toEqual([
      expect.stringMatching(
        /^masks\.yaml: line \d+, column 3: one key stands here twice: `name`; keep one of the two$/,
      ),
      'masks.yaml: masks.Name: must be small letters and hyphens, a letter first, not `Name`; write it so',
    ])
  })

  it('are not read where a document is empty', () => {
    for (const file of WORDS.keys()) {
      const documents = new Map([...WORDS, [file, '# nothing\n']])
      expect(saidOf(documents)).toContain(`${file}: document: must be object; write it so`)
      expect(readVocabulary(documents).value).toBeNull()
    }
  })

  it('hold no policy to a document in which one of them stands twice', () => {
    const masks = String(WORDS.get('masks.yaml'))
    const twice = new Map([...WORDS, ['masks.yaml', `${masks}  name: { zh: 名, en: x, leaves: a }\n`]])
    const { masks: known, ...others } = readVocabulary(twice).legible
    expect(known).toBeNull()
    expect(Object.values(others)).not.toContain(null)
  })

  it.each([
    ['conditions', 'all'],
    ['protections', 'all'],
    ['roles', {}],
  ])('say of the key %s, which belongs to another document, that it is unknown, and nothing else', (key, value) => {
    expect(saidOf(wordsWith('masks.yaml', key, value))).toEqual([
      `masks.yaml: document: unknown key \`${key}\`; remove it`,
    ])
  })

  it('say the faults of all their documents at once', () => {
    const documents = new Map([...wordsWith('masks.yaml', 'masks/name/leaves', 7), ['roles.yaml', '[']])
    documents.set('relations.yaml', setting(WORDS.get('relations.yaml') ?? '', 'relations/self', { zh: '', en: '' }))
    expect(saidOf(documents)).toEqual([
      'roles.yaml: line 1, column 1: `[` is never closed; write `]` where it ends',
      'relations.yaml: relations.self.zh: must have 1 character at least; write it so',
      'relations.yaml: relations.self.en: must have 1 character at least; write it so',
      'masks.yaml: masks.name.leaves: must be string; write it so',
    ])
  })

  it('may hold a role, a purpose, a mask or a protection more', () => {
    const added = [
      wordsWith('roles.yaml', 'roles/ZONE_9', { ...NAMES, side: 'city' }),
      wordsWith('purposes.yaml', 'purposes/P16', PURPOSE),
      wordsWith('masks.yaml', 'masks/a-b', { ...NAMES, leaves: 'little' }),
      wordsWith('relations.yaml', 'protections/1', {
        condition: 'hukou-in-own-division',
        roles: ['GUARDIAN'],
        items: ['D01', 'D59', 'D62'],
        otherwise: 'withheld',
      }),
    ]
    for (const documents of added) expect(saidOf(documents)).toEqual([])
    expect(readVocabulary(added[3] ?? new Map()).value?.protections).toHaveLength(2)
  })

  it('name the protection that is at fault by its place in the list', () => {
    const documents = wordsWith('relations.yaml', 'protections/1', {
      condition: 'hukou-in-own-division',
      roles: ['GUARDIANS', 'DPO'],
      items: ['D07'],
      otherwise: 'withheld',
    })
    const text = setting(documents.get('relations.yaml') ?? '', 'conditions/hukou-in-own-division', undefined)
    expect(saidOf(new Map([...documents, ['relations.yaml', text]]))).toEqual([
      'relations.yaml: protections.1.roles: no role `GUARDIANS` in roles.yaml; did you mean `GUARDIAN`? else add it or remove it',
      'relations.yaml: protections.1.condition: `hukou-in-own-division` is not described under conditions; describe it',
    ])
  })
})
