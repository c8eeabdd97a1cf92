// One question that reads every department at once. No role of the city may ask it: the adjudicator's policy is widened,
// for these tests alone, by the departments that serve others. A new department is in it without a line here.
import { type GraphQLNamedType, getNamedType, isLeafType, isObjectType } from 'graphql'
import { DEPARTMENTS, type Department } from '../../src/departments/departments.ts'
import { readPolicyFolder } from '../../src/policy/read-policies.ts'
import { buildGatewaySchema } from '../../src/schema.ts'

const POLICY = 'adjudicator-casework.yaml'
const GRANTED = /^ {2}([A-Z]\w+\.\w+):/gm

export interface EveryDepartment {
  /** For `openTown`. */
  readonly policies: ReadonlyMap<string, string>
  /** `child(ref: $ref)` with an edge of every department, asked as `adjudicator` for P08. */
  readonly document: string
}

export async function everyDepartment(): Promise<EveryDepartment> {
  const policies = await readPolicyFolder('policies')
  const written = policies.get(POLICY) ?? ''
  const granted = new Set([...written.matchAll(GRANTED)].map(([, coordinate]) => coordinate ?? ''))
  const schema = buildGatewaySchema()
  const child = schema.getType('Child')
  if (!isObjectType(child)) throw new Error('a child has edges')
  const edgeOf = ({ edge }: Department): GraphQLNamedType | undefined => getNamedType(child.getFields()[edge]?.type)
  const more = DEPARTMENTS.filter(({ edge }) => !granted.has(`Child.${edge}`)).flatMap((department) => [
    `Child.${department.edge}`,
    ...plainLeaves(department, edgeOf(department)),
  ])
  for (const coordinate of more) granted.add(coordinate)
  const isGranted = (coordinate: string): boolean => granted.has(coordinate)
  const edges = DEPARTMENTS.map((department) => `${department.edge} ${selectionOf(edgeOf(department), isGranted)}`)
  return {
    policies: new Map([
      ...policies,
      [
        POLICY,
        written.replace('fields:\n', `fields:\n${more.map((coordinate) => `  ${coordinate}: reveal\n`).join('')}`),
      ],
    ]),
    document: `query EveryDepartment($ref: ID!) { child(ref: $ref) { ${edges.join('\n')} } }`,
  }
}

function plainLeaves({ reads }: Department, edge: GraphQLNamedType | undefined): string[] {
  return Object.entries(reads).flatMap(([coordinate, { kind }]) =>
    kind !== 'sealed' && coordinate.startsWith(`${edge?.name}.`) ? [coordinate] : [],
  )
}

/** Every leaf of a type that is granted, with what leads to it. */
export function selectionOf(type: GraphQLNamedType | undefined, isGranted: (coordinate: string) => boolean): string {
  if (!isObjectType(type)) throw new Error('an edge leads to an object')
  const fields = Object.values(type.getFields()).flatMap((field) => {
    if (!isGranted(`${type.name}.${field.name}`)) return []
    const below = getNamedType(field.type)
    return isLeafType(below) ? [field.name] : [`${field.name} ${selectionOf(below, isGranted)}`]
  })
  return `{ ${fields.join(' ')} }`
}
