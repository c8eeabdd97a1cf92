// What is asked about no child at all: who is on duty, what the city's lists and rules say, who stands in for whom. Nothing
// that is stored about a child may show in it.
import type { Random } from '../../src/city/random.ts'
import { BENEFITS } from '../../src/eligibility/rule-pack.ts'
import type { Scene } from './callers.ts'
import { type Operation, once } from './operation.ts'
import { type Root, randomDocument } from './selection.ts'

/** One or two root fields that take nothing about a person. */
export function askAround(scene: Scene, random: Random): Operation {
  const names = ROOTS.filter((name) => scene.grant.decide('select', `Query.${name}`).effect === 'reveal')
  if (names.length === 0) throw new Error(`${scene.as} may ask about nothing`)
  const roots = Array.from({ length: 1 + random.below(Math.min(2, scene.grant.limits.rootFields)) }, () =>
    rootOf(random.pick(names), scene, random),
  )
  return {
    title: `${scene.as} ${scene.purpose} ${roots.map(({ name }) => name).join(', ')}`,
    case: null,
    misses: 0,
    requests: once(randomDocument({ random, schema: scene.grant.view }, roots)),
    asked: [],
    isRefused: false,
    focus: [...scene.place.world.children.keys()].filter(() => random.chance(0.1)),
    ghosts: [],
  }
}

const ROOTS = [
  ...([
    'benefitRules',
    'childWorkers',
    'batchApprovals',
    'consents',
    'corrections',
    'deputies',
    'dutyContact',
    'emergenciesToReview',
  ] as const),
  ...(['reference', 'transfers', 'transfersToAnswer'] as const),
] as const

function rootOf(name: (typeof ROOTS)[number], { account }: Scene, random: Random): Root {
  const division = random.pick(['330106901901', '330106901000', '330109000000', '330100000000'])
  switch (name) {
    case 'benefitRules':
      return { name, arguments: { benefit: random.pick(BENEFITS) } }
    case 'childWorkers':
      return { name, arguments: { division: random.pick(account.divisions) } }
    case 'dutyContact':
      return { name, arguments: { division } }
    default:
      return { name, arguments: {} }
  }
}
