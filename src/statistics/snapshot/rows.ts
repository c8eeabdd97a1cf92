// A child as the snapshot has it: a record key of the period and small codes. Nothing in it names the child, and no later period's keys fit it.
import type { KeyObject } from 'node:crypto'
import type { Day } from '../../clock.ts'
import { AgeBand } from '../../departments/public-security/types.ts'
import { recordKey } from '../../disclosure/draws.ts'
import type { RulePack } from '../../eligibility/rule-pack.ts'
import type { ReadChild } from '../../registry/pace/read-city.ts'
import type { CountedChild, CountedDimension } from '../menu/dimension.ts'
import { COLUMNS, codeIn, DIMENSIONS, type ValueLists } from '../menu/menu.ts'
import { age } from '../menu/person.ts'

export interface SnapshotRow {
  readonly key: bigint
  /** By dimension, in the menu's order; of a dimension of several, one bit for each. */
  readonly codes: readonly number[]
  /** By column; NaN where there is none. */
  readonly values: readonly number[]
}

export interface Snapshotting {
  readonly period: number
  readonly day: Day
  readonly pack: RulePack
  readonly lists: ValueLists
  readonly secret: KeyObject
}

/** Every leaf that a snapshot is made of. */
export function leavesOfSnapshot(pack: RulePack): string[] {
  return [...new Set([...DIMENSIONS.flatMap((each) => each.reads(pack)), ...COLUMNS.map(({ leaf }) => leaf)])].sort()
}

/** Null for an adult: the registry knows those who were children as well. */
export function rowMaker({ period, day, pack, lists, secret }: Snapshotting): (child: ReadChild) => SnapshotRow | null {
  const coders = DIMENSIONS.map((dimension) => coderOf(dimension, lists[dimension.name] ?? []))
  return ({ childId, cells }) => {
    const child = { day, pack, cells }
    if (isAdult(child)) return null
    return {
      key: recordKey(secret, period, childId),
      codes: coders.map((code) => code(child)),
      values: COLUMNS.map(({ leaf, most }) => {
        const cell = cells(leaf)
        return typeof cell === 'number' ? Math.min(cell, most) : Number.NaN
      }),
    }
  }
}

const NONE: ReadonlySet<string> = new Set()

function isAdult(child: CountedChild): boolean {
  return age.of(child, NONE) === AgeBand.ADULT
}

function coderOf(dimension: CountedDimension, values: readonly string[]): (child: CountedChild) => number {
  const listed = new Set(values)
  return (child) => {
    const of = dimension.of(child, listed)
    return typeof of === 'string'
      ? codeIn(values, of)
      : of.reduce((bits, value) => bits | (1 << codeIn(values, value)), 0)
  }
}
