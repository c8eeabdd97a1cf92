// The service of healthcare security: what the bureau gives the gateway, and nothing else.
import type { HttpService } from '../department.ts'
import { cover } from './tables.ts'

export const insuranceService = {
  name: 'insurance',
  shared: [cover.scheme, cover.coverFrom, cover.coverTo, cover.premiumState, cover.premiumPaidOn, cover.medicalAidTag],
} as const satisfies HttpService
