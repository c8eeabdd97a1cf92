// Writes the response from treated values, in the shape that was asked for, and says of every cell that is neither a plain
// value nor a true null what it is and why (extensions.disclosure).
import { type CellState, NO_CELLS } from '../audit/entry.ts'
import { MissingCell } from '../departments/missing-cell.ts'
import type { BoundRoot } from '../plan/bind.ts'
import type { Plan } from '../plan/plan.ts'
import { isIncluded, type ShapeField } from '../plan/shape.ts'

export interface Disclosure {
  readonly path: readonly (string | number)[]
  readonly state: 'MASKED' | MissingCell['state']
  /** Says no more than policy and department do: never which of several conditions failed. */
  readonly reason: 'MINIMUM_NECESSARY' | MissingCell['reason']
  readonly mask?: string
  readonly source?: string
}

export interface Response {
  readonly data: Readonly<Record<string, unknown>>
  readonly extensions?: { readonly disclosure: readonly Disclosure[] }
  /** Not part of what leaves. */
  readonly counts: Record<CellState, number>
}

export interface Writing {
  readonly plan: Plan
  readonly variables: Readonly<Record<string, unknown>>
  readonly roots: readonly BoundRoot[]
  /** One value per bound root, keyed by field name below it. */
  readonly values: readonly unknown[]
}

interface Pen {
  readonly plan: Plan
  readonly variables: Readonly<Record<string, unknown>>
  readonly disclosure: Disclosure[]
  readonly counts: Record<CellState, number>
}

type Path = readonly (string | number)[]

export function writeResponse({ plan, variables, roots, values }: Writing): Response {
  const counts = { ...NO_CELLS }
  const pen: Pen = { plan, variables, disclosure: [], counts }
  const byField = new Map(roots.map((root, at) => [root.plan.field, values[at]]))
  const data: Record<string, unknown> = {}
  for (const field of plan.shape) {
    if (!isIncluded(field, variables)) continue
    data[field.key] =
      field.name === '__typename' ? field.typeName : write(pen, field, { value: byField.get(field), path: [field.key] })
  }
  return pen.disclosure.length > 0 ? { data, extensions: { disclosure: pen.disclosure }, counts } : { data, counts }
}

function write(pen: Pen, field: ShapeField, { value, path }: { value: unknown; path: Path }): unknown {
  if (value instanceof MissingCell) {
    pen.counts[value.state] += 1
    pen.disclosure.push({ path, state: value.state, reason: value.reason, source: value.source })
    return null
  }
  if (field.fields.length === 0) return leaf(pen, field, { value, path })
  if (value === null || value === undefined) {
    pen.counts.NULL += 1
    return null
  }
  if (field.isList)
    return (value as readonly unknown[]).map((item, at) => writeItem(pen, field, { value: item, path: [...path, at] }))
  return object(pen, field, { value: value as Readonly<Record<string, unknown>>, path })
}

function writeItem(pen: Pen, field: ShapeField, { value, path }: { value: unknown; path: Path }): unknown {
  if (value === null || value === undefined) return null
  return object(pen, field, { value: value as Readonly<Record<string, unknown>>, path })
}

function object(
  pen: Pen,
  parent: ShapeField,
  { value, path }: { value: Readonly<Record<string, unknown>>; path: Path },
): Record<string, unknown> {
  const written: Record<string, unknown> = {}
  for (const field of parent.fields) {
    if (!isIncluded(field, pen.variables)) continue
    written[field.key] =
      field.name === '__typename'
        ? field.typeName
        : write(pen, field, { value: value[field.name], path: [...path, field.key] })
  }
  return written
}

function leaf(pen: Pen, field: ShapeField, { value, path }: { value: unknown; path: Path }): unknown {
  if (value === null || value === undefined) {
    pen.counts.NULL += 1
    return null
  }
  const mask = pen.plan.masks.get(field.coordinate)
  if (mask === undefined) {
    pen.counts.VALUE += 1
    return value
  }
  pen.counts.MASKED += 1
  pen.disclosure.push({ path, state: 'MASKED', reason: 'MINIMUM_NECESSARY', mask })
  return value
}
