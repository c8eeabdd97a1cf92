// An outage must not reveal the ground: whichever source of a benefit is out, the entitled child, another unit's child and
// nobody at all get one answer for one reason. What the line itself can do to a source is tests/departments/fault-matrix.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CAST, type CastKey } from '../../src/city/cast.ts'
import type { DepartmentCode } from '../../src/departments/departments.ts'
import type { Town } from '../world/town.ts'
import { ABSENT, byCitizenId, dayQuestion, openTownAt, seen } from './questions.ts'

/** What is asked, by whom, in whose encounter, and the live sources on which the answer rests. */
const QUESTIONS = [
  { as: 'hospital', purpose: 'P01', benefit: 'MEDICAL_AID', case: 'E-2026-0002', child: 'stay', sources: ['YBJ'] },
  { as: 'hospital', purpose: 'P02', benefit: 'PREMIUM_SUBSIDY', case: 'E-2026-0002', child: 'stay', sources: ['YBJ'] },
  {
    as: 'hospital',
    purpose: 'P02',
    benefit: 'INSTITUTION_COVER',
    case: 'E-2026-0002',
    child: 'stay',
    sources: ['YBJ'],
  },
  { as: 'checkup', purpose: 'P03', benefit: 'CHECKUP', case: 'E-2026-0018', child: 'stay', sources: ['WJW', 'YBJ'] },
  {
    as: 'rehab-doctor',
    purpose: 'P04',
    benefit: 'REHAB_FUNDING',
    case: 'E-2026-0019',
    child: 'disabledEdge',
    sources: ['CLH'],
  },
] as const satisfies readonly {
  readonly as: string
  readonly purpose: string
  readonly benefit: string
  readonly case: string
  readonly child: CastKey
  readonly sources: readonly DepartmentCode[]
}[]

type Question = (typeof QUESTIONS)[number]

let broken: { readonly code: DepartmentCode; readonly is: 'out' | 'stale' } | null = null
let town: Town

beforeAll(async () => {
  town = await openTownAt(9, ['hospital', 'checkup', 'rehab-doctor'], {
    wrapSource: (code, real) => ({
      async fetch(...asked) {
        if (broken?.code !== code) return real.fetch(...asked)
        if (broken.is === 'out') throw Object.assign(new Error('no route'), { code: 'EHOSTUNREACH' })
        return { ...(await real.fetch(...asked)), asOf: '2026-11-01T00:00:00+08:00' }
      },
    }),
  })
})
afterAll(() => town.close())
beforeEach(() => {
  broken = null
})

const ask = ({ as, purpose, benefit, case: encounter }: Question, subject: unknown) =>
  town.ask({
    as,
    purpose,
    case: encounter,
    query: dayQuestion('undecidedBecause'),
    variables: { subject, benefit },
  })

describe('the live sources of a benefit', () => {
  it.each(QUESTIONS)('are these: $benefit, $sources', async (question) => {
    const { body } = await ask(question, byCitizenId(CAST[question.child]))
    const named = (body.data.eligibility.sources as { source: string }[]).map(({ source }) => source)
    expect(named.filter((source) => source !== 'MZJ').sort()).toEqual([...question.sources])
    expect(body.data.eligibility).toMatchObject({ undecidedBecause: null })
  })
})

describe('a benefit one of whose sources fails', () => {
  const cases = QUESTIONS.flatMap((question) => question.sources.map((code) => ({ ...question, question, code })))

  it.each(cases)('is undecided for every child alike: $benefit without $code', async ({ question, code }) => {
    for (const is of ['out', 'stale'] as const) {
      broken = { code, is }
      const own = await ask(question, byCitizenId(CAST[question.child]))
      expect(own.body.data.eligibility).toMatchObject({ status: 'UNDETERMINED', undecidedBecause: 'SOURCE_OUT' })
      expect(own.body.data.eligibility.sources).toContainEqual({ source: code, syncedAt: null })
      expect(own.body.data.eligibility.manualPath).toMatchObject({ phone: expect.stringMatching(/^120/) })
      // Nobody, then a child of whom no encounter says that it is here: fewer misses than the hour allows.
      const other = byCitizenId(is === 'out' ? ABSENT : CAST.orphanWithLivingParents)
      expect(seen(await ask(question, other))).toEqual(seen(own))
    }
    broken = null
    const { body } = await ask(question, byCitizenId(CAST[question.child]))
    expect(body.data.eligibility.undecidedBecause).toBeNull()
  })
})
