// Random children whose facts begin and end around the days under test, so that edges are hit often.
import fc from 'fast-check'
import { addDays } from '../../src/clock.ts'
import { INPUT_VALUES, OUTCOME_KINDS, type Outcome, type RuleInputs } from '../../src/eligibility/inputs.ts'

const EDGES = ['2026-02-28', '2026-03-01', '2026-05-17', '2026-08-31', '2026-09-01', '2026-11-23', '2026-12-31']

/** Days near the edges, some before the effective date and some after today. */
export const arbitraryDay = fc
  .tuple(fc.constantFrom(...EDGES), fc.integer({ min: -2, max: 2 }))
  .map(([edge, offset]) => addDays(edge, offset))

/** Days on which the child itself decides. */
export const arbitraryLiveDay = arbitraryDay.filter((day) => day >= '2026-03-01' && day <= '2026-11-23')

const arbitraryFrom = fc.oneof({ weight: 3, arbitrary: fc.constant('2020-01-01') }, arbitraryDay)
const arbitraryTo = fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, arbitraryDay)

export const arbitraryOutcome: fc.Arbitrary<Outcome> = fc.constantFrom(...OUTCOME_KINDS).chain((kind) =>
  fc.record({
    kind: fc.constant(kind),
    value: fc.constantFrom<string>(...INPUT_VALUES[kind]),
    validFrom: arbitraryFrom,
    validTo: arbitraryTo,
  }),
)

const arbitraryInsurance = fc.oneof(
  { weight: 1, arbitrary: fc.constant(null) },
  {
    weight: 4,
    arbitrary: fc.record({
      scheme: fc.constantFrom('CHILD', 'CHILD', 'EMPLOYEE', 'RESIDENT'),
      from: arbitraryFrom,
      to: arbitraryTo,
    }),
  },
)

const arbitraryStage = fc.oneof(
  { weight: 1, arbitrary: fc.constant(null) },
  {
    weight: 6,
    arbitrary: fc.record({ stage: fc.constantFrom(...INPUT_VALUES.STAGE), from: arbitraryFrom, to: arbitraryTo }),
  },
)

/** A child all of whose sources answered. */
export const arbitraryChild: fc.Arbitrary<RuleInputs> = fc.record({
  outcomes: fc.array(arbitraryOutcome, { maxLength: 4 }),
  adultOn: fc.oneof({ weight: 3, arbitrary: fc.constant('2036-05-17') }, fc.constant(null), arbitraryDay),
  insurance: arbitraryInsurance,
  checkupYears: fc.constantFrom(null, [], [2025], [2026]),
  stage: arbitraryStage,
  familyDoctor: fc.constantFrom(null, true, false),
  rehabilitation: fc.constantFrom(null, [], ['APPROVED'], ['USED', 'APPROVED', 'APPROVED'], ['PENDING'], ['REFUSED']),
  accommodations: fc.constantFrom(null, [], ['HOME_TEACHING'], ['ASSISTANT', 'RESOURCE_ROOM']),
  entrustedCare: fc.constantFrom(null, ['ENTRUSTED'], ['NOT_ENTRUSTED'], ['?']),
  encounterDays: fc.oneof(
    { weight: 3, arbitrary: fc.constant(null) },
    fc.record({ from: arbitraryFrom, to: arbitraryTo }),
  ),
  aidElsewhere: fc.oneof(
    { weight: 3, arbitrary: fc.constant(null) },
    fc.constantFrom('2025-2026-2', '2026-2027-1', '2025-2026-1'),
  ),
  isInTransit: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.constant(true)),
})

/** A child of whom any source may be out. */
export const arbitraryChildInOutage: fc.Arbitrary<RuleInputs> = fc
  .tuple(
    arbitraryChild,
    fc.subarray(['outcomes', 'insurance', 'checkupYears', 'stage', 'rehabilitation', 'entrustedCare'] as const),
  )
  .map(([child, out]) => ({ ...child, ...Object.fromEntries(out.map((name) => [name, 'UNKNOWN'])) }))
