// What a cell that holds a division shows: the code of today. A department's record may be older than the districts that were
// joined or divided since; of those that were divided nobody can say which is meant.
import { currentDivision } from '../catalogue/divisions.ts'
import type { Department } from './department.ts'
import { MissingCell } from './missing-cell.ts'

/** The cell itself where the leaf is no division, or its code is in force, of another city, or of no list. */
export function divisionOfToday(department: Department, coordinate: string, cell: unknown): unknown {
  if (department.forms?.[coordinate] !== 'division' || typeof cell !== 'string') return cell
  const current = currentDivision(cell)
  // As many digits as the treatment left.
  if (current.ok) return current.code.slice(0, cell.length)
  return current.reason === 'SPLIT' ? new MissingCell('UNDETERMINED', department.code, 'AMBIGUOUS') : cell
}
