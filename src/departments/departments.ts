// The list of departments: one line each.
import { civilAffairsDepartment } from './civil-affairs/department.ts'
import type { Department, DepartmentCode } from './department.ts'
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

export function departmentOf(code: DepartmentCode): Department {
  const department = DEPARTMENTS.find((candidate) => candidate.code === code)
  if (!department) throw new Error(`no department ${code}`)
  return department
}
