// A world as the test knows it: every stored row of every child, read and written by the role that imports. A change is a
// map from children to their new rows; applying one gives the change that takes it back.
import type pg from 'pg'
import { subjectKey } from '../../src/city/registry-rows.ts'
import { CITY_TABLES, type CityTable, type PoolName } from '../../src/city/tables.ts'
import type { DepartmentCode } from '../../src/departments/departments.ts'
import { type SealedWords, sealWords } from '../../src/emergency/words.ts'
import type { Keys } from '../../src/masking/key-file.ts'
import { openerFor, seal } from '../../src/masking/sealed-cell.ts'

export type Json = string | number | boolean | null | readonly Json[]
export type StoredRow = Readonly<Record<string, Json>>

/** Table name -> this child's rows in it. A child without any row does not exist. */
export type ChildRows = Readonly<Record<string, readonly StoredRow[]>>

export type Change = ReadonlyMap<string, ChildRows>

export interface World {
  readonly children: ReadonlyMap<string, ChildRows>
  /** Opens a sealed cell; the test stands outside of all walls. */
  open(place: { readonly table: string; readonly column: string }, key: string, cell: string): string
  /** Seals a text for one place and subject. */
  seal(place: { readonly table: string; readonly column: string }, key: string, text: string): string
  /** Seals what a person wrote. */
  words(place: SealedWords, text: string): string
  /** Writes the change and returns the one that undoes it. */
  apply(change: Change): Promise<Change>
}

type WorldTable = Pick<CityTable, 'pool' | 'name'>

// What people do about a child: no job of the city fills these.
export const TICKET = 'correction.ticket'
export const TRANSFER = 'transfer.request'
export const CONSENT = 'consent.given'
const ACTS: readonly WorldTable[] = [TICKET, TRANSFER, CONSENT].map((name) => ({ pool: 'registry', name }))
const WORLD_TABLES: readonly WorldTable[] = [...CITY_TABLES, ...ACTS]

export const DEPARTMENT_TABLES = CITY_TABLES.filter((table) => table.pool !== 'registry')
/** What the gateway reads; the linking sheets beside it are read by the job that links alone. */
export const READ_TABLES = DEPARTMENT_TABLES.filter(({ name }) => !isSheet(name))
export const SHEET_TABLES = DEPARTMENT_TABLES.filter(({ name }) => isSheet(name))
export const NO_ROWS: ChildRows = Object.fromEntries(WORLD_TABLES.map(({ name }) => [name, []]))

function isSheet(table: string): boolean {
  return table.endsWith('.linking_sheet')
}

interface OpeningWorld {
  readonly pools: Readonly<Record<PoolName, pg.Pool>>
  /** The owner of the registry. */
  readonly owner: pg.Pool
  readonly keys: Keys
}

export async function openWorld({ pools, owner, keys }: OpeningWorld): Promise<World> {
  const poolOf = (table: WorldTable) => (ACTS.includes(table) ? owner : pools[table.pool])
  const children = await readChildren(poolOf)
  const opened = new Map<string, string>()
  const ringOf = (table: string) => keys.departments[departmentOfTable(table)]
  return {
    children,
    open({ table, column }, key, cell) {
      const opener = openerFor(ringOf(table), `${table}.${column}`, undefined, '')
      const text = opened.get(cell) ?? String(opener(Buffer.from(cell.slice(2), 'hex'), key))
      opened.set(cell, text)
      return text
    },
    seal: ({ table, column }, key, text) =>
      `\\x${seal(ringOf(table), `${table}.${column}`, key, text).toString('hex')}`,
    words: (place, text) => `\\x${sealWords(keys.journalSubject, place, text).toString('hex')}`,
    async apply(change) {
      const former = new Map([...change.keys()].map((id) => [id, children.get(id) ?? NO_ROWS]))
      await Promise.all(WORLD_TABLES.map((table) => write(poolOf(table), table, { change, former })))
      for (const [id, rows] of change) {
        if (Object.values(rows).every((list) => list.length === 0)) children.delete(id)
        else children.set(id, rows)
      }
      return former
    },
  }
}

export function departmentOfTable(name: string): DepartmentCode {
  const pool = CITY_TABLES.find((table) => table.name === name)?.pool
  if (pool === undefined || pool === 'registry') throw new Error('a table of a department')
  return pool
}

export function tableOf(department: DepartmentCode): string {
  return READ_TABLES.find((table) => table.pool === department)?.name ?? ''
}

/** Under which key a child's rows stand in a table. */
export function keyIn(table: Pick<CityTable, 'pool'>, childId: string): string {
  return table.pool === 'registry' ? childId : subjectKey(childId, table.pool)
}

function keyColumn(table: WorldTable): string {
  if (table.pool !== 'registry') return 'subject_key'
  return table.name === 'registry.child' ? 'id' : 'child_id'
}

async function readChildren(poolOf: (table: WorldTable) => pg.Pool): Promise<Map<string, ChildRows>> {
  const rowsOf = new Map<string, Map<unknown, StoredRow[]>>()
  for (const table of WORLD_TABLES) {
    const { rows } = await poolOf(table).query<{ row: StoredRow }>(`select to_jsonb(t) as row from ${table.name} t`)
    const byKey = new Map<unknown, StoredRow[]>()
    for (const { row } of rows) {
      const key = row[keyColumn(table)]
      byKey.set(key, [...(byKey.get(key) ?? []), row])
    }
    rowsOf.set(table.name, byKey)
  }
  const ids = [...(rowsOf.get('registry.child')?.keys() ?? [])].map(String).sort()
  return new Map(
    ids.map((id) => [
      id,
      Object.fromEntries(
        WORLD_TABLES.map((table) => [table.name, rowsOf.get(table.name)?.get(keyIn(table, id)) ?? []]),
      ),
    ]),
  )
}

interface Writing {
  readonly change: Change
  readonly former: Change
}

async function write(pool: pg.Pool, table: WorldTable, { change, former }: Writing): Promise<void> {
  const touched = [...change].filter(([id, rows]) => rows[table.name] !== former.get(id)?.[table.name])
  if (touched.length === 0) return
  const keys = touched.map(([id]) => keyIn(table, id))
  const rows = touched.flatMap(([, own]) => own[table.name] ?? [])
  await pool.query(`delete from ${table.name} where ${keyColumn(table)} = any($1)`, [keys])
  if (rows.length === 0) return
  const insert = `insert into ${table.name} select * from jsonb_populate_recordset(null::${table.name}, $1)`
  await pool.query(insert, [JSON.stringify(rows)])
}
