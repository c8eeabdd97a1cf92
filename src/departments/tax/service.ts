// The service of the tax bureau: what it gives the gateway, and nothing else.
import type { HttpService } from '../department.ts'
import { premium } from './tables.ts'

export const taxService = { name: 'tax', shared: [premium.collectedOn] } as const satisfies HttpService
