// Departments read at services of other forms than the gateway's own, each in a process of its own and through a faulty line: one by a
// mapping, one that answers GraphQL, one behind the public-data platform. They know of a few children what their departments wrote down.
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Records } from '../../../src/city/registry-rows.ts'
import type { Row } from '../../../src/city/row.ts'
import { FixedClock } from '../../../src/clock.ts'
import type { Mapping } from '../../../src/departments/adapters/mapping.ts'
import { openServiceSource, type ServiceSource } from '../../../src/departments/adapters/open-service.ts'
import { type DepartmentCode, departmentOf } from '../../../src/departments/departments.ts'
import { DisabilityKind } from '../../../src/departments/disability/types.ts'
import { APP_KEY, APP_SECRET, INTERFACE } from '../../departments/platform-process.ts'
import { TEST_MOMENT } from '../oidc.ts'
import { SERVICE_SECRET } from '../town-site.ts'
import { type FaultyService, faultyService } from './faulty-service.ts'
import { GRAPHQL_FORM, LISTED_FORM, PLATFORM_FORM, type ServiceForm } from './service-form.ts'

export interface MappedForm {
  readonly code: DepartmentCode
  /** In which way it is read. */
  readonly way: string
  readonly process: string
  readonly form: ServiceForm
  readonly mapping: Mapping
  /** The department's own row, as the service has it; the key first. */
  readonly record: (row: Row) => object
  readonly platform?: { readonly appKey: string }
}

const compact = (day: unknown): unknown => (typeof day === 'string' ? day.replaceAll('-', '') : day)
const [SCHEMES, PREMIUMS] = [
  { '390': 'CHILD', '310': 'EMPLOYEE', '320': 'RESIDENT' },
  { '1': 'PAID_BY_STATE', '2': 'DUE', '3': 'PAID_BY_FAMILY', '4': 'NONE' },
]
const KINDS = Object.fromEntries(Object.keys(DisabilityKind).map((kind, at) => [String(at + 1), kind]))

const theirs = (codes: Readonly<Record<string, string>>, ours: unknown): unknown =>
  Object.entries(codes).find(([, code]) => code === ours)?.[0] ?? null

/** Every field comes with every row; one that is left out is no "nothing". */
const rowsOf = (required: readonly string[]) => ({ type: 'array', items: { type: 'object', required } })

const states = (codes: unknown, of: unknown): readonly object[] =>
  ((codes ?? []) as string[]).map((code, at) => ({ code, state: (of as string[])[at] }))

export const MAPPED: readonly MappedForm[] = [
  {
    code: 'YBJ',
    way: 'mapping',
    process: './listed-process.ts',
    form: LISTED_FORM,
    mapping: {
      department: 'YBJ',
      request: { method: 'POST', path: '/cover/query', body: { ids: '{keys}', fields: '{fields}' } },
      response: {
        ...{ succeeded: { at: '/code', is: [0] }, rows: '/data/list', key: 'ybid', asOf: '/data/updatedAt' },
        schema: {
          type: 'object',
          required: ['data'],
          properties: {
            data: {
              type: 'object',
              required: ['list'],
              properties: { list: rowsOf(['xzlx', 'ksrq', 'jsrq', 'jfzt', 'jfrq', 'jzbs']) },
            },
          },
        },
      },
      columns: {
        scheme: { field: 'xzlx', codes: SCHEMES },
        cover_from: { field: 'ksrq', day: 'YYYYMMDD' },
        cover_to: { field: 'jsrq', day: 'YYYYMMDD' },
        premium_state: { field: 'jfzt', codes: PREMIUMS },
        premium_paid_on: { field: 'jfrq', day: 'YYYYMMDD' },
        medical_aid_tag: 'jzbs',
      },
    },
    record: (row) => ({
      ybid: row.subject_key,
      xzlx: theirs(SCHEMES, row.scheme),
      ksrq: compact(row.cover_from),
      jsrq: compact(row.cover_to),
      jfzt: theirs(PREMIUMS, row.premium_state),
      jfrq: compact(row.premium_paid_on),
      jzbs: row.medical_aid_tag,
    }),
  },
  {
    code: 'CLH',
    way: 'GraphQL',
    process: '../../departments/graphql-upstream-process.ts',
    form: GRAPHQL_FORM,
    mapping: {
      department: 'CLH',
      request: {
        ...{ method: 'POST', path: '/' },
        body: {
          query: 'query ($ids: [ID!]!) { holders(ids: $ids) { id {selection} } loadedUntil }',
          variables: { ids: '{keys}' },
        },
      },
      response: {
        ...{ failed: '/errors', rows: '/data/holders', key: 'id', asOf: '/data/loadedUntil' },
        schema: {
          type: 'object',
          required: ['data'],
          properties: {
            data: {
              type: 'object',
              required: ['holders'],
              properties: { holders: { type: 'array' } },
            },
          },
        },
      },
      columns: {
        kind: { field: 'lb', codes: KINDS },
        grade: 'dj',
        valid_to: { field: 'yxq', day: 'YYYY-MM-DD' },
        programme_codes: { field: 'xm', each: 'code' },
        programme_states: { field: 'xm', each: 'state' },
        device_codes: { field: 'fj', each: 'code' },
        device_states: { field: 'fj', each: 'state' },
      },
    },
    record: (row) => ({
      ...{ id: row.subject_key, lb: theirs(KINDS, row.kind), dj: row.grade, yxq: row.valid_to },
      ...{ xm: states(row.programme_codes, row.programme_states), fj: states(row.device_codes, row.device_states) },
    }),
  },
  {
    code: 'SWJ',
    way: 'platform',
    process: '../../departments/platform-process.ts',
    form: PLATFORM_FORM,
    platform: { appKey: APP_KEY },
    mapping: {
      department: 'SWJ',
      request: { method: 'POST', path: INTERFACE, body: { ids: '{keys}', fields: '{fields}' } },
      response: {
        ...{ rows: '/list', key: 'ybid', asOf: '/updatedAt' },
        schema: { type: 'object', required: ['list'], properties: { list: rowsOf(['jkrq']) } },
      },
      columns: { collected_on: { field: 'jkrq', day: 'YYYYMMDD' } },
    },
    record: (row) => ({ ybid: row.subject_key, jkrq: compact(row.collected_on) }),
  },
]

export interface MappedServices {
  readonly lines: ReadonlyMap<DepartmentCode, FaultyService>
  readonly sources: ReadonlyMap<DepartmentCode, ServiceSource>
  close(): Promise<void>
}

/** The services know these children. */
export async function openMappedServices(children: readonly Records[]): Promise<MappedServices> {
  const folder = await mkdtemp(path.join(tmpdir(), 'hutong-mapped-'))
  const opened = await Promise.all(MAPPED.map((each) => open(each, { folder, rows: rowsOfAll(children, each.code) })))
  return {
    lines: new Map(opened.map(({ code, line }) => [code, line])),
    sources: new Map(opened.map(({ code, service }) => [code, service])),
    async close() {
      for (const { child, line, service } of opened) {
        await service.close()
        await line.close()
        child.disconnect()
      }
      await rm(folder, { recursive: true })
    },
  }
}

function rowsOfAll(children: readonly Records[], code: DepartmentCode): Row[] {
  return children.map(({ departments }) => departments[code]).filter((row) => row !== null)
}

async function open(
  { code, process: program, form, mapping, record, platform }: MappedForm,
  { folder, rows }: { readonly folder: string; readonly rows: readonly Row[] },
) {
  const { child, url } = await started(program, rows.map(record))
  const line = await faultyService(url, form)
  const mappingFile = path.join(folder, `${code}.yaml`)
  await writeFile(mappingFile, JSON.stringify(mapping))
  const service = await openServiceSource(departmentOf(code), {
    ...{ url: line.url, mappingFile, clock: new FixedClock(TEST_MOMENT) },
    ...(platform ? { platform, token: APP_SECRET } : { token: SERVICE_SECRET }),
  })
  return { code, child, line, service }
}

async function started(program: string, records: readonly object[]): Promise<{ child: ChildProcess; url: string }> {
  const child = fork(fileURLToPath(new URL(program, import.meta.url)), {
    env: { ...process.env, RECORDS: JSON.stringify(records), NOW: TEST_MOMENT },
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const [{ url }] = (await once(child, 'message')) as [{ url: string }]
  return { child, url }
}
