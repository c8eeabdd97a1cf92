// The list of departments: one line each. Codes, databases, reader roles, key rings, sources, settings and resolvers follow
// from it, here and wherever a record must hold something for each of them.
import type { SourceCode } from '../catalogue/item.ts'
import { agricultureDepartment } from './agriculture/department.ts'
import { civilAffairsDepartment } from './civil-affairs/department.ts'
import { communityDepartment } from './community/department.ts'
import { courtDepartment } from './court/department.ts'
import type { DepartmentOf, HttpService } from './department.ts'
import { disabilityDepartment } from './disability/department.ts'
import { educationDepartment } from './education/department.ts'
import { employmentDepartment } from './employment/department.ts'
import { healthDepartment } from './health/department.ts'
import { housingDepartment } from './housing/department.ts'
import { insuranceDepartment } from './insurance/department.ts'
import { justiceDepartment } from './justice/department.ts'
import { publicSecurityDepartment } from './public-security/department.ts'
import { taxDepartment } from './tax/department.ts'
import { welfareInstitutionDepartment } from './welfare-institution/department.ts'

const LIST = [
  publicSecurityDepartment,
  civilAffairsDepartment,
  disabilityDepartment,
  insuranceDepartment,
  healthDepartment,
  educationDepartment,
  justiceDepartment,
  courtDepartment,
  communityDepartment,
  housingDepartment,
  employmentDepartment,
  taxDepartment,
  agricultureDepartment,
  welfareInstitutionDepartment,
] as const

type Declared = (typeof LIST)[number]

/** The departments that the gateway reads. */
export type DepartmentCode = Declared['code']

export type Department = DepartmentOf<DepartmentCode, HttpService | null>

/** Those that are read through a service of their own. */
export type ServedDepartment = Extract<Declared, { readonly service: HttpService }>
export type ServedCode = ServedDepartment['code']

export const DEPARTMENTS: readonly Department[] = LIST

export const SERVED_DEPARTMENTS: readonly ServedDepartment[] = DEPARTMENTS.filter(isServed)

/** The department whose edge shows a leaf; undefined for what is no leaf of a department. */
export function departmentShowing(leaf: string): Department | undefined {
  return DEPARTMENTS.find(({ reads }) => reads[leaf] !== undefined)
}

export function isServed(department: Department): department is ServedDepartment {
  return department.service !== null
}

/** Throws for a source that the gateway does not read. */
export function departmentOf(code: SourceCode): Department {
  const department = DEPARTMENTS.find((candidate) => candidate.code === code)
  if (!department) throw new Error(`no department ${code}`)
  return department
}

/** Something for each department, by its code. */
export function byDepartment<Value>(make: (department: Department) => Value): Record<DepartmentCode, Value> {
  const made = DEPARTMENTS.map((department) => [department.code, make(department)])
  return Object.fromEntries(made) as Record<DepartmentCode, Value>
}

/** Something for each department that has a service, by its code. */
export function byServedDepartment<Value>(make: (department: ServedDepartment) => Value): Record<ServedCode, Value> {
  const made = SERVED_DEPARTMENTS.map((department) => [department.code, make(department)])
  return Object.fromEntries(made) as Record<ServedCode, Value>
}
