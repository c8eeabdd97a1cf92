// A linking sheet: what one department wrote down about who a child is, as it was typed. It exists in clear only at the
// reading edge; everything behind it compares tokens.
import type { Day } from '../clock.ts'

export interface LinkingSheet {
  readonly citizenId: string | null
  /** A number that the child had before an adoption or a correction. */
  readonly formerCitizenId: string | null
  /** Holds an identity number: G and 18 characters. */
  readonly studentNo: string | null
  /** Holds an identity number: 18 characters, kind, grade. */
  readonly disabilityCertNo: string | null
  readonly name: string | null
  readonly formerName: string | null
  readonly sex: string | null
  readonly birthDate: Day | null
  readonly birthCertificateNo: string | null
  readonly motherId: string | null
  /** 1 for the mother's first child; twins have orders of their own. */
  readonly birthOrder: number | null
  readonly guardianId: string | null
  readonly custodyInstitution: string | null
  readonly custodyNo: string | null
  /** 6 to 12 digits, perhaps of a division that has since been merged. */
  readonly division: string | null
}
