// Which item of the catalogue an answer about a benefit is.
import type { ItemCode } from '../catalogue/item.ts'
import type { Benefit } from '../eligibility/rule-pack.ts'

export const ITEM_OF_BENEFIT: Readonly<Record<Benefit, ItemCode>> = {
  PREMIUM_SUBSIDY: 'D50',
  INSTITUTION_COVER: 'D32',
  MEDICAL_AID: 'D51',
  CHECKUP: 'D46',
  EDUCATION_AID: 'D57',
  REHAB_FUNDING: 'D40',
  ACCOMMODATIONS: 'D58',
  PUBLIC_SCHOOL_PLACE: 'D56',
  CARE_VISITS: 'D25',
}
