// `Child.findings`: the findings of the pack in force, weighed on the very cells that the caller may see.
import type { Day } from '../../clock.ts'
import { departmentShowing } from '../../departments/departments.ts'
import type { Witness } from '../../departments/join-rows.ts'
import { MissingCell } from '../../departments/missing-cell.ts'
import { packFor } from '../../eligibility/answer-days.ts'
import { PARENTS } from '../../eligibility/facts.ts'
import { type Found, find } from '../../eligibility/find.ts'
import type { RulePack } from '../../eligibility/rule-pack.ts'
import type { TraceNode } from '../../eligibility/weigh.ts'
import type { ShapeField } from '../../plan/shape.ts'
import { type Cells, FACT_LEAVES, factsFrom, type History, leafOf } from './facts.ts'

export const FINDINGS = { field: 'Child.findings', restOn: FACT_LEAVES } as const

export interface Weighing {
  readonly packs: readonly RulePack[]
  readonly today: Day
  /** The child's cells as they are shown: a MissingCell where there is none to show. */
  readonly cells: Cells
  readonly history: History
  readonly witness: Witness
}

/** Whether the findings are asked for: what was ever decided is read for them alone. */
export function asksFindings(fields: readonly ShapeField[]): boolean {
  return fields.some(({ coordinate }) => coordinate === FINDINGS.field)
}

/** Undefined where nobody asks. On a day on which no pack is in force nothing is found, and that is said. */
export function findingsShown(fields: readonly ShapeField[], weighingOf: () => Weighing): unknown {
  if (!asksFindings(fields)) return undefined
  const { packs, today, witness, history, cells: ofChild } = weighingOf()
  const pack = packFor(packs, today)
  if (pack.effectiveFrom === null || today < pack.effectiveFrom)
    return new MissingCell('UNDETERMINED', 'GATEWAY', 'NOT_IN_FORCE')
  return find(pack, factsFrom(knownCells(ofChild), history), today).map((found) => shown(found, pack, witness))
}

/** The cells without what stands in the place of one: what is missing tells nothing. */
export function knownCells(shown: Cells): Cells {
  return (coordinate) => known(shown(coordinate))
}

function known(cell: unknown): unknown {
  if (Array.isArray(cell)) return cell.map((entry) => (entry instanceof MissingCell ? undefined : entry))
  return cell instanceof MissingCell ? undefined : cell
}

function shown({ finding, truth, trace }: Found, pack: RulePack, witness: Witness) {
  const { name, kind, id: rule, clause, quote, undecided } = finding
  const inputs = finding.undecided === null ? inputsOf([trace], (name) => stampOf(name, witness)) : []
  return { name, kind, rule, clause, quote, pack: pack.id, truth, undecided, inputs }
}

type Input = Record<'of' | 'name' | 'truth' | 'values' | 'testedFor' | 'source' | 'asOf', unknown>

/** The department that told a fact, and of when. */
export interface InputStamp {
  readonly source: string | null
  readonly asOf: string | null
}

const OF_NO_DEPARTMENT: InputStamp = { source: null, asOf: null }

/** Each test once, however often the rule names it. */
export function inputsOf(traces: readonly TraceNode[], stamp: (name: string) => InputStamp): Input[] {
  const inputs = traces
    .flatMap((trace) => [...tests(trace, null)])
    .map(({ node, person }) => inputOf(node, person, stamp))
  return [...new Map(inputs.map((input) => [JSON.stringify(input), input])).values()]
}

interface Tested {
  readonly node: TraceNode
  readonly person: string | null
}

const TESTS: ReadonlySet<TraceNode['op']> = new Set([
  ...(['oneOf', 'active', 'known', 'under', 'atLeast', 'differ', 'inArea'] as const),
  ...(['switch', 'countySwitch', 'reading'] as const),
])
const OF_NOBODY: ReadonlySet<TraceNode['op']> = new Set(['switch', 'countySwitch', 'reading'])

function* tests(node: TraceNode, person: string | null): Generator<Tested> {
  const parent = PARENTS.find((each) => node.op === 'is' && each === node.name)
  if (TESTS.has(node.op)) yield { node, person: OF_NOBODY.has(node.op) ? null : (person ?? 'CHILD') }
  for (const below of node.of) yield* tests(below, parent ?? person)
}

function inputOf(
  { op, name, truth, values, testedFor }: TraceNode,
  person: string | null,
  stamp: (name: string) => InputStamp,
): Input {
  const place = op === 'differ' || op === 'inArea' ? 'HUKOU' : (name ?? '')
  return {
    ...{ of: person, name, truth, values: values === 'UNKNOWN' || values?.length === 0 ? null : values, testedFor },
    ...(OF_NOBODY.has(op) ? OF_NO_DEPARTMENT : stamp(place)),
  }
}

function stampOf(name: string, witness: Witness): InputStamp {
  const leaf = leafOf(name)
  const department = leaf === undefined ? undefined : departmentShowing(leaf)
  const rows = department && witness(department)?.rows
  return { source: department?.code ?? null, asOf: rows?.state === 'FRESH' ? rows.asOf.toISOString() : null }
}
