// The cases beside the policies pass, say something of every policy, and notice when a policy is changed behind them.
import { describe, expect, it } from 'vitest'
import type { Grant } from '../../src/policy/compile.ts'
import type { Decision, UseKind } from '../../src/policy/decision.ts'
import { type CaseFile, readCaseFiles } from '../../src/workbench/case-file.ts'
import { type Desk, layOut } from '../../src/workbench/desk.ts'
import { runCases } from '../../src/workbench/run-cases.ts'
import { changed, desk, files, parts, TODAY } from './published.ts'

const cases: readonly CaseFile[] = readCaseFiles(files.cases, desk).files
const failing = (on: Desk, of: readonly CaseFile[] = cases) =>
  runCases(on, of, TODAY).filter(({ differences }) => differences.length > 0)

function oneCase(body: string): readonly CaseFile[] {
  const text = `caller: { role: VILLAGE, purpose: P07 }\ncases:\n  - description: what is asked here\n    ${body}\n`
  const read = readCaseFiles(new Map([['tests/x.yaml', text]]), desk)
  expect(read.faults).toEqual([])
  return read.files
}

describe('the cases', () => {
  it('pass, sixty of them at least', () => {
    expect(failing(desk)).toEqual([])
    expect(runCases(desk, cases, TODAY).length).toBeGreaterThanOrEqual(60)
  })

  it('say of every question of hospitals, schools and analysts that the gateway answers both sides', () => {
    const told = cases.flatMap((file) => file.cases.map(({ description }) => description)).join('\n')
    for (const id of [
      'H01',
      'H02',
      'H03',
      'H04',
      'H07',
      'H10',
      'S01',
      'S02',
      'S03',
      'S07',
      'S08',
      'S10',
      'N01',
      'N04',
      'N10',
    ])
      expect(told).toContain(id)
    for (const id of ['X02', 'X03', 'X10', 'X11', 'X12', 'X13']) expect(told).toContain(id)
  })

  it('say something of every policy', () => {
    const asked = new Set(cases.flatMap((file) => file.cases.map(({ caller }) => `${caller.role} ${caller.purpose}`)))
    for (const { policy } of desk.entries) expect(asked).toContain(`${policy.role} ${policy.purpose}`)
  })

  it('have descriptions that are told apart', () => {
    for (const { file, cases: own } of cases) {
      const descriptions = own.map(({ description }) => `${file} ${description}`)
      expect(new Set(descriptions).size).toBe(descriptions.length)
    }
  })
})

describe('a case', () => {
  it.each([
    [
      'uses: { select PublicSecurity.displayName: refuse }',
      'select PublicSecurity.displayName: wanted refuse, got reveal',
    ],
    [
      'operation: "{ children { nodes { childRef } } }"\n    outcome: REFUSED\n    because: select Child.childRef',
      'outcome: wanted REFUSED, got answered (nothing is refused)',
    ],
    [
      'operation: "{ children { nodes { civilAffairs { categories } } } }"\n    outcome: REFUSED\n    because: select Child.childRef',
      'because: wanted select Child.childRef, got select CivilAffairs.categories',
    ],
    [
      'operation: "{ children { nodes { childRef } } }"\n    outcome: answered\n    entry: { policyIds: [other], fields: { Query.children: reveal }, uses: [filter PublicSecurity.sex] }',
      'entry.fields: there and not wanted: Child.childRef: reveal, ChildConnection.nodes: reveal',
    ],
    ['operation: "{ children"\n    outcome: BAD_INPUT', 'operation: is no GraphQL'],
  ])('fails where the policy says otherwise: %s', (body, difference) => {
    const [result] = failing(desk, oneCase(body))
    expect(result?.differences.join('\n')).toContain(difference)
  })

  it('is asked on its own day', () => {
    const ended = layOut(
      changed('village-care-archive.yaml', (policy) => {
        policy.until = '2026-12-01'
      }),
      parts,
    )
    const on = (day: string) => oneCase(`today: ${day}\n    uses: { select PublicSecurity.displayName: reveal }`)
    expect(failing(ended, on('2026-11-30'))).toEqual([])
    expect(failing(ended, on('2026-12-01'))).toHaveLength(1)
  })
})

describe('a policy changed behind its cases', () => {
  /** The published set with one decision of one grant replaced, as if the table had been compiled so. */
  function withDecision(grant: Grant, of: { kind: UseKind; coordinate: string; decision: Decision }): Desk {
    const decide = (kind: UseKind, coordinate: string): Decision =>
      kind === of.kind && coordinate === of.coordinate ? of.decision : grant.decide(kind, coordinate)
    const mutant: Grant = { ...grant, decide }
    const grantFor = (role: string, purpose: string) =>
      role === grant.role && purpose === grant.purpose ? mutant : desk.set.grantFor(role, purpose)
    return { ...desk, set: { ...desk.set, grantFor } }
  }

  const reveal: Decision = { effect: 'reveal', policies: [] }
  const grants = desk.set.grants()

  /** No case of another caller looks at the grant. */
  function isNoticed(grant: Grant, of: { kind: UseKind; coordinate: string; decision: Decision }): boolean {
    const isCallers = ({ caller }: CaseFile['cases'][number]): boolean =>
      caller.role === grant.role && caller.purpose === grant.purpose
    const own = cases.map((file) => ({ ...file, cases: file.cases.filter(isCallers) }))
    return failing(withDecision(grant, of), own).length > 0
  }

  it('is noticed for every mask that is taken away', () => {
    for (const grant of grants) {
      for (const coordinate of desk.catalogue.keys()) {
        if (grant.decide('select', coordinate).effect !== 'mask') continue
        const noticed = isNoticed(grant, { kind: 'select', coordinate, decision: reveal })
        expect([grant.role, grant.purpose, coordinate, noticed]).toEqual([grant.role, grant.purpose, coordinate, true])
      }
    }
  })

  it('is noticed for every identifier, filter and sort that is granted and then is not', () => {
    const refuse: Decision = { effect: 'refuse', policies: [], reason: 'not granted' }
    const survived = grants.flatMap((grant) =>
      [...desk.catalogue.keys()].flatMap((coordinate) =>
        (['input', 'filter', 'sort'] as const)
          .filter((kind) => {
            if (grant.decide(kind, coordinate).effect === 'refuse') return false
            return !isNoticed(grant, { kind, coordinate, decision: refuse })
          })
          .map((kind) => `${grant.role} ${grant.purpose} ${kind} ${coordinate}`),
      ),
    )
    expect(survived).toEqual([])
  })
})
