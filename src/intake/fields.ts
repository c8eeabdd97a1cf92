// The fields that every kind of fact has beside its own: the department's number of the row, whose it is, from when to when
// it holds, and when the department wrote it down.
import type { Feed, Names } from './feed.ts'

export const COMMON_FIELDS = [
  'record',
  'idNumber',
  'idType',
  'subject',
  'name',
  'validFrom',
  'validTo',
  'lastDay',
  'recordTime',
] as const
export type CommonField = (typeof COMMON_FIELDS)[number]

/** What each field of a feed is called in a header; the first name is the one that is shown. */
export function namesOfFields(feed: Feed): ReadonlyMap<string, Names['names']> {
  const own = Object.entries(feed.columns).map(([field, { names }]): [string, Names['names']] => [field, names])
  return new Map<string, Names['names']>([...Object.entries(commonNames(feed)), ...own])
}

function commonNames({ from = [], to = [], lastDay = [] }: Feed): Readonly<Record<CommonField, Names['names']>> {
  return {
    record: ['记录号', '记录编号', '主键', 'record', 'record_no'],
    idNumber: ['证件号码', '身份证号', '身份证号码', '公民身份号码', '身份证件号码', 'id_number', 'citizen_id'],
    idType: ['证件类型', '身份证件类型', 'id_type'],
    subject: ['儿童记录号', 'subject', 'subject_key'],
    name: ['姓名', '儿童姓名', 'name'],
    validFrom: withOwn(from, ['起始日期', '生效日期', 'valid_from']),
    validTo: withOwn(to, ['失效日期', 'valid_to']),
    lastDay: withOwn(lastDay, ['截止日期', '有效期至', 'last_day']),
    recordTime: ['更新时间', '记录时间', 'record_time', 'updated_at'],
  }
}

function withOwn(own: readonly string[], common: Names['names']): Names['names'] {
  const [first, ...rest] = own
  return first === undefined ? common : [first, ...rest, ...common]
}
