// Which masks a policy may name for a field: those that the way it is read can apply, and no other.
import { describe, expect, it } from 'vitest'
import { masksReadable, takesConditions } from '../../src/masking/readable.ts'

const OF_SEALED = ['flag', 'last-four', 'last-two', 'name', 'one-and-one', 'redact', 'street', 'surname-unknown']

describe('a field', () => {
  it.each([
    ['PublicSecurity.ageBand', 'derived by a mask of its own'],
    ['PublicSecurity.residedSixMonths', 'derived by a mask of its own'],
    ['Disability.severe', 'answered by comparing with a bound'],
    ['CivilAffairs.basicAllowanceActive', 'answered by comparing with a code'],
    ['ParentLink.relation', 'read as a list'],
    ['Health.checkupYears', 'read as a list'],
    ['EligibilityAnswer.benefit', 'computed, not read'],
    ['Child.publicSecurity', 'an edge'],
    ['PublicSecurity.nickname', 'unknown'],
    ['', 'no field at all'],
  ])('%j takes no mask: %s', (coordinate) => {
    expect(masksReadable(coordinate)).toEqual([])
  })

  it.each([
    ['PublicSecurity.citizenId', OF_SEALED, 'sealed: any mask of texts'],
    ['PublicSecurity.displayName', OF_SEALED, 'sealed: any mask of texts'],
    ['EligibilityAnswer.displayName', OF_SEALED, 'the same name, read elsewhere'],
    [
      'Education.school',
      ['flag', 'last-four', 'last-two', 'one-and-one', 'redact', 'surname-unknown'],
      'a plain text: masks of texts that stand in SQL',
    ],
    ['PublicSecurity.birthDate', ['age-band', 'flag', 'month', 'redact', 'six-months'], 'a day'],
    ['PublicSecurity.hukouDivision', ['division-nine', 'division-six', 'flag', 'redact'], 'a division'],
    ['Disability.disabilityGrade', ['flag', 'redact'], 'a number: only what does not look at it'],
    ['Health.illnessAttested', ['flag', 'redact'], 'a yes or no: only what does not look at it'],
  ])('%j takes %j: %s', (coordinate, masks) => {
    expect([...masksReadable(coordinate)].sort()).toEqual(masks)
  })

  it.each([
    ['PublicSecurity.citizenId', true, 'read of a department'],
    ['Disability.severe', true, 'read of a department'],
    ['RecordedFact.value', true, 'a list of the record'],
    ['RecordedDivision.division', true, 'a list of the record'],
    ['XRecordedFact.value', false, 'nothing of the record'],
    ['RecordedOther.value', false, 'nothing of the record'],
    ['EligibilityAnswer.displayName', false, 'computed, not read'],
    ['Child.publicSecurity', false, 'an edge'],
    ['', false, 'no field at all'],
  ])('%j takes conditions: %s (%s)', (coordinate, does) => {
    expect(takesConditions(coordinate)).toBe(does)
  })

  it('of the record takes the masks of the cell that it repeats', () => {
    expect(masksReadable('RecordedDivision.division')).toEqual(masksReadable('PublicSecurity.hukouDivision'))
    expect(masksReadable('RecordedDivision.division')).not.toEqual([])
  })
})
