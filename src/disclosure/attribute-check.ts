// Attribute disclosure: where nearly all of a group share a value, and the group is small or lies below county level, publishing it says it of
// each of them. The whole group is held back then, "none of them" included, and looks like a group that is too small.
import type { KeyObject } from 'node:crypto'
import type { Aggregates } from './aggregate.ts'
import { drawsOf } from './draws.ts'
import { type Dimension, isBelowCounty } from './menu.ts'
import { ATTRIBUTE_EDGE, ATTRIBUTE_SHARE, ATTRIBUTE_SMALL, EDGE } from './parameters.ts'
import { type Codes, cellName, type TableForm } from './table-form.ts'

interface Group {
  n: number
  key: bigint
  /** Children who share the commonest value. */
  most: number
}

/** Whether a cell's group is told too much of by one of the sensitive dimensions. */
export function attributeCheck(form: TableForm, cells: Aggregates, secret: KeyObject): (codes: Codes) => boolean {
  const checks = form.dimensions.flatMap((dimension, at) =>
    dimension.isSensitive ? [oneDimension(form.dimensions, at, cells, secret)] : [],
  )
  return (codes) => checks.some((check) => check(codes))
}

function oneDimension(
  dimensions: readonly Dimension[],
  at: number,
  cells: Aggregates,
  secret: KeyObject,
): (codes: Codes) => boolean {
  const others = dimensions.toSpliced(at, 1)
  const nameOf = (codes: Codes): string => cellName(others, codes.toSpliced(at, 1))
  const groups = new Map<string, Group>()
  for (const { codes, n, key } of cells.values()) {
    const group = groups.get(nameOf(codes)) ?? { n: 0, key: 0n, most: 0 }
    group.n += n
    group.key ^= key
    group.most = Math.max(group.most, n)
    groups.set(nameOf(codes), group)
  }
  const edgeOf = (name: string, group: Group): number =>
    drawsOf(secret, `attribute|${dimensions[at]?.name}|${name}`, group).edge
  const isBelow = isBelowCounty(others)
  const isTold = (name: string, group: Group): boolean => {
    const edge = edgeOf(name, group)
    const isChecked = isBelow || group.n < ATTRIBUTE_SMALL + EDGE * edge
    return isChecked && group.most >= (ATTRIBUTE_SHARE - ATTRIBUTE_EDGE * edge) * group.n
  }
  const told = new Set([...groups].flatMap(([name, group]) => (isTold(name, group) ? [name] : [])))
  return (codes) => told.has(nameOf(codes))
}
