// A city of a few children in databases of its own, written by rows: a test says of a child exactly what it is about. Healthcare security
// alone is the town's own service, where the children have no record.
import { randomUUID } from 'node:crypto'
import { inject } from 'vitest'
import type { Day } from '../../src/clock.ts'
import { jobReaders } from '../../src/commands/job-readers.ts'
import type { DepartmentCode } from '../../src/departments/departments.ts'
import { readKeyFile } from '../../src/masking/key-file.ts'
import { raiseTasks, type Weighed, WORKING, type WorkJob } from '../../src/worklists/raise.ts'
import { moveTo } from '../gateway/questions.ts'
import { type OwnRegistry, openOwnRegistry } from '../world/own-registry.ts'
import { openTown, type Town } from '../world/town.ts'
import { SERVICE_SECRET } from '../world/town-site.ts'

const TABLES = {
  GAJ: 'public_security.person',
  MZJ: 'civil_affairs.welfare_record',
  CLH: 'disability.certificate',
  WJW: 'health.attestation',
  JYJ: 'education.pupil',
  SFJ: 'justice.parents',
  FYJ: 'court.guardianship',
  XZJ: 'community.visit',
} as const satisfies Partial<Record<DepartmentCode, string>>
type Own = keyof typeof TABLES
const OWN = Object.keys(TABLES) as Own[]

export const XIHU = '330106901903'
export const XIAOSHAN = '330109901903'

type Columns = Readonly<Record<string, unknown>>

export interface Written extends Partial<Record<Own, Columns>> {
  readonly hukou?: string
  readonly residence?: string
  readonly guardians?: readonly string[]
}

export interface SmallCity {
  readonly town: Town
  readonly registry: OwnRegistry
  readonly job: WorkJob
  /** A file of the register of child workers comes with these posts, each held by somebody else since long ago. */
  bring(posts: readonly string[]): Promise<void>
  own(code: Own): ReturnType<OwnRegistry['pool']>
  /** Writes a child down, and gives its id. */
  child(written: Written): Promise<string>
  change(childId: string, code: Own, columns: Columns): Promise<void>
  /** Moves the clock, and the departments' data with it; those of healthcare security are too old then. */
  onDay(day: Day): Promise<void>
  /** Nobody lives here any more, and no task stands. */
  empty(): Promise<void>
  /** Runs the job; by rule, what it did where it did anything. */
  raise(job?: Partial<WorkJob>): Promise<Readonly<Record<string, string>>>
  close(): Promise<void>
}

export async function openSmallCity(name: string): Promise<SmallCity> {
  const registry = await openOwnRegistry(name, OWN)
  const town = await openTown({ databaseUrl: registry.databaseUrl })
  const { rooms } = town.gateway
  const { YBJ, SWJ } = inject('town').serviceUrls
  const readers = await jobReaders(WORKING, {
    ...{
      boundsFile: null,
      registry: rooms.registry,
      clock: town.clock,
      keys: await readKeyFile(inject('town').keyFile),
    },
    services: { YBJ: { url: YBJ, token: SERVICE_SECRET }, SWJ: { url: SWJ, token: SERVICE_SECRET } },
    open: (code, role) => town.pool(code, role),
  })
  const job: WorkJob = {
    ...{ registry: rooms.registry, readers, clock: town.clock, journal: rooms.journal, policies: rooms.policies },
    ...{ packs: rooms.packs, algorithms: rooms.algorithms, key: rooms.keys.journalSubject },
    ...{ newId: rooms.newId, name: 'worklists', workerRegister: rooms.workerRegister },
  }
  const keys = new Map<string, string>()
  const pools = new Map<string, ReturnType<OwnRegistry['pool']>>()
  const own = (code: Own, role: 'hutong_loader' | 'hutong_owner' = 'hutong_owner') => {
    const pool = pools.get(`${code} ${role}`) ?? registry.pool(code, role)
    pools.set(`${code} ${role}`, pool)
    return pool
  }
  const now = () => town.clock.now()
  const write = (code: Own, columns: Columns) =>
    insert(own(code, 'hutong_loader'), TABLES[code], { ...columns, record_time: now() })
  const bring = async (posts: readonly string[]) => {
    const loader = own('MZJ', 'hutong_loader')
    await insert(loader, 'civil_affairs.worker_file', {
      ...{ taken_at: now(), brought_at: now(), digest: Buffer.alloc(32), rows: posts.length, faulty: 0 },
      ...{ added: posts.length, changed: 0, ended: 0 },
    })
    for (const division of posts) {
      const post = division.endsWith('000') ? 'SUPERVISOR' : 'DIRECTOR'
      await insert(loader, 'civil_affairs.child_worker', {
        ...{
          worker_no: randomUUID(),
          post,
          division,
          full_time: true,
          appointed_from: '2020-01-01',
          recorded_at: now(),
        },
      })
    }
  }
  return {
    ...{ town, registry, job, own, bring },
    async child({ hukou = XIHU, residence = hukou, guardians = [], ...departments }) {
      const id = randomUUID()
      const fact = { child_id: id, valid_from: '2020-01-01', recorded_at: now() }
      await insert(registry.loader, 'registry.child', { id, recorded_at: now() })
      await insert(registry.loader, 'registry.jurisdiction', { ...fact, kind: 'HUKOU', division: hukou })
      await insert(registry.loader, 'registry.jurisdiction', { ...fact, kind: 'RESIDENCE', division: residence })
      for (const person of guardians) {
        const from = { source: 'MZJ', source_record_time: now(), fetched_at: now() }
        await insert(registry.loader, 'registry.kinship', { ...fact, ...from, kind: 'GUARDIAN', person_id: person })
      }
      for (const [code, columns] of Object.entries(departments) as [Own, Columns][]) {
        const key = randomUUID()
        keys.set(`${id} ${code}`, key)
        await insert(registry.loader, 'registry.source_link', {
          ...{ child_id: id, department: code, subject_key: key, recorded_at: now() },
        })
        await write(code, { subject_key: key, ...columns })
      }
      return id
    },
    async change(childId, code, columns) {
      const key = keys.get(`${childId} ${code}`)
      const sets = Object.keys(columns).map((column, at) => `${column} = $${at + 2}`)
      await own(code).query(`update ${TABLES[code]} set ${sets.join(', ')} where subject_key = $1`, [
        key,
        ...Object.values(columns),
      ])
    },
    async empty() {
      const tables = ['worklist.task', 'worklist.about', 'worklist.watched', 'report.mandatory_report']
      tables.push('registry.child', 'registry.source_link', 'registry.jurisdiction', 'registry.kinship')
      for (const table of tables) await registry.owner.query(`delete from ${table}`)
      for (const code of OWN) {
        await own(code).query(`delete from ${TABLES[code]}`)
        await own(code).query(`delete from ${schemaOf(code)}.freshness`)
        await insert(own(code, 'hutong_loader'), `${schemaOf(code)}.freshness`, { as_of: now() })
      }
      for (const table of ['child_worker', 'worker_file']) await own('MZJ').query(`delete from civil_affairs.${table}`)
      await bring([])
      keys.clear()
    },
    async onDay(day) {
      await moveTo(town, `${day}T10:00:00+08:00`)
      for (const code of OWN) await own(code).query(`update ${schemaOf(code)}.freshness set as_of = $1`, [now()])
      await own('MZJ').query('update civil_affairs.worker_file set taken_at = $1', [now()])
    },
    raise: async (other = {}) => Object.fromEntries((await raiseTasks({ ...job, ...other })).flatMap(said)),
    async close() {
      await town.close()
      await registry.drop()
    },
  }
}

function schemaOf(code: Own): string {
  return TABLES[code].split('.')[0] ?? ''
}

function said({ rule, lacks, raised, withdrawn, expired }: Weighed): [string, string][] {
  if (lacks) return [[rule, lacks === 'ENTRY' ? 'did not run' : 'has no register of workers']]
  const parts = Object.entries({ raised, withdrawn, expired }).filter(([, count]) => count > 0)
  return parts.length === 0 ? [] : [[rule, parts.map(([what, count]) => `${count} ${what}`).join(', ')]]
}

async function insert(pool: OwnRegistry['loader'], table: string, columns: Columns): Promise<void> {
  const names = Object.keys(columns)
  await pool.query(
    `insert into ${table} (${names.join(', ')}) values (${names.map((_, at) => `$${at + 1}`).join(', ')})`,
    Object.values(columns),
  )
}
