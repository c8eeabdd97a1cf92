// What is mutated together, as patterns of Stryker, and the tests that must notice: none of them needs a town. The laws and the page
// of data items are left out; they say again, at length, what the others say one by one.
export interface Room {
  readonly mutate: readonly string[]
  readonly folder: string
  readonly only?: RegExp
  /** Some of its tests ask PostgreSQL. */
  readonly needsDatabase?: true
  /** A part of another room; run where it is named. */
  readonly isShort?: true
}

const KEYS = ['blind-index', 'child-ref', 'cipher', 'key-*', 'keyring', 'linking-token', 'list-order', 'sealed-cell']
const DOCUMENTS = ['document', 'legible', 'nearest', 'read-*', 'syntax-fault', 'vocabulary']
const NUMBERS = ['citizen-id', 'name-characters', 'normal-name']

export const ROOMS: Readonly<Record<string, Room>> = {
  // The short form: what binds a request to what its plan may read.
  decision: { mutate: ['src/plan/bind.ts'], folder: 'tests/plan', isShort: true },
  plan: { mutate: ['src/plan/*.ts'], folder: 'tests/plan' },
  // Policies in two parts: how documents are read and found at fault, and what is decided by them.
  documents: {
    mutate: DOCUMENTS.map((name) => `src/policy/${name}.ts`),
    folder: 'tests/policy',
    only: /^(compile-faults|document|legible|nearest|read-|syntax-fault|vocabulary)/,
  },
  policy: {
    mutate: ['src/policy/*.ts', '!src/policy/cedar.ts', ...DOCUMENTS.map((name) => `!src/policy/${name}.ts`)],
    folder: 'tests/policy',
    only: /^(?!laws|cedar|items|document|legible|nearest|read-|syntax-fault|vocabulary)/,
  },
  cedar: { mutate: ['src/policy/cedar.ts'], folder: 'tests/policy', only: /^cedar/ },
  // Masking in three parts: the masks themselves, what is counted and compared, what is sealed. A file that no part names is a mask.
  masks: {
    mutate: ['src/masking/*.ts', ...[...KEYS, ...NUMBERS].map((name) => `!src/masking/${name}.ts`)],
    folder: 'tests/masking',
    only: /^(masks|mask-sql|readable|form-probe)/,
    needsDatabase: true,
  },
  numbers: {
    mutate: NUMBERS.map((name) => `src/masking/${name}.ts`),
    folder: 'tests/masking',
    only: /^(citizen-id|normal-name|national|masks)/,
  },
  keys: {
    mutate: KEYS.map((name) => `src/masking/${name}.ts`),
    folder: 'tests/masking',
    only: /^(blind-index|child-ref|cipher|key-|national|sealed-cell|linking-token|list-order)/,
  },
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
