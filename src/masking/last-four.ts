// Bank accounts, for the paying officer (D31): the last four, as on every receipt.
import { lastKept } from './last-kept.ts'

export const lastFour = lastKept('last-four', 4)
