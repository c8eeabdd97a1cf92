// The departments that hold items of the catalogue and are not read yet: one line each. Their edge on Child is decided,
// guarded and journalled like any other and answers UNAVAILABLE without a call. A department that is built leaves this
// list for a folder of its own and a line in ../departments.ts.
import type { SourceCode } from '../../catalogue/item.ts'

export interface UnbuiltDepartment {
  readonly code: SourceCode
  /** The field of `Child`. */
  readonly edge: string
}

export const UNBUILT_DEPARTMENTS: readonly UnbuiltDepartment[] = [
  { code: 'SFJ', edge: 'justice' },
  { code: 'FYJ', edge: 'court' },
  { code: 'XZJ', edge: 'community' },
  { code: 'ZFJ', edge: 'housing' },
  { code: 'RSJ', edge: 'employment' },
]
