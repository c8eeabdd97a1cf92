// The desks that a grown-up person can consent to: who asks there, for what, by which finding, and which fact the desk itself states.
import type { ChildFact } from '../eligibility/facts.ts'
import type { Purpose } from '../identity/caller.ts'
import type { ConsentDesk } from './types.ts'

export interface Desk {
  readonly desk: ConsentDesk
  readonly role: string
  readonly purpose: Purpose
  readonly rule: string
  readonly finding: string
  readonly need: ChildFact
}

const P15 = { purpose: 'P15' } as const

export const DESKS: Readonly<Record<ConsentDesk, Desk>> = {
  HOUSING: {
    ...{ desk: 'HOUSING', role: 'ZF_OFFICER', ...P15 },
    ...{ rule: 'R14', finding: 'HOUSING_PRIORITY', need: 'HOUSING_NEED' },
  },
  EMPLOYMENT: {
    ...{ desk: 'EMPLOYMENT', role: 'RS_OFFICER', ...P15 },
    ...{ rule: 'R15', finding: 'EMPLOYMENT_PRIORITY', need: 'UNEMPLOYED' },
  },
}

export const DESKS_BY_ROLE: ReadonlyMap<string, Desk> = new Map(Object.values(DESKS).map((desk) => [desk.role, desk]))
