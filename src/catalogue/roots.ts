// The types at which an operation begins; their fields are doors, each with a walk of its own.

export const ROOT_TYPES = ['Query', 'Mutation', 'Subscription'] as const

export function isRootField(coordinate: string): boolean {
  return ROOT_TYPES.some((type) => coordinate.startsWith(`${type}.`))
}

/** What a subscription is declared with: events come by the walk alone, and nothing is ever to be had of the schema itself. */
export function noSource(): never {
  throw new Error('the schema is no source of events')
}
