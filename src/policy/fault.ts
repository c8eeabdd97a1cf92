// One fault of a document of policies, as its writer is told of it: in which file, at which place, what is wrong there and
// what mends it. A fault quotes words of schema and policies and never a value of a child.

export interface Fault {
  readonly file: string
  /** `fields.Child.health`; empty where the whole document is meant. */
  readonly path: string
  readonly what: string
  readonly fix: string
}

/** What is wrong and how to mend it, before it is known in which file. */
export type FaultAt = Omit<Fault, 'file'>

export function inFile(file: string, faults: Iterable<FaultAt>): Fault[] {
  return [...faults].map((fault) => ({ file, ...fault }))
}

/** `file: path: what; fix`. */
export function sentenceOf({ file, path, what, fix }: Fault): string {
  return `${[file, path, what].filter((part) => part !== '').join(': ')}; ${fix}`
}
