// Who gets which form of which data item: asked of the compiled policies, coordinate by coordinate, as the walk asks them.
import { type GraphQLSchema, getNamedType, isEnumType, isLeafType } from 'graphql'
import type { ItemCode } from '../catalogue/item.ts'
import type { Benefit } from '../eligibility/rule-pack.ts'
import { fieldAt } from '../policy/check.ts'
import type { Grant, PolicySet } from '../policy/compile.ts'
import { type Decision, USE_KINDS, type UseKind } from '../policy/decision.ts'
import { ITEM_OF_BENEFIT } from '../questions/benefit-items.ts'
import type { Catalogue } from '../schema.ts'

/** One form in which one role gets one item for one purpose. */
export interface ItemForm {
  readonly role: string
  readonly purpose: string
  readonly item: ItemCode
  /** `CLEAR`, `MASK name`, `BAND`, `FLAG`, `TIER`, `PSEUDO`, `ANSWER`, `DUTY`, `COUNT`, `ROUNDED`; or a use: `input`, `filter`, `sort`, `DIMENSION`. */
  readonly form: string
  readonly coordinate: string
}

export interface FormParts {
  readonly schema: GraphQLSchema
  readonly catalogue: Catalogue
}

/** Each granted form of each item, in the order of the grants and of the schema. */
export function itemForms(policies: PolicySet, parts: FormParts): ItemForm[] {
  return policies.grants().flatMap((grant) => formsOf(grant, parts))
}

function formsOf(grant: Grant, parts: FormParts): ItemForm[] {
  const { role, purpose } = grant
  return [...parts.catalogue.keys()].flatMap((coordinate) =>
    USE_KINDS.flatMap((kind): ItemForm[] => {
      const decision = grant.decide(kind, coordinate)
      if (decision.effect === 'refuse' || isComposite(kind, coordinate, parts)) return []
      const form = kind === 'select' ? formOf(coordinate, decision, parts) : FORM_OF_USE[kind]
      return itemsAt(grant, coordinate, parts).map((item) => ({ role, purpose, item, form, coordinate }))
    }),
  )
}

// An object is a way to its leaves and holds nothing itself.
function isComposite(kind: UseKind, coordinate: string, { schema }: FormParts): boolean {
  const field = fieldAt(schema, coordinate)
  return kind === 'select' && field !== undefined && !isLeafType(getNamedType(field.type))
}

const FORM_OF_USE: Readonly<Record<Exclude<UseKind, 'select'>, string>> = {
  input: 'input',
  filter: 'filter',
  sort: 'sort',
  group: 'DIMENSION',
}

// What a field leaves of its item although it is revealed.
// Every number of a table, in whatever shape it is given.
const COUNTS = [
  ...[
    'StatCell.value',
    'StatCell.counted',
    'StatCell.among',
    'StatCell.unknown',
    'StatSeries.values',
    'StatPlace.value',
  ],
  ...['StatComparedCell.value', 'StatComparedCell.before', 'StatTable.csv', 'StatTable.xlsx'],
]

const FORM_OF_FIELD: ReadonlyMap<string, string> = new Map([
  ['Child.childRef', 'PSEUDO'],
  ['ChildRecord.childRef', 'PSEUDO'],
  ['LinkReview.recordRef', 'PSEUDO'],
  ['LinkReview.candidateRef', 'PSEUDO'],
  ['LinkUndoing.restoredRef', 'PSEUDO'],
  ['TransferRequest.ref', 'PSEUDO'],
  ['TransferToAnswer.ref', 'PSEUDO'],
  ['WorkTask.children', 'PSEUDO'],
  ['EnrolmentTask.children', 'PSEUDO'],
  ['EligibilityAnswer.status', 'ANSWER'],
  ['PriorityAnswer.status', 'ANSWER'],
  ['EligibilityAnswer.tier', 'TIER'],
  ['Resettlement.newStatus', 'ANSWER'],
  ['Resettlement.newTier', 'TIER'],
  ['EligibilityAnswer.validUntil', 'ROUNDED'],
  ...COUNTS.map((coordinate) => [coordinate, 'COUNT'] as const),
  ['DutyContact.name', 'DUTY'],
  ['DutyContact.phone', 'DUTY'],
])

const FORM_OF_TYPE: ReadonlyMap<string, string> = new Map([
  ['Boolean', 'FLAG'],
  ['AgeBand', 'BAND'],
])

function formOf(coordinate: string, decision: Exclude<Decision, { effect: 'refuse' }>, { schema }: FormParts): string {
  const field = fieldAt(schema, coordinate)
  const type = field === undefined ? '' : getNamedType(field.type).name
  const shown = FORM_OF_FIELD.get(coordinate) ?? FORM_OF_TYPE.get(type) ?? 'CLEAR'
  const form = decision.effect === 'mask' ? `MASK ${decision.mask}` : shown
  const conditions = (decision.rows ?? []).map(({ where }) => where)
  return conditions.length === 0 ? form : `${form} where ${conditions.join(' and ')}`
}

function itemsAt(grant: Grant, coordinate: string, { catalogue }: FormParts): ItemCode[] {
  const benefits = benefitsOf(grant)
  // The status of an answer is the item that the answer is about, and only medical aid has tiers.
  if (coordinate === 'EligibilityAnswer.status')
    return [...new Set(benefits.map((benefit) => ITEM_OF_BENEFIT[benefit]))]
  if (coordinate === 'EligibilityAnswer.tier' && !benefits.includes('MEDICAL_AID')) return []
  const classification = catalogue.get(coordinate)
  const items = classification ? [classification.item, ...(classification.holds ?? [])] : []
  return items.filter((item) => item !== 'STRUCTURE')
}

function benefitsOf({ view }: Grant): Benefit[] {
  const type = view.getType('Benefit')
  return isEnumType(type) ? type.getValues().map(({ name }) => name as Benefit) : []
}
