// Leaks by a reader or the list behind it: rows that another statement filled, masks lost on the way, an order or a failure
// that follows what is not granted.
import type { Pool } from 'pg'
import type { DepartmentCode } from '../../src/departments/department.ts'
import type { ReadStatement } from '../../src/departments/read-statement.ts'
import type { DepartmentReader } from '../../src/departments/reader.ts'
import type { Town } from '../world/town.ts'
import { askPage, pages } from './casework.ts'
import type { Mutant } from './mutant.ts'
import { once } from './operation.ts'
import type { Place } from './place.ts'

type Read = DepartmentReader['read']

function readingBy(code: DepartmentCode, change: (real: Read, place: Place) => Read): Mutant['spoil'] & {} {
  return ({ gateway: { rooms } }: Town, place: Place): void => {
    const reader = rooms.readers.get(code)
    if (!reader) throw new Error('a department that is read')
    const read = change((...asked) => reader.read(...asked), place)
    Object.assign(rooms, { readers: new Map([...rooms.readers, [code, { ...reader, read }]]) })
  }
}

/** The statement as one makes it to whom everything is granted in clear. */
function unmasked(statement: ReadStatement): ReadStatement {
  return { ...statement, columns: statement.columns.map((column) => ({ ...column, mask: null })) }
}

const ADDRESSES = '{ children(first: 30) { nodes { publicSecurity { hukouAddress } } } }'

const sharedRows = (real: Read): Read => {
  return (statement, keys, holding) => real(unmasked(statement), keys, holding)
}

// Every second read fails at first, and is done again in haste.
const maskLostOnRetry = (real: Read): Read => {
  let reads = 0
  return (statement, keys, holding) => {
    reads += 1
    return real(reads % 2 === 0 ? unmasked(statement) : statement, keys, holding)
  }
}

/** The list in the order of a day that is not granted. */
function orderedBy(order: string) {
  return ({ gateway: { rooms } }: Town): void => {
    const { lists } = rooms
    const query = (config: { text: string; name?: string }) =>
      lists.query({
        ...config,
        name: `by ${order.length}`,
        text: config.text.replace(/order by j\.(place|child_id)$/, `order by ${order}`),
      } as never)
    Object.assign(rooms, { lists: { query } as unknown as Pool })
  }
}

const ADULT_ON = '(select adult_on from registry.child c where c.id = j.child_id), j.child_id'
const OUTCOMES = '(select count(*) from registry.outcome o where o.child_id = j.child_id), j.child_id'

export const READER_MUTANTS: readonly Mutant[] = [
  {
    leak: 'rows kept by their key alone, filled by a caller who may see more',
    caller: ['adjudicator', 'P08'],
    make: (scene, random) => ({ ...askPage(scene, random), requests: once({ query: ADDRESSES, variables: {} }) }),
    spoil: readingBy('GAJ', sharedRows),
  },
  {
    leak: 'a mask that is forgotten when a read is tried again',
    caller: ['adjudicator', 'P08'],
    make: (scene, random) => ({
      ...askPage(scene, random),
      requests: (answers) => (answers.length < 2 ? { query: ADDRESSES, variables: {} } : null),
    }),
    spoil: readingBy('GAJ', maskLostOnRetry),
  },
  {
    leak: 'a list in the order of a birthday that is not granted',
    caller: ['village', 'P07'],
    make: (scene, random) => pages(scene, random, { first: 60 }),
    spoil: orderedBy(ADULT_ON),
  },
  {
    leak: 'a list with those first who have the fewest outcomes',
    caller: ['village', 'P07'],
    make: (scene, random) => pages(scene, random, { first: 60 }),
    spoil: orderedBy(OUTCOMES),
  },
]
