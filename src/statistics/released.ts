// `statisticsReleased`: which partitions of the latest quarter are out, and how many new ones can be had. From the ledger alone, which all analysts know.
import { looksSpent } from '../disclosure/decide.ts'
import { LOOKS } from '../disclosure/parameters.ts'
import type { TableForm } from '../disclosure/table-form.ts'
import { GatewayError } from '../errors.ts'
import type { Grant } from '../policy/compile.ts'
import type { RootWalker } from '../rooms.ts'
import { ledgerOf, readEntries } from './ledger.ts'
import { countsOfTable, menuOf } from './menu/menu.ts'
import { periodName } from './period.ts'
import { MEASURES } from './shown.ts'
import { snapshotOf } from './snapshot/keep.ts'

/** Sensitive dimensions that the caller may not group by are not named, nor are partitions across them. */
export const walkStatisticsReleased: RootWalker = ({ registry }, { caller, grant }) => ({
  subjects: [],
  subjectKind: 'none',
  count: 0,
  async read() {
    const snapshot = await snapshotOf(registry, null)
    if (!snapshot) throw new GatewayError('SOURCE_UNAVAILABLE', 'there is no snapshot')
    const { period } = snapshot
    const menu = menuOf(snapshot.menu.lists)
    const ledger = ledgerOf(await readEntries(registry, period), menu)
    const spent = looksSpent({ analyst: caller.personId, period }, ledger)
    const sensitive = menu.dimensions.filter(({ isSensitive }) => isSensitive)
    const looks = [
      { of: 'ANALYST', dimension: null, left: LOOKS.analyst - spent.analyst },
      { of: 'POOLED', dimension: null, left: LOOKS.pooled - spent.pooled },
      { of: 'SERIES', dimension: null, left: LOOKS.series - spent.series },
      ...sensitive
        .filter(({ name }) => isGranted(grant, [name], null))
        .map(({ name }) => ({ of: 'SENSITIVE', dimension: name, left: LOOKS.sensitive - spent.sensitive(name) })),
    ].map((look) => ({ ...look, left: Math.max(0, look.left) }))
    const releases = ledger
      .entriesIn(period)
      .filter(({ form }) => isGranted(grant, dimensionsOf(form), form.column?.name ?? null))
      .map(({ form, analyst }) => ({
        ...{ measure: MEASURES[form.measure], of: form.column?.name ?? null },
        ...{ dimensions: dimensionsOf(form), isExact: analyst === null },
      }))
    return { value: { period: periodName(period), releases, looks }, resolved: [], answers: [] }
  },
})

function dimensionsOf({ dimensions }: TableForm): string[] {
  return dimensions.map(({ name }) => name)
}

function isGranted(grant: Grant, dimensions: readonly string[], column: string | null): boolean {
  return countsOfTable(dimensions, column).every((leaf) => grant.decide('group', leaf).effect === 'reveal')
}
