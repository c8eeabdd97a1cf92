// A report as it lies on disk and, later, in the registry: sealed, but for what the duty desk is told before it opens it.

/** What a reporter saw, for the desk of the competent county alone. */
export interface Seen {
  readonly situation: string
  readonly words: string
  readonly inDanger: boolean
  /** Where it happens, as far as the reporter said. */
  readonly division: string | null
  readonly child: ReportedChild | null
}

/** As far as known, and as it was written: nothing of it is looked up. */
export interface ReportedChild {
  readonly fullName: string | null
  readonly citizenId: string | null
  readonly birthDate: string | null
  readonly sex: string | null
  readonly place: string | null
}

/** Who reported, for the second key alone. */
export interface Reporter {
  readonly personId: string
  readonly deputyFor: string | null
  readonly role: string
  readonly organisationId: string
  readonly unit: string
}

export interface SpooledReport {
  readonly format: 'hutong-report/1'
  /** The receipt's number, a UUID. */
  readonly number: string
  /** ISO instant. */
  readonly filedAt: string
  /** Of the competent county, twelve digits. */
  readonly county: string
  readonly organisationKind: string
  readonly inDanger: boolean
  /** False where the roster could not be read when it was filed: the reporter's role is as it was known last. */
  readonly isConfirmed: boolean
  readonly policyVersion: string
  /** Base64. */
  readonly seen: string
  readonly reporter: string
}
