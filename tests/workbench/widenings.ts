// Changes of the published policies that let somebody know more, one of each kind for each policy that has room for it; and
// changes that mean nothing. What a comparison and the cases are worth is how many of the first they notice.
import { getNamedType, isLeafType } from 'graphql'
import { fieldAt } from '../../src/policy/check.ts'
import { readPolicies } from '../../src/policy/compile.ts'
import { isVocabulary } from '../../src/policy/vocabulary.ts'
import type { Desk } from '../../src/workbench/desk.ts'
import { changed, desk, files } from './published.ts'

export interface Seeded {
  readonly what: string
  readonly before: ReadonlyMap<string, string>
  readonly documents: ReadonlyMap<string, string>
}

const WORDS = [...files.documents].filter(([file]) => isVocabulary(file))

/** One policy by itself, changed: to compile the whole set for each change would take minutes. */
function alone(file: string, what: string, edit: Edit): Seeded {
  const text = (documents: ReadonlyMap<string, string>): string => documents.get(file) ?? ''
  return {
    what: `${file} ${what}`,
    before: new Map([...WORDS, [file, text(files.documents)]]),
    documents: new Map([...WORDS, [file, text(changed(file, edit))]]),
  }
}

function whole(what: string, documents: ReadonlyMap<string, string>): Seeded {
  return { what, before: files.documents, documents }
}

// biome-ignore lint/suspicious/noExplicitAny: a document as it is written
type Edit = (policy: any) => void

// Of policies that say the same for many roles, the first stands for all.
const ALIKE = /^(deputies|reference|report)-/
const WRITTEN = readPolicies(files.documents).written.filter(({ file }, at, all) => {
  const family = ALIKE.exec(file)?.[0]
  return family === undefined || all.findIndex((each) => each.file.startsWith(family)) === at
})

function isLeafOf({ schema, catalogue }: Desk, coordinate: string): boolean {
  const field = fieldAt(schema, coordinate)
  const classification = catalogue.get(coordinate)
  return field !== undefined && isLeafType(getNamedType(field.type)) && !classification?.derivedFrom
}

/** A leaf beside those that a policy grants, under a type that it reaches. */
function ungranted(file: string): string | undefined {
  const policy = WRITTEN.find((each) => each.file === file)?.policy
  const types = new Set(Object.keys(policy?.fields ?? {}).map((coordinate) => coordinate.split('.')[0]))
  return [...desk.catalogue.keys()].find(
    (coordinate) =>
      types.has(coordinate.split('.')[0]) &&
      !/^(Query|Mutation|Subscription|Child)\./.test(coordinate) &&
      policy?.fields[coordinate] === undefined &&
      isLeafOf(desk, coordinate),
  )
}

const KINDS: readonly (readonly [what: string, edit: (file: string) => Edit | null])[] = [
  [
    'grants a field more',
    (file) => {
      const field = ungranted(file)
      return field
        ? (policy) => {
            policy.fields[field] = 'reveal'
          }
        : null
    },
  ],
  [
    'takes a mask away',
    (file) => {
      const masked = WRITTEN.find(
        (each) => each.file === file && Object.values(each.policy.fields).some(({ mask }) => mask),
      )
      return masked
        ? (policy) => {
            const [field] = Object.entries(policy.fields).find(([, rule]) => (rule as { mask?: string }).mask) ?? ['']
            const { mask: _mask, ...rest } = policy.fields[field]
            policy.fields[field] = Object.keys(rest).length > 0 ? rest : 'reveal'
          }
        : null
    },
  ],
  [
    'lets a list be sorted by what is seen',
    (file) => {
      const policy = WRITTEN.find((each) => each.file === file)?.policy
      const field = [...desk.catalogue.values()]
        .flatMap(({ uses }) => (uses ? [uses] : []))
        .find(({ kind, of }) => policy?.fields[of]?.mask === null && !policy.use[kind].includes(of))
      return field
        ? (document) => {
            document.use = { ...document.use, [field.kind]: [...(document.use?.[field.kind] ?? []), field.of] }
          }
        : null
    },
  ],
  [
    'counts by one field more',
    () => (policy) => {
      policy.use = { ...policy.use, group: [...(policy.use?.group ?? []), 'Guardian.phone'] }
    },
  ],
  [
    'takes an identifier more',
    (file) => {
      const policy = WRITTEN.find((each) => each.file === file)?.policy
      return policy?.use.input.includes('SubjectInput.studentNo')
        ? null
        : (document) => {
            document.use = { ...document.use, input: [...(document.use?.input ?? []), 'SubjectInput.studentNo'] }
          }
    },
  ],
  [
    'names a value more',
    (file) => {
      const values = WRITTEN.find((each) => each.file === file)?.policy.values.Benefit
      const more = values && ['CHECKUP', 'EDUCATION_AID'].find((each) => !values.includes(each))
      return more
        ? (policy) => {
            policy.values.Benefit.push(more)
          }
        : null
    },
  ],
  [
    'opens an enumeration',
    (file) =>
      WRITTEN.find((each) => each.file === file)?.policy.values.Benefit
        ? (policy) => {
            delete policy.values
          }
        : null,
  ],
  [
    'reads more children at once',
    (file) => {
      const policy = WRITTEN.find((each) => each.file === file)?.policy
      // An agent may never ask about more than one.
      return policy?.limits.children === 200 || policy?.role === 'AGENT'
        ? null
        : (policy) => {
            policy.limits.children = 200
            policy.limits.childrenPerDay += 200
            policy.limits.childrenPerDayOfOrganisation += 200
          }
    },
  ],
  [
    'lets more be guessed',
    () => (policy) => {
      policy.limits.missesPerHour += 1
      policy.limits.missesPerHourOfOrganisation += 1
    },
  ],
  [
    'turns to other children',
    () => (policy) => {
      policy.relation = policy.relation === 'residence-division' ? 'hukou-division' : 'residence-division'
    },
  ],
]

/** Every one lets somebody know more. */
export const WIDENINGS: readonly Seeded[] = [
  ...WRITTEN.flatMap(({ file }) =>
    KINDS.flatMap(([what, editFor]): Seeded[] => {
      const edit = editFor(file)
      return edit ? [alone(file, what, edit)] : []
    }),
  ),
  whole(
    'a protection is dropped',
    changed('relations.yaml', (document) => {
      document.protections = []
    }),
  ),
  whole(
    'a protection says that something is withheld',
    changed('relations.yaml', ({ protections }) => {
      protections[0].otherwise = 'withheld'
    }),
  ),
  whole(
    'a protection leaves an item out',
    changed('relations.yaml', ({ protections }) => {
      protections[0].items = protections[0].items.filter((item: string) => item !== 'D10')
    }),
  ),
  whole('one role more has a policy', new Map([...files.documents, ['another.yaml', anotherPolicy()]])),
]

function anotherPolicy(): string {
  return (files.documents.get('village-care-archive.yaml') ?? '')
    .replace('role: VILLAGE', 'role: SYSTEM_IMPORT')
    .replace('purpose: P07', 'purpose: P01')
    .replace('policy: village', 'policy: other')
}

/** Other words for the same. */
export const REFACTORINGS: readonly Seeded[] = [
  ...WRITTEN.map(({ file }) =>
    alone(file, 'is written in another order', (policy) => {
      policy.fields = Object.fromEntries(Object.entries(policy.fields).reverse())
      for (const list of Object.values(policy.use ?? {})) (list as string[]).reverse()
      for (const list of Object.values(policy.values ?? {})) (list as string[]).reverse()
    }),
  ),
  whole('files have other names', new Map([...files.documents].map(([file, text]) => [renamed(file), text]))),
  whole('there are comments', new Map([...files.documents].map(([file, text]) => [file, `# a word\n${text}`]))),
  alone('school-aid.yaml', 'has a list of one ground', (policy) => {
    policy.basis = [policy.basis].flat()
  }),
  alone('school-aid.yaml', 'has its defaults written out', (policy) => {
    policy.refuse = policy.refuse ?? []
    policy.use = { filter: [], sort: [], group: [], ...policy.use }
  }),
]

function renamed(file: string): string {
  return isVocabulary(file) ? file : `renamed-${file}`
}
