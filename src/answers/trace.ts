// `answerTrace(ref, answer)`: how an answer to a hospital or a school came about, weighed once more on what was kept of it. For whoever sees
// every cell that it was weighed on; of another child's answer, of one that is not kept and of nobody there is nothing, alike.
import type { RuleSource } from '../eligibility/inputs.ts'
import { INPUT_SOURCE, type InputName } from '../eligibility/inputs.ts'
import type { TraceNode } from '../eligibility/weigh.ts'
import { FACT_LEAVES, leafOf } from '../registry/findings/facts.ts'
import { type InputStamp, inputsOf } from '../registry/findings/read.ts'
import { referredChild } from '../registry/referred-child.ts'
import type { RootWalker } from '../rooms.ts'
import { sentNumber } from '../uuid.ts'
import { type Replayed, replay } from './replay.ts'

export const walkAnswerTrace: RootWalker = (rooms, operation, root) => {
  const ref = String(root.arguments.ref)
  const answerId = sentNumber(root.arguments.answer, 'an answer')
  const lookUp = referredChild(rooms, operation, ref, { lent: 'in scope' })
  return {
    subjects: [ref],
    subjectKind: 'child-ref',
    count: 1,
    async read() {
      const found = await lookUp()
      // Whose it is decides before anything of an answer is opened: another child's is looked for like one that was never given.
      const ofChild = found?.childId ?? rooms.newId()
      const replayed = await replay(rooms, rooms.keys.journalSubject, { answerId, ofChild })
      if (typeof replayed === 'string') return { value: null, resolved: [], answers: [] }
      return { value: shown(replayed), resolved: [ofChild], answers: [] }
    },
  }
}

function shown({ kept, trace, sources }: Replayed) {
  const nodes = trace.weighed.flatMap(({ predicate, tiers }) => [predicate, ...tiers.flatMap(({ node }) => node ?? [])])
  // What no finding may be weighed on is for others to see: what a school does for a pupil, which programme pays.
  if (nodes.some(restsOnMore)) return null
  const { validOn, status, tier } = kept
  const { id: rule, pack, clause, quote } = trace.rule
  return {
    ...{ validOn, status, tier, rule, pack, clause, quote, reason: trace.reason },
    truth: trace.weighed[0]?.truth ?? null,
    inputs: inputsOf(nodes, (name) => stampOf(name, sources)),
  }
}

const SEEN: ReadonlySet<string> = new Set(FACT_LEAVES)

function restsOnMore({ op, name, of }: TraceNode): boolean {
  const isInput = op === 'oneOf' || op === 'active' || op === 'known'
  return isInput ? !SEEN.has(leafOf(name ?? '') ?? '') : of.some(restsOnMore)
}

function stampOf(name: string, sources: Readonly<Partial<Record<RuleSource, string | null>>>): InputStamp {
  const source = INPUT_SOURCE[name as InputName] ?? null
  return { source, asOf: (source && sources[source]) ?? null }
}
