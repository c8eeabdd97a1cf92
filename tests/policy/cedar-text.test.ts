// The text of a set in Cedar, word for word: whoever reads it, or asks another engine, finds each permit where it was.
import { describe, expect, it } from 'vitest'
import { cedarOf } from '../../src/policy/cedar.ts'
import { compilePolicies, type Grant, type PolicySet } from '../../src/policy/compile.ts'
import type { Decision, UseKind } from '../../src/policy/decision.ts'
import { changed, GOOD, grantOf, parts, WORDS } from './policies.ts'

const COORDINATES = [...parts.catalogue.keys()]

function setOf(...texts: readonly string[]): PolicySet {
  return compilePolicies(new Map([...WORDS, ...texts.map((text, at) => [`${at}.yaml`, text] as const)]), parts)
}

/** A set of one grant that decides as told, `select Child.name`, and refuses what it is not told of. */
function deciding(told: Readonly<Record<string, Decision>>, more: Partial<Grant>): PolicySet {
  const refused: Decision = { effect: 'refuse', policies: [], reason: 'not granted' }
  const decide = (kind: UseKind, coordinate: string): Decision => told[`${kind} ${coordinate}`] ?? refused
  return { ...setOf(GOOD), grants: () => [{ ...grantOf(), decide, ...more }] }
}

describe('a set in Cedar', () => {
  it('is one permit for each kind of use, with all coordinates that are granted alike', () => {
    expect(cedarOf(setOf(GOOD), COORDINATES).policies).toBe(`@id("street-file select")
permit (
  principal == Role::"STREET",
  action == Action::"select",
  resource
) when {
  context.purpose == "P07" &&
  [
    Coordinate::"Child.childRef",
    Coordinate::"Child.publicSecurity",
    Coordinate::"ChildConnection.nodes",
    Coordinate::"ChildConnection.pageInfo",
    Coordinate::"PageInfo.hasNextPage",
    Coordinate::"PublicSecurity.birthDate",
    Coordinate::"PublicSecurity.displayName",
    Coordinate::"PublicSecurity.sex",
    Coordinate::"Query.child",
    Coordinate::"Query.children"
  ].contains(resource)
};

@id("street-file input")
permit (
  principal == Role::"STREET",
  action == Action::"input",
  resource
) when {
  context.purpose == "P07" &&
  [
    Coordinate::"Query.child(ref:)"
  ].contains(resource)
};

@id("street-file filter")
permit (
  principal == Role::"STREET",
  action == Action::"filter",
  resource
) when {
  context.purpose == "P07" &&
  [
    Coordinate::"PublicSecurity.sex"
  ].contains(resource)
};
`)
  })

  it('says until which day, and which conditions must hold, each once and in one order', () => {
    const policies = ['file']
    const own = { where: 'residence-in-own-division', otherwise: 'withheld' } as const
    const rows = [
      own,
      { where: 'address-not-protected', otherwise: 'withheld' },
      { ...own, otherwise: 'looks-absent' },
    ] as const
    const set = deciding(
      {
        'select A.b': { effect: 'mask', mask: 'month', policies, rows },
        'select A.c': { effect: 'reveal', policies, rows: [own] },
        'select A.d': { effect: 'reveal', policies, rows: [...rows].reverse() },
        'select A.e': { effect: 'reveal', policies },
      },
      { policyIds: ['file', 'agent-file'], until: '2027-01-01' },
    )
    expect(
      cedarOf(set, ['A.e', 'A.d', 'A.c', 'A.b', 'A.a']).policies,
    ).toBe(`@id("file+agent-file select address-not-protected residence-in-own-division")
permit (
  principal == Role::"STREET",
  action == Action::"select",
  resource
) when {
  context.purpose == "P07" &&
  context.day < datetime("2027-01-01") &&
  context.conditions.containsAll(["address-not-protected","residence-in-own-division"]) &&
  [
    Coordinate::"A.b",
    Coordinate::"A.d"
  ].contains(resource)
};

@id("file+agent-file select residence-in-own-division")
permit (
  principal == Role::"STREET",
  action == Action::"select",
  resource
) when {
  context.purpose == "P07" &&
  context.day < datetime("2027-01-01") &&
  context.conditions.containsAll(["residence-in-own-division"]) &&
  [
    Coordinate::"A.c"
  ].contains(resource)
};

@id("file+agent-file select")
permit (
  principal == Role::"STREET",
  action == Action::"select",
  resource
) when {
  context.purpose == "P07" &&
  context.day < datetime("2027-01-01") &&
  [
    Coordinate::"A.e"
  ].contains(resource)
};
`)
  })

  it('stands in the order of the policies’ names, whatever the order of the files', () => {
    const others = ['village-file', 'clerk-file'].map((name, at) =>
      changed(['street-file', name], ['role: STREET', `role: ${['VILLAGE', 'CL_OFFICER'][at]}`]),
    )
    const idsOf = (set: PolicySet) => cedarOf(set, COORDINATES).policies.match(/(?<=@id\(").*(?="\))/g)
    const ids = ['clerk-file', 'street-file', 'village-file'].flatMap((name) =>
      ['select', 'input', 'filter'].map((kind) => `${name} ${kind}`),
    )
    const [village = '', clerk = ''] = others
    for (const texts of [
      [village, clerk, GOOD],
      [GOOD, village, clerk],
      [clerk, GOOD, village],
    ]) {
      expect(idsOf(setOf(...texts))).toEqual(ids)
    }
  })

  it('permits nothing where nothing is granted', () => {
    expect(cedarOf(setOf(), COORDINATES).policies).toBe('\n')
    expect(cedarOf(setOf(GOOD), ['Child.health']).policies).toBe('\n')
  })

  it('names in its schema who asks, for what, and what is known of the request', () => {
    expect(
      cedarOf(setOf(), []).schema,
    ).toBe(`// Whether a use is granted. Masks, limits and what stands in place of a cell are not said here.
entity Role;
entity Coordinate;
type Asked = {
  purpose: String,
  day: datetime,
  // The conditions that hold for the child and the caller.
  conditions: Set<String>,
};
action "select", "input", "filter", "sort", "group" appliesTo {
  principal: [Role],
  resource: [Coordinate],
  context: Asked,
};
`)
  })
})
