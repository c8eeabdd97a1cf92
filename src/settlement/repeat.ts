// Repeats unanswered questions when their sources are back: the same walk as the question itself, as the roster has the person today. A process
// that is killed leaves a question that another takes over.
import { parse } from 'graphql'
import { shanghaiDay } from '../clock.ts'
import { isSourceOut } from '../eligibility/inputs.ts'
import type { Benefit } from '../eligibility/rule-pack.ts'
import { sealWords } from '../emergency/words.ts'
import { GatewayError } from '../errors.ts'
import { readInputs } from '../questions/read-inputs.ts'
import { sourcesOf } from '../questions/walk-questions.ts'
import type { Walk } from '../request/graphql-door.ts'
import { callerToday } from '../rolls/rights.ts'
import type { Rooms } from '../rooms.ts'
import {
  type EndReason,
  endQuestion,
  endUnclaimed,
  holdNext,
  openSent,
  putOff,
  type StoredQuestion,
} from './unanswered.ts'

const HELD_MS = 120_000
const AGAIN_MS = 60_000
const HOUR_MS = 3_600_000

const QUESTION = parse(
  `query Repeat($subject: SubjectInput!, $benefit: Benefit!, $from: Date!, $to: Date!) {
    stayEligibility(subject: $subject, benefit: $benefit, from: $from, to: $to) {
      answerId benefit status tier undecidedBecause validOn validUntil rule { id pack } sources { source syncedAt }
      manualPath { name phone }
    }
  }`,
  { noLocation: true },
)

/** An answer of one day as it was given, by field name. */
export type GivenAnswer = Readonly<Record<string, unknown>> & { readonly answerId: string; readonly status: string }

export interface Repeats {
  /** Works until no question is due. Never two runs at once in a process. */
  run(): Promise<void>
  /** No further question begins. */
  stop(): void
}

export function createRepeats(rooms: Rooms, fulfil: Walk['fulfil']): Repeats {
  const by = rooms.newId()
  let isStopped = false
  const { registry, clock } = rooms

  const later = (ms: number): Date => new Date(clock.now().getTime() + ms)

  function end({ id }: StoredQuestion, reason: EndReason): Promise<void> {
    return endQuestion(registry, { id, by, now: clock.now(), reason, answersSealed: null })
  }

  async function work(stored: StoredQuestion, isOut: (benefit: Benefit) => Promise<boolean>): Promise<void> {
    const { purpose, caseNumber, benefit, from, to } = stored
    const caller = callerToday(stored.caller, rooms.roster.current(), shanghaiDay(clock.now()))
    if (caller === null) return end(stored, 'RIGHTS_ENDED')
    if (stored.isClosed) return end(stored, 'ENCOUNTER_CLOSED')
    if (await isOut(benefit)) return putOff(registry, stored.id, by, later(AGAIN_MS))
    const { subject } = openSent(rooms.keys.journalSubject, stored)
    const asked = { caller, purpose, caseNumber, document: QUESTION, variables: { subject, benefit, from, to } }
    const answers = (await fulfil(asked)).data.stayEligibility as readonly GivenAnswer[]
    // About nobody the source answered: what is out is this child's own record, which is asked with an entry each time.
    if (answers.some(({ undecidedBecause }) => undecidedBecause === 'SOURCE_OUT'))
      return putOff(registry, stored.id, by, later(HOUR_MS))
    const place = { kind: 'repeated', id: stored.id } as const
    const answersSealed = sealWords(rooms.keys.journalSubject, place, JSON.stringify(answers))
    return endQuestion(registry, { id: stored.id, by, now: clock.now(), reason: null, answersSealed })
  }

  // A limit is waited for and an outage tried again; a right that ended ends the question.
  async function settle(stored: StoredQuestion, error: unknown): Promise<void> {
    const code = error instanceof GatewayError ? error.code : null
    if (code === 'REFUSED') return end(stored, 'RIGHTS_ENDED')
    if (code === 'TOO_MANY') return putOff(registry, stored.id, by, later(HOUR_MS))
    if (code?.endsWith('UNAVAILABLE')) return putOff(registry, stored.id, by, later(AGAIN_MS))
    rooms.unexpected(error)
    return end(stored, 'FAILED')
  }

  return {
    async run() {
      const now = clock.now()
      await endUnclaimed(registry, { now, today: shanghaiDay(now) })
      const isOut = askedOnce((benefit) => isAnySourceOut(rooms, benefit))
      while (!isStopped) {
        const stored = await holdNext(registry, { by, now: clock.now(), until: later(HELD_MS) })
        if (stored === null) return
        await work(stored, isOut).catch((error) => settle(stored, error))
      }
    },
    stop() {
      isStopped = true
    },
  }
}

function askedOnce(ask: (benefit: Benefit) => Promise<boolean>): (benefit: Benefit) => Promise<boolean> {
  const known = new Map<Benefit, Promise<boolean>>()
  return (benefit) => {
    const asked = known.get(benefit) ?? ask(benefit)
    known.set(benefit, asked)
    return asked
  }
}

// Asked about nobody, so that a source that is still out costs one call and no entry of the journal for all that wait.
async function isAnySourceOut(rooms: Rooms, benefit: Benefit): Promise<boolean> {
  const sources = sourcesOf(rooms, benefit)
  const { inputs } = await readInputs(rooms, {
    ...{
      subjects: [{ childId: rooms.newId(), keys: {}, adultOn: null, encounterDays: null, isInTransit: false }],
      benefit,
      sources,
    },
    ...{
      showsFamilyDoctor: false,
      showsCareContact: false,
      name: null,
      organisationId: rooms.newId(),
      today: shanghaiDay(rooms.clock.now()),
    },
  })
  return inputs.some((each) => sources.some((source) => isSourceOut(each, source)))
}
