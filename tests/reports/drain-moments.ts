// The moments at which a drain is killed, and what its process is told.
export const MOMENTS = [
  'before it is begun',
  'once it is begun',
  'after the rows',
  'before the entry',
  'after the entry',
  'before the commit',
  'after the commit',
] as const
export type Moment = (typeof MOMENTS)[number]

export interface DrainSettings {
  readonly registryUrl: string
  readonly journalUrl: string
  readonly folder: string
  readonly moment: Moment
  readonly now: string
}
