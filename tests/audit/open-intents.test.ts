// Pairing intents with outcomes in bounded memory.
import { expect, test } from 'vitest'
import { OpenIntents } from '../../src/audit/open-intents.ts'
import { intent, numberedId, outcome } from './bodies.ts'

const opening = (number: number) => ['INTENT', JSON.stringify(intent(number))] as const
const closing = (number: number) => ['OUTCOME', JSON.stringify(outcome(number))] as const

test('does not take an outcome whose intent is not open', () => {
  const intents = new OpenIntents()
  expect(intents.follow(...closing(1))).toBe(false)
  intents.follow(...opening(1))
  expect(intents.follow(...closing(1))).toBe(true)
  expect(intents.follow(...closing(1))).toBe(false)
})

test('counts what is open at the end of a chain, and never closes it from another chain', () => {
  const intents = new OpenIntents()
  intents.follow(...opening(1))
  intents.endChain()
  expect(intents.follow(...closing(1))).toBe(false)
  intents.endChain()
  expect(intents.unanswered()).toEqual({ count: 1, examples: [numberedId(1)] })
})

test('gives up the oldest rather than grow without bound', () => {
  const intents = new OpenIntents(2)
  for (let number = 1; number <= 3; number += 1) intents.follow(...opening(number))
  expect(intents.unanswered()).toEqual({ count: 1, examples: [numberedId(1)] })
})

test('expects no outcome of refusals and jobs, and survives a body that is not JSON', () => {
  const intents = new OpenIntents()
  expect(intents.follow('REFUSAL', '{}')).toBe(true)
  expect(intents.follow('JOB', '{}')).toBe(true)
  expect(intents.follow('OUTCOME', 'not JSON')).toBe(false)
})
