// One small policy in YAML that compiles, and what it is compiled against, so that each test changes one thing of it.
import type { GraphQLSchema } from 'graphql'
import { parseDocument } from 'yaml'
import { maskNamed } from '../../src/masking/masks.ts'
import type { CheckParts } from '../../src/policy/check.ts'
import { compilePolicies, type Grant, PolicyFaults } from '../../src/policy/compile.ts'
import { readPolicyFolder } from '../../src/policy/read-policies.ts'
import { isVocabulary } from '../../src/policy/vocabulary.ts'
import { buildGatewaySchema, catalogueOf } from '../../src/schema.ts'

export const schema: GraphQLSchema = buildGatewaySchema()
export const parts: CheckParts = { schema, catalogue: catalogueOf(schema), maskNamed }

/** The words that the published policies are written in. */
export const WORDS: ReadonlyMap<string, string> = new Map(
  [...(await readPolicyFolder('policies'))].filter(([file]) => isVocabulary(file)),
)

export const GOOD = `
policy: street-file
role: STREET
purpose: P07
basis: { instrument: 未成年人保护法, article: "43", status: IN_FORCE }
relation: residence-division
fields:
  Query.child: reveal
  Query.children: reveal
  ChildConnection.nodes: reveal
  ChildConnection.pageInfo: reveal
  PageInfo.hasNextPage: reveal
  Child.childRef: reveal
  Child.publicSecurity: reveal
  PublicSecurity.displayName: { mask: name }
  PublicSecurity.sex: reveal
  PublicSecurity.birthDate: { mask: month }
use:
  input: ["Query.child(ref:)"]
  filter: [PublicSecurity.sex]
limits:
  rootFields: 2
  children: 20
  missesPerHour: 10
  missesPerHourOfOrganisation: 50
  childrenPerDay: 400
  childrenPerDayOfOrganisation: 2000
`

/** The good policy with some of its text replaced; throws when that text is not there. */
export function changed(...replacements: readonly (readonly [from: string, to: string])[]): string {
  let text = GOOD
  for (const [from, to] of replacements) {
    if (!text.includes(from)) throw new Error('the good policy has no such text')
    text = text.replace(from, to)
  }
  return text
}

/** A document with another value at one place, `limits/children`; without that place for `undefined`. */
export function setting(text: string, place: string, value: unknown): string {
  const document = parseDocument(text)
  const path = place.split('/').map((step) => (/^\d+$/.test(step) ? Number(step) : step))
  if (value === undefined) document.deleteIn(path)
  else document.setIn(path, document.createNode(value))
  return document.toString()
}

export function withField(line: string): string {
  return changed(['use:', `  ${line}\nuse:`])
}

/** Every fault of the documents, and none when they compile. */
export function faultsOf(...texts: readonly string[]): readonly string[] {
  const documents = new Map([...WORDS, ...texts.map((text, at) => [`policy-${at + 1}.yaml`, text] as const)])
  try {
    compilePolicies(documents, parts)
    return []
  } catch (error) {
    if (error instanceof PolicyFaults) return error.faults
    throw error
  }
}

/** The one grant of one document. */
export function grantOf(text: string = GOOD): Grant {
  const [grant] = compilePolicies(new Map([...WORDS, ['policy.yaml', text]]), parts).grants()
  if (!grant) throw new Error('the document holds a policy')
  return grant
}
