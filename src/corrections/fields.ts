// Which cells can be said to be wrong, and whose they are: every leaf that a department shows of a child.
import { DEPARTMENTS, type DepartmentCode } from '../departments/departments.ts'

const OWNERS: ReadonlyMap<string, DepartmentCode> = new Map(
  DEPARTMENTS.flatMap(({ code, reads }) => Object.keys(reads).map((coordinate) => [coordinate, code] as const)),
)

/** The department whose datum a field is, as `PublicSecurity.displayName`; undefined for what is no department's cell. */
export function departmentOfField(coordinate: string): DepartmentCode | undefined {
  return OWNERS.get(coordinate)
}
