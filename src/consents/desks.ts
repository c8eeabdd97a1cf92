// The desks that a grown-up person can consent to: who asks there, and for what.
import type { Purpose } from '../identity/caller.ts'
import type { ConsentDesk } from './types.ts'

export interface Desk {
  readonly role: string
  readonly purpose: Purpose
}

export const DESKS: Readonly<Record<ConsentDesk, Desk>> = {
  HOUSING: { role: 'ZF_OFFICER', purpose: 'P15' },
  EMPLOYMENT: { role: 'RS_OFFICER', purpose: 'P15' },
}

/** The desk of a role that rows name. */
export function deskOf(role: string): string | undefined {
  return Object.entries(DESKS).find(([, desk]) => desk.role === role)?.[0]
}
