// Phone numbers, for an adjudicator who holds the number on paper and checks that it is the same.
import { lastKept } from './last-kept.ts'

export const lastTwo = lastKept('last-two', 2)
