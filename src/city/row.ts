// What a row of any table is before it is loaded: plain cells, and texts that the loader seals or indexes on the way.
// Nothing here is encrypted, so rows of this kind stay in memory and never reach a file.

/** A text that the department's key must seal before it is stored. */
export class ToSeal {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** A text that is stored as its keyed blind index only. */
export class ToIndex {
  readonly kind: 'CITIZEN_ID' | 'STUDENT_NO' | 'CERTIFICATE_NO' | 'BIRTH' | 'NAME'
  readonly text: string

  constructor(kind: ToIndex['kind'], text: string) {
    this.kind = kind
    this.text = text
  }
}

export type Cell =
  | string
  | number
  | boolean
  | null
  | Date
  | Buffer
  | readonly (string | number | boolean | null)[]
  | ToSeal
  | ToIndex

export type Row = Readonly<Record<string, Cell>>

export interface RowContext {
  readonly referenceDay: string
  /** The moment up to which every source has been loaded. */
  readonly loadedAt: Date
}
