// `fileMandatoryReport`: what was seen, sealed and on disk before the receipt. Nothing is read, so nothing that is out holds
// it up, and no limit counts it; the receipt is the same whoever it is about.
import { createHmac, type KeyObject } from 'node:crypto'
import { boundedText } from '../bounded-text.ts'
import { GatewayError } from '../errors.ts'
import type { BoundRoot } from '../plan/bind.ts'
import type { Operation, Rooms, RootWalker } from '../rooms.ts'
import { isUuid } from '../uuid.ts'
import { type ReportKeys, sealReport } from './report-keys.ts'
import type { ReportSite } from './site.ts'
import type { ReportedChild, Reporter, Seen, SpooledReport } from './spooled-report.ts'

/** BAD_INPUT for words of another length or a key that is no UUID; REPORT_NOT_KEPT where it cannot be put on disk. */
export const walkFileMandatoryReport: RootWalker = (rooms, operation, root) => {
  const { key, ...seen } = readReport(root.arguments)
  return {
    subjects: [],
    subjectKind: 'none',
    count: 0,
    isSpooled: true,
    async read() {
      const { spool, keys } = siteOf(rooms)
      const place = placeOf(rooms, operation, seen.division)
      const number =
        key === null ? rooms.newId() : numberFor(rooms.keys.journalSubject, [operation.caller.personId, key, seen])
      const { filedAt, isConfirmed } = await spool.keep(await spooled(keys, operation, { ...place, number, seen }))
      const value = { number, filedAt, roleConfirmed: isConfirmed, dutyContact: place.dutyContact }
      return { value, resolved: [], answers: [] }
    },
  }
}

function siteOf({ reports }: Rooms): ReportSite {
  if (!reports) throw new GatewayError('REPORT_NOT_KEPT', 'this gateway has no spool of reports')
  return reports
}

const WORDS = { least: 10, most: 4_000 }
const OF_CHILD = { least: 0, most: 200 }

interface Given {
  readonly situation: string
  readonly words: string
  readonly inDanger: boolean
  readonly division?: string | null
  readonly key?: string | null
}

function readReport({ report, child }: BoundRoot['arguments']): Seen & { readonly key: string | null } {
  const { situation, words, inDanger, division = null, key = null } = report as Given
  if (key !== null && !isUuid(key))
    throw new GatewayError('BAD_INPUT', 'the key of a report is a UUID', { hint: 'NOT_AN_ID' })
  // Numbers of persons may stand in it: who is in danger is reached by them, and nobody but the desk reads it.
  const seen = { situation, words: boundedText(words, WORDS), inDanger, division }
  return { ...seen, child: child ? readChild(child) : null, key }
}

function readChild({ fullName, citizenId, birthDate, sex, place }: Partial<ReportedChild>): ReportedChild {
  const read = (text: string | null = null) => (text === null ? null : boundedText(text, OF_CHILD))
  return {
    fullName: read(fullName),
    citizenId: read(citizenId),
    birthDate: read(birthDate),
    sex: read(sex),
    place: read(place),
  }
}

// The same key and the same words are one report; other words under a key that was used are another, and are not lost.
function numberFor(key: KeyObject, parts: readonly unknown[]): string {
  const hex = createHmac('sha256', key)
    .update(`report ${JSON.stringify(parts)}`)
    .digest('hex')
  // A UUID of RFC 9562's own kind (version 8).
  const fields = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ]
  return fields.join('-')
}

interface Place {
  /** Twelve digits. */
  readonly county: string
  readonly organisationKind: string
  readonly isConfirmed: boolean
  readonly dutyContact: { readonly name: string; readonly phone: string } | null
}

const COUNTY_DIGITS = 6

// The competent county is that of the place where it has a duty desk of its own, else the one of the caller's organisation.
function placeOf({ roster }: Rooms, { caller }: Operation, division: string | null): Place {
  const known = roster.last()
  const own = countyOf(known.organisation(caller.organisationId)?.division ?? '')
  const named = division === null ? own : countyOf(division)
  const county = known.dutyContactFor(named)?.division === named ? named : own
  const contact = known.dutyContactFor(county)
  return {
    county,
    organisationKind: caller.organisationKind,
    isConfirmed: isYoung(roster),
    dutyContact: contact ? { name: contact.nameZh, phone: contact.phone } : null,
  }
}

function countyOf(division: string): string {
  return division.slice(0, COUNTY_DIGITS).padEnd(12, '0')
}

function isYoung(roster: Rooms['roster']): boolean {
  try {
    roster.current()
    return true
  } catch {
    return false
  }
}

interface Spooling extends Omit<Place, 'dutyContact'> {
  readonly number: string
  readonly seen: Seen
}

async function spooled(keys: ReportKeys, operation: Operation, report: Spooling): Promise<SpooledReport> {
  const { number, county, organisationKind, isConfirmed, seen } = report
  const sealed = async (holder: 'desk' | 'reporter', content: object): Promise<string> =>
    (await sealReport(keys, { holder, number }, content)).toString('base64')
  return {
    format: 'hutong-report/1',
    ...{ number, county, organisationKind, isConfirmed },
    filedAt: operation.now.toISOString(),
    inDanger: seen.inDanger,
    policyVersion: operation.grant.version,
    seen: await sealed('desk', seen),
    reporter: await sealed('reporter', reporterOf(operation)),
  }
}

function reporterOf({ caller }: Operation): Reporter {
  const { personId, role, organisationId, unit, deputyFor } = caller
  return { personId, deputyFor: deputyFor?.personId ?? null, role, organisationId, unit }
}
