// A post of the register of child workers: what civil affairs' own file says of it, column by column.
import { COUNTIES } from '../../catalogue/divisions.ts'
import type { Day } from '../../clock.ts'
import type { CellOf } from '../../spreadsheets/cell.ts'
import type { RowFault } from '../faults.ts'
import type { Names } from '../feed.ts'
import { FieldReader } from '../field-reader.ts'
import type { GuideLine } from '../guide.ts'
import type { DeclaredFields } from '../header.ts'
import { bad, day, division, good, oneOf, type Reading } from '../values.ts'

/** A row of `civil_affairs.child_worker`. */
export interface Post {
  readonly workerNo: string
  readonly post: string
  readonly division: string
  readonly fullTime: boolean
  readonly certifiedUntil: Day | null
  readonly trainedOn: Day | null
  readonly appointedFrom: Day
  readonly endedOn: Day | null
}

const NAMES: Readonly<Record<keyof Post, Names['names']>> = {
  workerNo: ['工号', '人员编号', '儿童工作者编号', 'worker_no'],
  post: ['岗位', '职务', '岗位类型', 'post'],
  division: ['区划代码', '行政区划代码', '所在区划代码', 'division', 'division_code'],
  fullTime: ['专兼职', '专职或兼职', '是否专职', 'full_time'],
  certifiedUntil: ['证书有效期至', '持证有效期至', '证书有效期', '资格证书有效期', 'certified_until'],
  trainedOn: ['最近培训日期', '培训日期', '最近轮训日期', '轮训日期', 'trained_on'],
  appointedFrom: ['任职日期', '任职起始日期', '聘任日期', 'appointed_from'],
  endedOn: ['离任日期', '离职日期', 'ended_on'],
}

/** A cell may be empty where nobody is certified or trained; a column that is missing would say so of everybody. */
export const POST_FIELDS: DeclaredFields = {
  names: new Map(Object.entries(NAMES)),
  needed: Object.keys(NAMES).filter((field) => field !== 'endedOn'),
}

export function shownField(field: string): string {
  return POST_FIELDS.names.get(field)?.[0] ?? field
}

const POSTS = oneOf({
  SUPERVISOR: ['儿童督导员', '督导员'],
  DIRECTOR: ['儿童主任', '村（居）儿童主任', '主任'],
})
const FULL_TIME = oneOf({ YES: ['专职', '是', '全职'], NO: ['兼职', '否'] })

const CODES: Readonly<Record<string, readonly string[] | undefined>> = { post: POSTS.names, fullTime: FULL_TIME.names }
const MAY_BE_EMPTY: ReadonlySet<string> = new Set(['certifiedUntil', 'trainedOn', 'endedOn'])

export function guideToPosts(): GuideLine[] {
  return Object.entries(NAMES).map(([field, headers]) => ({
    ...{ field, headers, isOptional: MAY_BE_EMPTY.has(field), codes: CODES[field] ?? null },
  }))
}

// An identity number or a telephone in the place of a number would name the person.
const LONG_NUMBER = /\d{11}/
const WORKER_NO = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,31}$/

function workerNo(text: string): Reading {
  if (LONG_NUMBER.test(text)) return bad('NUMBER_OF_PERSON')
  return WORKER_NO.test(text) ? good(text) : bad('FORMAT')
}

export interface PostReading {
  /** Null where it cannot be read, or would name a person. */
  readonly workerNo: string | null
  /** Null where there is any fault. */
  readonly post: Post | null
  readonly faults: FieldReader['faults']
}

/** `taken`: the day on which civil affairs made the file. */
export function readPost(cellOf: CellOf, taken: Day): PostReading {
  const reader = new PostReader(cellOf)
  const number = reader.needed('workerNo', workerNo)
  const post = reader.post(number, taken)
  return { workerNo: number, post, faults: reader.faults }
}

class PostReader extends FieldReader {
  post(number: string | null, taken: Day): Post | null {
    const post = this.needed('post', POSTS)
    const place = this.needed('division', division)
    const fullTime = this.needed('fullTime', FULL_TIME)
    const certifiedUntil = this.optional('certifiedUntil', day)
    const trainedOn = this.optional('trainedOn', day)
    const appointedFrom = this.needed('appointedFrom', day)
    const endedOn = this.optional('endedOn', day)
    this.#expect(post === null || place === null || isOf(post, place), 'division', 'OTHER_LEVEL')
    this.#expect(trainedOn === null || trainedOn <= taken, 'trainedOn', 'DAY_TO_COME')
    this.#expect(appointedFrom === null || endedOn === null || endedOn > appointedFrom, 'endedOn', 'PERIOD')
    if (number === null || post === null || place === null || fullTime === null || appointedFrom === null) return null
    if (this.faults.length > 0) return null
    return {
      ...{ workerNo: number, post, division: place, fullTime: fullTime === 'YES' },
      ...{ certifiedUntil, trainedOn, appointedFrom, endedOn },
    }
  }

  #expect(holds: boolean, field: keyof Post, reason: RowFault): void {
    if (!holds) this.fault(field, reason)
  }
}

function isOf(post: string, place: string): boolean {
  if (!COUNTIES.has(place.slice(0, 6)) || place.endsWith('000000')) return false
  return place.endsWith('000') === (post === 'SUPERVISOR')
}
