// Public security still has the codes of districts that were joined or divided since: a cell shows the division of today, or
// that nobody can say which one is meant; and whoever may not see it learns nothing by that.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import { subjectKey } from '../../src/city/registry-rows.ts'
import { type OwnPolice, openOwnPolice } from '../keys/own-police.ts'
import { refOfChild } from '../world/child-refs.ts'
import { openTown, type Town } from '../world/town.ts'

let police: OwnPolice
let town: Town

beforeAll(async () => {
  police = await openOwnPolice('formerdivision')
  town = await openTown({ databaseUrl: police.databaseUrl })
})
afterAll(async () => {
  await town.close()
  await police.drop()
})

const SELECTION = 'hukouDivision residenceDivision'

async function asked(as: 'adjudicator' | 'village', selection: string, codes: readonly [hukou: string, home: string]) {
  const { id } = CAST.villageChild
  const values = [subjectKey(id, 'GAJ'), ...codes]
  const set = 'update public_security.person set hukou_division = $2, residence_division = $3 where subject_key = $1'
  expect((await police.loader.query(set, values)).rowCount).toBe(1)
  const purpose = as === 'village' ? 'P07' : 'P08'
  const query = `query One($ref: ID!) { child(ref: $ref) { publicSecurity { ${selection} } } }`
  const { body } = await town.ask({ as, purpose, query, variables: { ref: refOfChild(town, as, purpose, id) } })
  return body
}

const undetermined = (field: string) => ({
  path: ['child', 'publicSecurity', field],
  ...{ state: 'UNDETERMINED', reason: 'AMBIGUOUS', source: 'GAJ' },
})

describe('a child whom public security knows to have moved, before the registry does', () => {
  const FILTERED = `query Moved($within: DivisionCode) {
    children(first: 40, filter: { residenceDivision: $within }) { nodes { childRef } } }`

  async function found(within: string): Promise<string[]> {
    const { body } = await town.ask({ as: 'village', purpose: 'P07', query: FILTERED, variables: { within } })
    return body.data.children.nodes.map(({ childRef }: { childRef: string }) => childRef)
  }

  it.each([
    ['another county', '330109903902'],
    ['the next village', '330106901902'],
    ['another city', '310101001001'],
    ['a county of today, by its former code', '330103901901'],
  ])('shows neither division nor address to the village that it left, for %s', async (_where, home) => {
    const { data, extensions } = await asked('village', 'displayName residenceDivision residenceAddress', [
      '330106901901',
      home,
    ])
    expect(data.child.publicSecurity).toEqual({
      displayName: CAST.villageChild.name,
      residenceDivision: null,
      residenceAddress: null,
    })
    expect(extensions.disclosure.map(({ state }: { state: string }) => state)).toEqual(['WITHHELD', 'WITHHELD'])
    const alone = await asked('village', 'residenceAddress', ['330106901901', home])
    expect(alone.data.child.publicSecurity.residenceAddress).toBeNull()
  })

  it('is found by no filter for where it went, nor by a wide one', async () => {
    const ref = refOfChild(town, 'village', 'P07', CAST.villageChild.id)
    await asked('village', 'displayName', ['330106901901', '330106901901'])
    for (const within of ['330106901901', '330106901', '330106']) expect(await found(within)).toContain(ref)
    await asked('village', 'displayName', ['330106901901', '330106901902'])
    for (const within of ['330106901901', '330106901902', '330106901', '330106'])
      expect(await found(within)).not.toContain(ref)
  })
})

describe('a former code of a division', () => {
  it('moves nothing of an answer to whom the cell is refused, whatever became of the division', async () => {
    const answers = []
    for (const code of ['330103901901', '330104901901', '330106901901']) {
      answers.push(await asked('village', 'displayName', [code, code]))
    }
    expect(answers[0].data.child.publicSecurity).toEqual({ displayName: CAST.villageChild.name })
    for (const other of answers.slice(1)) expect(other).toEqual(answers[0])
  })

  it('that was divided is undetermined, and no county is guessed', async () => {
    const { data, extensions } = await asked('adjudicator', SELECTION, ['330104901901', '330184000000'])
    expect(data.child.publicSecurity).toEqual({ hukouDivision: null, residenceDivision: null })
    expect(extensions.disclosure).toEqual([undetermined('hukouDivision'), undetermined('residenceDivision')])
  })

  it.each([
    ['330103901902', '330105000'],
    ['330181000000', '330109000'],
    ['330183901000', '330111000'],
    ['330185901901', '330112000'],
  ])('that became one county is shown as that county, without the street of then: %s', async (code, shown) => {
    const { data } = await asked('adjudicator', SELECTION, [code, '330106901901'])
    expect(data.child.publicSecurity).toEqual({ hukouDivision: shown, residenceDivision: '330106901' })
  })

  it.each([
    '330106901901',
    '330109901901',
    '330110000000',
    '330199901901',
    '310101001001',
  ])('is what it was where it is in force, of no list, or of another city: %s', async (code) => {
    const { data } = await asked('adjudicator', SELECTION, [code, code])
    expect(data.child.publicSecurity).toEqual({
      hukouDivision: code.slice(0, 9),
      residenceDivision: code.slice(0, 9),
    })
  })

  it('is shown in as many digits as the village is granted', async () => {
    const { data } = await asked('village', 'residenceDivision', ['330106901901', '330106901901'])
    expect(data.child.publicSecurity).toEqual({ residenceDivision: '330106901901' })
    const divided = await asked('village', 'residenceDivision', ['330106901901', '330104901901'])
    expect(divided.extensions.disclosure).toEqual([undetermined('residenceDivision')])
  })
})
