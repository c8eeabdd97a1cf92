// The list of departments: one line each.
import type { SourceCode } from '../catalogue/item.ts'
import { civilAffairsDepartment } from './civil-affairs/department.ts'
import type { Department } from './department.ts'
import { disabilityDepartment } from './disability/department.ts'
import { educationDepartment } from './education/department.ts'
import { healthDepartment } from './health/department.ts'
import { insuranceDepartment } from './insurance/department.ts'
import { publicSecurityDepartment } from './public-security/department.ts'

export const DEPARTMENTS: readonly Department[] = [
  publicSecurityDepartment,
  civilAffairsDepartment,
  disabilityDepartment,
  insuranceDepartment,
  healthDepartment,
  educationDepartment,
]

/** Throws for a source that the gateway does not read. */
export function departmentOf(code: SourceCode): Department {
  const department = DEPARTMENTS.find((candidate) => candidate.code === code)
  if (!department) throw new Error(`no department ${code}`)
  return department
}
