// What can be read of a policy document some parts of which are at fault, so that its other parts are checked as well and
// all is told at once. It is no Policy and cannot be compiled: null stands where nothing is known, and a check that would
// rest on what is not known says nothing.
import { nearest } from './nearest.ts'
import type { FieldRule, Limits, Policy, Release } from './policy.ts'
import { isMap, type Json, mapOf } from './read-yaml.ts'

/** Every Policy is one, with nothing unknown. */
export interface LegiblePolicy {
  readonly policy: string | null
  readonly role: string | null
  readonly purpose: string | null
  readonly relation: string | null
  /** Null for the whole, or for the rule of a field that is granted in a way that cannot be read. */
  readonly fields: Readonly<Record<string, FieldRule | null>> | null
  readonly refuse: readonly string[]
  readonly use: Policy['use']
  readonly values: Policy['values']
  /** Null for the whole, or for one of them. */
  readonly releases: readonly (Release | null)[] | null
  readonly limits: Partial<Limits>
}

/** `isSound` says of a place (a JSON pointer) that the schema finds nothing wrong there and below. */
export interface Sound {
  readonly document: unknown
  readonly isSound: (pointer: string) => boolean
  readonly ruleOf: (written: unknown) => FieldRule
}

export function legibleOf({ document, isSound, ruleOf }: Sound): LegiblePolicy {
  const whole = mapOf(document)
  const text = (key: string): string | null => (isSound(`/${key}`) ? textOf(whole[key]) : null)
  const texts = (list: unknown, pointer: string): string[] =>
    listOf(list).filter((each, at): each is string => typeof each === 'string' && isSound(`${pointer}/${at}`))
  const used = (kind: keyof Policy['use']): string[] => texts(mapOf(whole.use)[kind], `/use/${kind}`)
  const entriesOf = (key: string): (readonly [string, unknown, string])[] =>
    Object.entries(mapOf(whole[key])).map(([name, value]) => [name, value, `/${key}/${stepOf(name)}`])
  const release = (written: unknown, at: number): Release | null => {
    const field = textOf(mapOf(written).field)
    const isLegible = field !== null && isSound(`/releases/${at}/from`) && mapOf(written).from !== undefined
    return isLegible ? { field, from: texts(mapOf(written).from, `/releases/${at}/from`) } : null
  }
  return {
    policy: text('policy'),
    role: text('role'),
    purpose: text('purpose'),
    relation: text('relation'),
    fields: isMap(whole.fields)
      ? Object.fromEntries(
          entriesOf('fields').map(([name, rule, at]) => [name, isSound(at) ? ruleOf(rule) : null] as const),
        )
      : null,
    refuse: texts(whole.refuse, '/refuse'),
    use: { input: used('input'), filter: used('filter'), sort: used('sort'), group: used('group') },
    values: Object.fromEntries(entriesOf('values').map(([name, list, at]) => [name, texts(list, at)] as const)),
    releases: mayHoldReleases(whole) ? null : listOf(whole.releases).map(release),
    limits: Object.fromEntries(
      entriesOf('limits').flatMap(([name, value, at]) =>
        typeof value === 'number' && isSound(at) ? [[name, value] as const] : [],
      ),
    ),
  }
}

// A list that is none, or one under a mistyped key: which releases there are meant to be is not known.
function mayHoldReleases(whole: Json): boolean {
  if (whole.releases !== undefined) return !Array.isArray(whole.releases)
  return Object.keys(whole).some((key) => nearest(key, ['releases']) !== null)
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

// RFC 6901.
function stepOf(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1')
}
