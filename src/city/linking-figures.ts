// How well linking finds the children of a synthetic city, of which alone the truth is known: what was linked and rightly so,
// what was missed, what a person is asked about, fault by fault.
import { startOfDay } from '../clock.ts'
import { comparedRecord, type Tokenising } from '../linking/compared-record.ts'
import type { ReviewReason } from '../linking/decide.ts'
import { type LinkedRecord, linkRecords, type RecordToLink } from '../linking/link-records.ts'
import type { LinkingParameters } from '../linking/parameters.ts'
import type { LinkingSheet } from '../linking/sheet.ts'
import { type City, type CitySettings, createCity } from './city.ts'
import { SHEET_DEPARTMENTS, type SheetFault, sheetsOf } from './linking-sheets.ts'
import { recordsOf, subjectKey } from './registry-rows.ts'
import type { Fault } from './subject.ts'

export interface Outcome {
  /** Records whose child was known from another source already. */
  linkable: number
  right: number
  wrong: number
  review: number
  missed: number
}

export interface LinkingFigures {
  readonly records: number
  readonly children: number
  readonly all: Readonly<Outcome>
  /** By planted fault, and `NONE` for records without any. */
  readonly byFault: Readonly<Record<string, Outcome>>
  /** Links by rule, and by weights. */
  readonly by: Readonly<Record<string, number>>
  readonly reasons: Readonly<Record<ReviewReason | string, number>>
  /** Records before a person where one of the children shown is the right one. */
  readonly reviewsWithAnswer: number
  /** Links by weights of a twin's record to the other twin: always 0. */
  readonly twinsMistaken: number
  /** Links by weights of any twin's record. */
  readonly twinsByWeights: number
}

interface Truth {
  readonly childId: string
  readonly faults: readonly (Fault | SheetFault)[]
}

/** The token of a made-up child may be the text itself. */
const PLAIN: Tokenising = { token: (kind, text) => `${kind}:${text}`, acceptSynthetic: true }

/** `withoutNumbers`: names, birth dates, sex, family and place alone, for what the weights are worth by themselves. */
export function linkingFigures(
  settings: CitySettings,
  parameters: LinkingParameters,
  { withoutNumbers = false } = {},
): LinkingFigures {
  const truth = new Map<string, Truth>()
  const records = sheetRecords(createCity(settings), truth, withoutNumbers ? stripped : (sheet) => sheet)
  const counter = new FigureCounter(truth)
  for (const linked of linkRecords(records, parameters)) counter.add(linked)
  return counter.figures(settings.children)
}

type Changing = (sheet: LinkingSheet) => LinkingSheet

function stripped(sheet: LinkingSheet): LinkingSheet {
  const none = { citizenId: null, formerCitizenId: null, studentNo: null, disabilityCertNo: null }
  return { ...sheet, ...none, birthCertificateNo: null, birthOrder: null, custodyNo: null }
}

// The register first, then department by department, as a run takes them.
function* sheetRecords(city: City, truth: Map<string, Truth>, change: Changing): Generator<RecordToLink> {
  const { seed, referenceDay } = city.settings
  const context = { referenceDay, loadedAt: startOfDay(referenceDay) }
  const later: { readonly source: string; readonly key: string; readonly sheet: LinkingSheet }[] = []
  for (const subject of city.children()) {
    const { departments } = recordsOf(city, subject, context)
    const known = new Set(SHEET_DEPARTMENTS.filter((code) => departments[code] !== null))
    for (const { department: source, sheet, faults } of sheetsOf(seed, subject, known)) {
      const key = subjectKey(subject.id, source)
      truth.set(key, { childId: subject.id, faults: [...subject.faults, ...faults] })
      later.push({ source, key, sheet: change(sheet) })
    }
  }
  for (const department of SHEET_DEPARTMENTS) {
    for (const { source, key, sheet } of later) {
      if (source === department) yield { source, key, record: comparedRecord(sheet, PLAIN) }
    }
  }
}

class FigureCounter {
  readonly #truth: ReadonlyMap<string, Truth>
  /** True child of the record that founded each assigned child. */
  readonly #founders = new Map<string, string>()
  readonly #known = new Set<string>()
  readonly #all = emptyOutcome()
  readonly #byFault = new Map<string, Outcome>()
  readonly #by = new Map<string, number>()
  readonly #reasons = new Map<string, number>()
  #records = 0
  #reviewsWithAnswer = 0
  #twinsMistaken = 0
  #twinsByWeights = 0

  constructor(truth: ReadonlyMap<string, Truth>) {
    this.#truth = truth
  }

  add(linked: LinkedRecord): void {
    const own = this.#truth.get(linked.key)
    if (!own) throw new Error('a record of the city has its truth')
    this.#records += 1
    const isKnown = this.#known.has(own.childId)
    this.#count(linked, own, isKnown)
    this.#known.add(own.childId)
    if (linked.verdict.kind !== 'LINK') this.#founders.set(linked.childId, own.childId)
  }

  #count({ verdict, childId }: LinkedRecord, own: Truth, isKnown: boolean): void {
    const outcomes = [this.#all, ...this.#outcomesOf(own)]
    if (isKnown) for (const outcome of outcomes) outcome.linkable += 1
    if (verdict.kind === 'LINK') {
      const isRight = this.#founders.get(childId) === own.childId
      for (const outcome of outcomes) outcome[isRight ? 'right' : 'wrong'] += 1
      increase(this.#by, verdict.by)
      this.#countTwin(own, verdict.by, isRight)
    } else if (verdict.kind === 'REVIEW') {
      for (const outcome of outcomes) outcome.review += 1
      if (verdict.pairs.some((pair) => this.#founders.get(pair.childId) === own.childId)) this.#reviewsWithAnswer += 1
      increase(this.#reasons, verdict.pairs[0]?.reason ?? 'RIVALS')
    } else if (isKnown) {
      for (const outcome of outcomes) outcome.missed += 1
    }
  }

  #countTwin({ faults }: Truth, by: string, isRight: boolean): void {
    if (!faults.includes('TWIN')) return
    if (!isRight) this.#twinsMistaken += 1
    if (by === 'WEIGHTS') this.#twinsByWeights += 1
  }

  #outcomesOf({ faults }: Truth): Outcome[] {
    return (faults.length === 0 ? ['NONE'] : faults).map((fault) => {
      const outcome = this.#byFault.get(fault) ?? emptyOutcome()
      this.#byFault.set(fault, outcome)
      return outcome
    })
  }

  figures(children: number): LinkingFigures {
    return {
      records: this.#records,
      children,
      all: this.#all,
      byFault: Object.fromEntries([...this.#byFault].sort()),
      by: Object.fromEntries([...this.#by].sort()),
      reasons: Object.fromEntries([...this.#reasons].sort()),
      reviewsWithAnswer: this.#reviewsWithAnswer,
      twinsMistaken: this.#twinsMistaken,
      twinsByWeights: this.#twinsByWeights,
    }
  }
}

function emptyOutcome(): Outcome {
  return { linkable: 0, right: 0, wrong: 0, review: 0, missed: 0 }
}

function increase(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}

/** Of what was linked, the share linked rightly; 1 where nothing was linked. */
export function precisionOf({ right, wrong }: Outcome): number {
  return right + wrong === 0 ? 1 : right / (right + wrong)
}

/** Of what could be linked, the share linked rightly without asking anybody. */
export function recallOf({ right, linkable }: Outcome): number {
  return linkable === 0 ? 1 : right / linkable
}

/** The figures as a table to be read; `how` says how the sheets were written. */
export function linesOfFigures(figures: LinkingFigures, how: string): readonly string[] {
  const { all, records, children, by, reasons, reviewsWithAnswer, twinsByWeights, byFault } = figures
  const listed = (counts: Readonly<Record<string, number>>): string =>
    Object.entries(counts)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ')
  return [
    `${children} children, ${records} records, ${how}`,
    `precision ${precisionOf(all).toFixed(4)}, recall ${recallOf(all).toFixed(4)}; missed ${all.missed}, to a person ${all.review} (the right child among those shown: ${reviewsWithAnswer})`,
    `links: ${listed(by)}; twins by weights: ${twinsByWeights}`,
    `asked for: ${listed(reasons)}`,
    `${'fault'.padEnd(26)}${['linkable', 'right', 'wrong', 'review', 'missed'].map((name) => name.padStart(10)).join('')}`,
    ...Object.entries(byFault).map(
      ([fault, { linkable, right, wrong, review, missed }]) =>
        `${fault.padEnd(26)}${[linkable, right, wrong, review, missed].map((count) => String(count).padStart(10)).join('')}`,
    ),
  ]
}
