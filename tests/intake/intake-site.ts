// Databases of one's own with a few made-up children, a hospital and a school: what intake needs to know whose a record is.
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type pg from 'pg'
import type { Journal } from '../../src/audit/journal.ts'
import { createPostgresJournal } from '../../src/audit/postgres-journal.ts'
import { FixedClock } from '../../src/clock.ts'
import { authorityFor } from '../../src/intake/authority.ts'
import type { FaultAt } from '../../src/intake/faults.ts'
import { fedBy } from '../../src/intake/feeds.ts'
import { type ImportJob, type ImportResult, importFile } from '../../src/intake/import-file.ts'
import { blindIndex, type IndexKind } from '../../src/masking/blind-index.ts'
import { citizenIdWithCheck } from '../../src/masking/citizen-id.ts'
import { type Keys, readKeyFile, writeKeyFile } from '../../src/masking/key-file.ts'
import { maskNamed } from '../../src/masking/masks.ts'
import { normalName } from '../../src/masking/normal-name.ts'
import { compilePolicies, type PolicySet } from '../../src/policy/compile.ts'
import { readPolicyFolder } from '../../src/policy/read-policies.ts'
import { buildGatewaySchema, catalogueOf } from '../../src/schema.ts'
import { type FreshDatabases, freshDatabases } from '../world/database.ts'

export const MOMENT = '2026-11-23T10:00:00+08:00'
export const HOSPITAL = 'H33019999001'
export const SCHOOL = '2133999901'

export interface MadeUpChild {
  readonly id: string
  readonly name: string
  readonly citizenId: string
  /** Under which the health commission keeps the child. */
  readonly subjectKey: string
}

export interface ImportOfText {
  readonly source?: string
  readonly taken?: string | null
  readonly isCheck?: boolean
  readonly name?: string
}

export interface IntakeSite {
  readonly databases: FreshDatabases
  readonly owner: pg.Pool
  readonly importer: pg.Pool
  readonly journal: Journal
  readonly journalPool: pg.Pool
  readonly keys: Keys
  readonly keyFile: string
  readonly clock: FixedClock
  readonly policies: PolicySet
  readonly children: readonly MadeUpChild[]
  /** Imports a file of this content, with what was told. */
  load(kind: string, content: string | Buffer, how?: ImportOfText): Promise<ImportResult & { told: FaultAt[] }>
  /** The rows of a query of the registry's owner. */
  rows<Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]>
  /** Removes every fact and what intake remembers of it. */
  forget(): Promise<void>
  close(): Promise<void>
}

const FACT_TABLES = ['encounter', 'enrolment', 'jurisdiction', 'outcome', 'kinship', 'case_child', 'protection']

export async function openIntakeSite(name: string, children = 20): Promise<IntakeSite> {
  const databases = await freshDatabases(`hutong_${name}`)
  const folder = await mkdtemp(path.join(tmpdir(), 'hutong-intake-'))
  const keyFile = path.join(folder, 'keys.json')
  await writeKeyFile(keyFile, 'intake test')
  const keys = await readKeyFile(keyFile)
  const clock = new FixedClock(MOMENT)
  const owner = databases.pool('REGISTRY', 'hutong_owner')
  const importer = databases.pool('REGISTRY', 'hutong_importer')
  const journalPool = databases.pool('JOURNAL', 'hutong_journal_writer')
  const journal = await createPostgresJournal({ pool: journalPool, clock, statementTimeoutMs: 60_000 })
  const made = await plant(owner, keys, children)
  const schema = buildGatewaySchema()
  const parts = { schema, catalogue: catalogueOf(schema), maskNamed }
  const policies = compilePolicies(await readPolicyFolder('policies'), parts)
  let files = 0
  return {
    ...{ databases, owner, importer, journal, journalPool, keys, keyFile, clock, policies },
    children: made,
    async load(kind, content, { source, taken = null, isCheck = false, name: ending = 'csv' } = {}) {
      files += 1
      const file = path.join(folder, `${files}.${ending}`)
      await writeFile(file, content)
      const fed = fedBy(kind, source)
      const told: FaultAt[] = []
      const job: ImportJob = {
        ...{ fed, path: file, isCheck, registry: importer, index: keys.registryIndex, acceptSynthetic: true },
        ...{ authority: authorityFor(policies, fed), journal, clock, newId: randomUUID },
        taken: taken === null ? null : new Date(taken),
        onFault: (fault) => told.push(fault),
      }
      return { ...(await importFile(job)), told }
    },
    async rows<Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []) {
      return (await owner.query<Row>(text, [...values])).rows
    },
    async forget() {
      for (const table of FACT_TABLES) await owner.query(`delete from registry.${table}`)
      for (const table of ['fact', 'position', 'dead_letter']) await owner.query(`delete from intake.${table}`)
    },
    async close() {
      await journal.close()
      await databases.drop()
      await rm(folder, { recursive: true })
    },
  }
}

/** The child of a place: numbers 330199, born on one day, in sequence. */
export function madeUpChild(place: number): MadeUpChild {
  const body = `33019920160${1 + Math.floor(place / 900)}22${String((place % 900) + 100)}`
  return {
    id: uuidOf('c', place),
    name: `合成${'甲乙丙丁戊己庚辛壬癸'[place % 10]}`,
    citizenId: citizenIdWithCheck(body),
    subjectKey: uuidOf('a', place),
  }
}

function uuidOf(letter: string, place: number): string {
  return `${letter.repeat(8)}-0000-4000-8000-${String(place).padStart(12, '0')}`
}

async function plant(owner: pg.Pool, keys: Keys, count: number): Promise<MadeUpChild[]> {
  await owner.query(
    `insert into roster.organisation (id, kind, name_zh, name_en, division, outside) values
       ($1, 'HOSPITAL', '合成医院', 'Hospital', '330106000000', true),
       ($2, 'SCHOOL', '合成学校', 'School', '330106000000', true)`,
    [HOSPITAL, SCHOOL],
  )
  await owner.query(`insert into roster.person (id) values ('guardian-1'), ('steward-1')`)
  const children = Array.from({ length: count }, (_, place) => madeUpChild(place))
  for (const { id, name, citizenId, subjectKey } of children) {
    await owner.query(`insert into registry.child (id, recorded_at) values ($1, $2)`, [id, MOMENT])
    await addIdentifier(owner, keys, { childId: id, kind: 'CITIZEN_ID', text: citizenId })
    await addIdentifier(owner, keys, { childId: id, kind: 'NAME', text: normalName(name) })
    await owner.query(
      `insert into registry.source_link (child_id, department, subject_key, recorded_at) values ($1, 'WJW', $2, $3)`,
      [id, subjectKey, MOMENT],
    )
  }
  return children
}

export interface PlantedIdentifier {
  readonly childId: string
  readonly kind: IndexKind
  readonly text: string
}

export async function addIdentifier(
  owner: pg.Pool,
  keys: Keys,
  { childId, kind, text }: PlantedIdentifier,
): Promise<void> {
  await owner.query(
    `insert into registry.identifier (child_id, kind, blind_index, valid_from, recorded_at) values ($1, $2, $3, '2016-01-01', $4)`,
    [childId, kind, blindIndex(keys.registryIndex, kind, text), MOMENT],
  )
}

/** A CSV file of these rows. */
export function csv(...rows: readonly (readonly string[])[]): string {
  return `${rows.map((row) => row.join(',')).join('\r\n')}\r\n`
}
