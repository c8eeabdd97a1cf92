// What is mutated together, as patterns of Stryker, and the tests that must notice: none of them needs a town. The laws and the page
// of data items are left out; they say again, at length, what the others say one by one.
export interface Room {
  readonly mutate: readonly string[]
  readonly folder: string
  readonly only?: RegExp
  /** A part of another room; run where it is named. */
  readonly isShort?: true
}

export const ROOMS: Readonly<Record<string, Room>> = {
  // The short form: what binds a request to what its plan may read.
  decision: { mutate: ['src/plan/bind.ts'], folder: 'tests/plan', isShort: true },
  plan: { mutate: ['src/plan/*.ts'], folder: 'tests/plan' },
  policy: {
    mutate: ['src/policy/*.ts', '!src/policy/cedar.ts'],
    folder: 'tests/policy',
    only: /^(?!laws|cedar|items-page)/,
  },
  cedar: { mutate: ['src/policy/cedar.ts'], folder: 'tests/policy', only: /^cedar/ },
  masking: { mutate: ['src/masking/*.ts'], folder: 'tests/masking' },
  // What several departments say, made into one cell.
  joining: {
    mutate: ['src/departments/{statements,join-rows}.ts'],
    folder: 'tests/departments',
    only: /^(statements|join-rows)/,
  },
}

export function reportOf(room: string): string {
  return `.hutong/mutants/${room}.json`
}
