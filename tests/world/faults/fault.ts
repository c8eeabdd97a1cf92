// What can go wrong between the gateway and a department, and the switch that each faulty line has.

/** Faults that every department can have, whether it is read by SQL or at a service. */
export const COMMON_FAULTS = [
  'refused',
  'hanging',
  'error',
  'cut',
  'no sense',
  'html',
  'huge cell',
  'endless rows',
  'row twice',
  'another child',
  'stale',
  'of tomorrow',
  'malformed cell',
  'another kind',
  'column less',
  'column more',
  'slow',
] as const

/** Faults that only a service over HTTP has. */
export const SERVICE_FAULTS = ['gzip bomb', 'endless head', 'redirect', 'plain text', 'html as json'] as const

/** Nothing is wrong with the line or the answer, and another department says otherwise. */
export const CONTRADICTORY = 'contradictory'

/** Faults that only a service has that is read by a mapping. */
export const MAPPED_FAULTS = ['says it failed'] as const

/** Faults that only a database has. */
export const DATABASE_FAULTS = ['false length', 'row lost'] as const

export type CommonFault = (typeof COMMON_FAULTS)[number]
export type ServiceFault = CommonFault | (typeof SERVICE_FAULTS)[number] | (typeof MAPPED_FAULTS)[number]
export type DatabaseFault = CommonFault | (typeof DATABASE_FAULTS)[number]
export type Fault = ServiceFault | DatabaseFault | typeof CONTRADICTORY

/** What stands in one cell of every row while the line is contradictory, as it travels; places count from 0 behind the key. */
export interface Said {
  readonly place: number
  readonly cell: unknown
}

/** The size of an answer that is far beyond every bound. */
export const HUGE = 50 * 1024 * 1024
export const STALE_STAMP = '2026-01-01T00:00:00.000Z'
export const FUTURE_STAMP = '2026-12-24T00:00:00.000Z'
/** What a clerk writes where a code, a day or a number belongs. */
export const NONSENSE = '不详'
export const ANOTHER_CHILD = '00000000-0000-4000-8000-000000000000'
export const PAGE_OF_HTML = '<!doctype html><title>系统维护中</title>'

/** A line between the gateway and one department. Answers pass unchanged until `breaks`, and again after `mends`. */
export interface FaultyLine {
  /** `said` goes with `contradictory`. */
  breaks(fault: Fault, said?: Said): Promise<void>
  mends(): Promise<void>
  /** Answers or questions that stand on the line: swallowed by `hanging`, kept back by `slow` until it is mended. */
  held(): number
  /** Bytes of a huge answer that the other side took, since the last `breaks`. */
  poured(): number
  close(): Promise<void>
}
