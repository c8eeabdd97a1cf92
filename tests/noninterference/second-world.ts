// Makes world B from world A: as many random changes as a caller may not notice. Each proposal stands only if the
// reference says that this caller may learn the same of the child as before.
import { createHash } from 'node:crypto'
import { Random } from '../../src/city/random.ts'
import {
  cellsOf,
  copyOf,
  donorCell,
  MOVE_NAMES,
  MOVES,
  type MoveName,
  otherDay,
  otherSealedText,
  type Proposal,
} from './changes.ts'
import type { Ghost } from './operation.ts'
import { randomId } from './random-id.ts'
import type { Asked, Knowledge } from './reference.ts'
import { type ChildRows, NO_ROWS, type StoredRow, type World } from './world.ts'

export interface SecondWorld {
  readonly change: ReadonlyMap<string, ChildRows>
  /** How often each kind of change was made. */
  readonly made: ReadonlyMap<MoveName | 'new child', number>
}

export interface Making {
  readonly random: Random
  readonly world: World
  readonly knows: Knowledge
  /** Children the operations are about; each of them is changed, with some of everyone else. */
  readonly focus: readonly string[]
  /** Ids that no child has and that an operation names. */
  readonly ghosts: readonly Ghost[]
}

const PROPOSALS_PER_CHILD = 14
const OTHERS = 25
/** Children of whom every single cell is tried. */
const MOST_FOCUS = 30
const TEXTS_PER_CELL = 3

export function secondWorld({ random, world, knows, focus, ghosts }: Making): SecondWorld {
  const ids = [...world.children.keys()].sort()
  const known = new Set(focus.filter((id) => world.children.has(id)).slice(0, MOST_FOCUS))
  const chosen = new Set([...known, ...focus.filter((id) => world.children.has(id)), ...some(random, ids, OTHERS)])
  const made = new Map<MoveName | 'new child', number>()
  const change = new Map<string, ChildRows>()
  for (const id of chosen) {
    const rows = changed({ random, world, knows, made, ids, id, isFocus: known.has(id) })
    if (rows !== world.children.get(id)) change.set(id, rows)
  }
  for (const ghost of [...ghosts, { id: randomId(random), asked: null }]) {
    const donorId = random.pick(ids)
    const copy = copyOf({ world, id: ghost.id, donorId, donor: world.children.get(donorId) ?? NO_ROWS })
    const born = ghost.asked === null ? copy : { ...copy, 'registry.identifier': identifiersOf(ghost.id, ghost.asked) }
    if (world.children.has(ghost.id) || knows(ghost.id, born) !== knows(ghost.id, NO_ROWS)) continue
    change.set(ghost.id, born)
    count(made, 'new child')
  }
  return { change, made }
}

/** What makes a child findable by the number and name of a question. */
function identifiersOf(id: string, { kind, number, name }: Asked): StoredRow[] {
  const since = { valid_from: '2020-01-01', valid_to: null, recorded_at: '2026-01-01T00:00:00Z', superseded_at: null }
  const named = name === null ? [] : [{ child_id: id, kind: 'NAME', blind_index: name, ...since }]
  return [{ child_id: id, kind, blind_index: number, ...since }, ...named]
}

interface Changing {
  readonly random: Random
  readonly world: World
  readonly knows: Knowledge
  readonly made: Map<MoveName | 'new child', number>
  readonly ids: readonly string[]
  readonly id: string
  readonly isFocus: boolean
}

function changed(changing: Changing): ChildRows {
  const { random, world, ids, id, isFocus } = changing
  const draft = { rows: world.children.get(id) ?? NO_ROWS }
  const proposal = (donors: readonly string[] = ids): Proposal => {
    const donorId = random.pick(donors)
    return { random, world, id, rows: draft.rows, donorId, donor: world.children.get(donorId) ?? NO_ROWS }
  }
  if (isFocus) {
    for (const place of cellsOf(draft.rows)) {
      const donors = ids.filter((each) => world.children.get(each)?.[place.table.name]?.length)
      keep(changing, draft, { name: 'cell', next: donorCell(proposal(donors), place) })
      keep(changing, draft, { name: 'day', next: otherDay(proposal(), place) })
      for (let count = 0; count < TEXTS_PER_CELL; count += 1) {
        keep(changing, draft, { name: 'sealed text', next: otherSealedText(proposal(), place) })
      }
    }
  }
  for (let count = 0; count < PROPOSALS_PER_CHILD; count += 1) {
    const name = random.pick(MOVE_NAMES)
    // A child that is gone has nothing left to change; so its going is proposed seldom.
    if (name === 'existence' && random.chance(0.7)) continue
    if (keep(changing, draft, { name, next: MOVES[name](proposal()) }) && name === 'existence') break
  }
  return draft.rows
}

interface Draft {
  rows: ChildRows
}

/** Takes a proposal over, if it changes something and the caller may learn no more and no less by it. */
function keep(
  { knows, made, id }: Changing,
  draft: Draft,
  { name, next }: { readonly name: MoveName; readonly next: ChildRows | null },
): boolean {
  if (next === null || isSame(next, draft.rows)) return false
  if (knows(id, next) !== knows(id, draft.rows)) return false
  draft.rows = next
  count(made, name)
  return true
}

function isSame(one: ChildRows, other: ChildRows): boolean {
  return Object.keys(one).every(
    (table) => one[table] === other[table] || JSON.stringify(one[table]) === JSON.stringify(other[table]),
  )
}

function some(random: Random, ids: readonly string[], count: number): string[] {
  return Array.from({ length: count }, () => random.pick(ids))
}

function count<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

export function randomFrom(seed: string): Random {
  const digest = createHash('sha256').update(seed).digest()
  return new Random(digest.readInt32LE(0), digest.readInt32LE(4), digest.readInt32LE(8))
}
