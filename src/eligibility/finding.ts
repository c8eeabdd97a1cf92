// What a pack says of the facts themselves: which category fits a child, which benefit is due. A finding proposes; a
// person decides (PIPL 24). Hospitals and schools never see one, and no answer of theirs rests on one.
import type { Cursor } from './cursor.ts'
import { type Expression, readExpression, type Vocabulary } from './expression.ts'

export const FINDING_KINDS = ['CATEGORY', 'ENTITLEMENT', 'CHECK'] as const
export type FindingKind = (typeof FINDING_KINDS)[number]

export interface Finding {
  /** The pack's own word for it, one of a kind in the pack. */
  readonly name: string
  readonly kind: FindingKind
  /** The rule or the category of the text: C1, R03. */
  readonly id: string
  readonly clause: string
  /** The clause's own words. */
  readonly quote: string
  readonly predicate: Expression
  /** Why nobody can say yet whom it covers; then it is UNKNOWN of every child. Null for one that decides. */
  readonly undecided: string | null
}

/** UNKNOWN of every child: a decision that nobody has taken. */
const UNDECIDED: Expression = { op: 'switch', name: '' }

const KEYS = ['name', 'kind', 'id', 'clause', 'quote', 'predicate?', 'undecided?']

/** Reads the findings in their order; each may name those above it as `is: NAME`. */
export function readFindings(at: Cursor, vocabulary: Vocabulary): Finding[] {
  const definitions = new Map(vocabulary.definitions)
  const found = at.items().map((item) => {
    const finding = readFinding(item, { ...vocabulary, definitions })
    if (definitions.has(finding.name)) item.at('name').fault('stands above already')
    definitions.set(finding.name, finding.predicate)
    return finding
  })
  return found
}

function readFinding(at: Cursor, vocabulary: Vocabulary): Finding {
  at.fields(...KEYS)
  if (at.has('predicate') === at.has('undecided')) at.fault('must hold either `predicate` or `undecided`')
  const id = at.at('id').text()
  if (!/^([CR]\d\d?[a-z]?|W\d\d)$/.test(id)) at.at('id').fault('must be C, R or W and a number')
  return {
    name: at.at('name').text(),
    kind: at.at('kind').oneOf(FINDING_KINDS),
    id,
    clause: at.at('clause').text(),
    quote: at.at('quote').text(),
    predicate: at.has('predicate') ? readExpression(at.at('predicate'), vocabulary) : UNDECIDED,
    undecided: at.has('undecided') ? at.at('undecided').text() : null,
  }
}
