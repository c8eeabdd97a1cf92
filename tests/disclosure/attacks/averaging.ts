// Averaging over 24 equal forms, and over every partition that adds up to one set (Asghar and Kaafar 2019), then differencing.
import { deviationAt, PARTS } from '../../../src/disclosure/perturbation-table.ts'
import { restOf } from './differencing.ts'
import { codeOf, type Ground, hasSecret, openAsk, plainCount, SECRET } from './ground.ts'
import { guessed, type Outcome } from './guesses.ts'

const FORMS = 24

/** The plain threshold, with noise of the same size that is drawn anew for each wording. */
export function plain({ children, targets, random }: Ground): Outcome {
  const averaged = (isMeant: (child: number) => boolean): number => {
    const count = plainCount(children, isMeant) ?? 0
    const answers = Array.from({ length: FORMS }, () => count + deviationAt(Math.floor(random() * PARTS)))
    return answers.reduce((sum, answer) => sum + answer, 0) / FORMS
  }
  return guessed(
    targets.map(({ child, isYes }) => {
      const isMeant = (other: number): boolean =>
        hasSecret(children, other) && codeOf(children, 'street', other) === codeOf(children, 'street', child)
      return { score: averaged(isMeant) - averaged((other) => other !== child && isMeant(other)), isYes }
    }),
  )
}

const PARTITIONS = ['sex', 'origin']

export function ours(ground: Ground): Outcome {
  const ask = openAsk(ground)
  const whole = ask({ measure: 'COUNT', groups: ['street'], filter: SECRET })
  const forms = PARTITIONS.flatMap((by) =>
    Array.from({ length: FORMS / PARTITIONS.length }, (_, form) => {
      const groups = form % 2 ? ['street', by] : [by, 'street']
      return { by, parts: ask({ measure: 'COUNT', groups, filter: SECRET }) }
    }),
  )
  // An average of equal answers is the answer.
  const distinct = [...new Map(forms.map((form) => [JSON.stringify(form.parts?.table), form])).values()]
  return guessed(
    ground.targets.map(({ child, isYes }) => {
      const estimates = distinct.map(({ by, parts }) => restOf(ground, child, { whole, parts, by }))
      return { score: estimates.reduce((sum, each) => sum + each, 0) / distinct.length, isYes }
    }),
  )
}
