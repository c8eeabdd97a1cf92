// Attempts beyond a grant: a refused field at the end of a granted path, a refused filter or sort key, a root field or a
// benefit of another role. A refusal must tell nothing either, so the data behind it may change freely.
import type { GraphQLSchema } from 'graphql'
import type { Random } from '../../src/city/random.ts'
import { childRefsFor } from '../../src/masking/child-ref.ts'
import { recipientOf } from '../../src/registry/casework.ts'
import type { Scene } from './callers.ts'
import { childrenOf, filterValue } from './casework.ts'
import { type Operation, once } from './operation.ts'
import { benefitsOf, someone, subjectOf } from './questions.ts'
import { coordinatesBeyond, inputsBeyond, selectionTo } from './selection.ts'

/** One attempt; `schema` is the whole schema. */
export function askBeyond(schema: GraphQLSchema): (scene: Scene, random: Random) => Operation {
  return (scene, random) => {
    const attempts = [fieldBeyond, inputBeyond, rootBeyond]
    for (let tries = 0; tries < 50; tries += 1) {
      const operation = random.pick(attempts)(schema, scene, random)
      if (operation) return operation
    }
    throw new Error('every grant has something beyond it')
  }
}

function fieldBeyond(schema: GraphQLSchema, scene: Scene, random: Random): Operation | null {
  const root = isQuestion(scene) ? 'eligibility' : isCasework(scene) ? 'child' : 'statistics'
  const coordinate = random.pick(coordinatesBeyond(schema, scene.grant.view))
  const selection = coordinate.startsWith('Query.') ? null : selectionTo(schema, [root], coordinate)
  return selection === null ? null : attempt(scene, random, { root, selection, title: `selects ${coordinate}` })
}

function inputBeyond(schema: GraphQLSchema, scene: Scene, random: Random): Operation | null {
  if (!isCasework(scene)) return null
  const input = random.pick(['ChildFilter', 'ChildOrder'])
  const name = random.pick(inputsBeyond(schema, scene.grant.view, input))
  if (name === undefined) return null
  const value = input === 'ChildFilter' ? literal(name, filterValue(name, random)) : 'ASCENDING'
  const argument = input === 'ChildFilter' ? 'filter' : 'orderBy'
  const query = `{ children(${argument}: { ${name}: ${value} }) { nodes { childRef } } }`
  return made(scene, { title: `uses ${input}.${name}`, query, variables: {}, focus: childrenOf(scene).own })
}

function rootBeyond(schema: GraphQLSchema, scene: Scene, random: Random): Operation | null {
  const granted = Object.keys(scene.grant.view.getQueryType()?.getFields() ?? {})
  const roots = ['eligibility', 'child', 'children', 'statistics'].filter((name) => !granted.includes(name))
  const root = random.pick(roots)
  const selection = { eligibility: '{ status }', child: '{ childRef }', statistics: '{ asOf }' }[root]
  if (root === undefined || !schema.getQueryType()?.getFields()[root]) return null
  return attempt(scene, random, {
    root,
    selection: selection ?? '{ nodes { childRef } }',
    title: `asks Query.${root}`,
  })
}

interface Attempt {
  readonly root: string
  readonly selection: string
  readonly title: string
}

function attempt(scene: Scene, random: Random, { root, selection, title }: Attempt): Operation {
  const { person } = someone(scene, random)
  const id = random.pick([...scene.place.world.children.keys()])
  const ref = childRefsFor(scene.place.keys.childRef, recipientOf(scene.account, scene.grant)).refOf(id)
  const { input } = subjectOf(scene.place.keys, person)
  const benefit = benefitsOf(scene)[0] ?? 'CHECKUP'
  const [head, call] =
    root === 'eligibility'
      ? ['query ($subject: SubjectInput!)', `eligibility(subject: $subject, benefit: ${benefit})`]
      : root === 'child'
        ? ['query ($ref: ID!)', 'child(ref: $ref)']
        : ['query', root === 'statistics' ? 'statistics(table: EDGE_NOT_COVERED_BY_DISTRICT)' : 'children']
  const variables = root === 'eligibility' ? { subject: input } : root === 'child' ? { ref } : {}
  return made(scene, { title, query: `${head} { ${call} ${selection} }`, variables, focus: [id] })
}

interface Made {
  readonly title: string
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
  readonly focus: readonly string[]
}

function made({ as, purpose }: Scene, { title, query, variables, focus }: Made): Operation {
  const document = { query, variables }
  const rest = { misses: 0, requests: once(document), asked: [], isRefused: true, focus, ghosts: [] }
  return { title: `${as} ${purpose} ${title}`, case: 'E-2026-0002', ...rest }
}

function literal(name: string, value: string): string {
  return /^(born|residence)/.test(name) ? JSON.stringify(value) : value
}

function isQuestion({ grant }: Scene): boolean {
  return grant.relation === 'open-encounter' || grant.relation === 'own-roll'
}

function isCasework({ grant }: Scene): boolean {
  return grant.decide('select', 'Query.children').effect !== 'refuse'
}
