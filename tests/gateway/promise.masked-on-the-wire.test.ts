// Promise 3, raw never travels, the way back: a plain column under a mask comes from its source masked, and a sealed one
// sealed.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CAST } from '../../src/city/cast.ts'
import { databaseName, databaseOf } from '../../src/database/databases.ts'
import type { DepartmentCode } from '../../src/departments/department.ts'
import { openTappedTown, type TappedTown } from '../world/wire-tap.ts'
import { CHILD_FILE } from './questions.ts'

let town: TappedTown

beforeAll(async () => {
  town = await openTappedTown()
})
afterAll(() => town.close())

function databaseFor(code: DepartmentCode): string {
  return databaseName(town.site.prefix, databaseOf(code))
}

// Bytes come as hexadecimal digits; what they spell must be as unreadable.
function spelled(cell: string): string {
  return cell.startsWith('\\x') ? Buffer.from(cell.slice(2), 'hex').toString('utf8') : cell
}

describe('what comes back from a source', () => {
  it('is the masked part of a plain column: nine digits, a band, a yes or no', async () => {
    const ref = town.gateway.rooms.childRefs('1133019999000XH06C').refOf(CAST.disabledEdge.id)
    const query =
      'query Q($ref: ID!) { child(ref: $ref) { publicSecurity { hukouDivision ageBand } disability { severe } } }'
    const response = await town.ask({ as: 'adjudicator', purpose: 'P08', query, variables: { ref } })
    expect(response.body.data.child).toEqual({
      publicSecurity: { hukouDivision: '330106901', ageBand: 'AGE_6_11' },
      disability: { severe: true },
    })
    const [, , ...person] = town.wire.cellsFrom(databaseFor('GAJ'))
    expect(person).toEqual(['AGE_6_11', '330106901'])
    const [, , ...certificate] = town.wire.cellsFrom(databaseFor('CLH'))
    expect(certificate).toEqual(['t'])
  })

  it('is sealed where the column is: no number, name, telephone or address in clear on the wire', async () => {
    const ref = town.gateway.rooms.childRefs('1133019999000XH06C').refOf(CAST.stay.id)
    const response = await town.ask({ as: 'adjudicator', purpose: 'P08', query: CHILD_FILE, variables: { ref } })
    expect(response.body.data.child.publicSecurity.displayName).toBe(CAST.stay.name)
    const guardian = response.body.data.child.civilAffairs.guardian.name
    const cells = (['GAJ', 'MZJ'] as const)
      .flatMap((code) => town.wire.cellsFrom(databaseFor(code)))
      .map(spelled)
      .join('\n')
    expect(cells).toContain('330106901')
    for (const raw of [CAST.stay.citizenId, CAST.stay.name, guardian, '街道']) expect(cells).not.toContain(raw)
  })
})
