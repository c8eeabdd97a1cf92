// A small made-up city in databases of its own, for the job that links: loaded with or without the links that an import would
// have brought, and the job over it.
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type pg from 'pg'
import { createPostgresJournal } from '../../src/audit/postgres-journal.ts'
import type { CitySettings } from '../../src/city/city.ts'
import { cityPools, loadCity } from '../../src/city/load.ts'
import { EMPTY_ROSTER } from '../../src/city/roster.ts'
import { FixedClock } from '../../src/clock.ts'
import { ORDINARY_BOUNDS } from '../../src/departments/bounds.ts'
import { createSourcePace } from '../../src/departments/pace/source-pace.ts'
import { LINKING_PARAMETERS } from '../../src/linking/parameters.ts'
import { readKeyFile, writeKeyFile } from '../../src/masking/key-file.ts'
import { linkingTokens } from '../../src/masking/linking-token.ts'
import { maskNamed } from '../../src/masking/masks.ts'
import { compilePolicies, type PolicySet } from '../../src/policy/compile.ts'
import { readPolicyFolder } from '../../src/policy/read-policies.ts'
import type { LinkingJob } from '../../src/registry/links/job.ts'
import { byLinked } from '../../src/registry/links/read-sheets.ts'
import { pacedSource } from '../../src/registry/links/within-bounds.ts'
import { createPostgresCounter } from '../../src/registry/pace/postgres-counter.ts'
import { buildGatewaySchema, catalogueOf } from '../../src/schema.ts'
import { type FreshDatabases, freshDatabases } from '../world/database.ts'

export const SETTINGS: CitySettings = { seed: 'links', referenceDay: '2026-11-23', children: 300, weights: 'raised' }
/** A deadline is waited for by the machine's clock: one that is busy must not look like a source that is out. */
export const PATIENT_BOUNDS = { ...ORDINARY_BOUNDS, deadlineMs: 60_000 }
/** What a run writes. */
const WRITTEN = [
  ...['linking.link', 'linking.blocking_key', 'linking.review', 'linking.run'],
  ...['registry.source_link', 'registry.identifier', 'registry.child'],
]
const MOMENT = '2026-11-23T10:00:00+08:00'

export interface LinkedCity {
  readonly databases: FreshDatabases
  /** The registry, for its owner. */
  readonly owner: pg.Pool
  readonly journal: pg.Pool
  readonly job: LinkingJob
  /** The policies with one line of system-link.yaml changed. */
  policiesWith(from: string, to: string): Promise<PolicySet>
  /** Takes away every child and link, so that all records are to be linked. */
  forget(): Promise<void>
  close(): Promise<void>
}

export async function openLinkedCity(name: string): Promise<LinkedCity> {
  const databases = await freshDatabases(`hutong_${name}`)
  const folder = await mkdtemp(path.join(tmpdir(), 'hutong-link-'))
  await writeKeyFile(path.join(folder, 'keys.json'), 'linking test')
  const keys = await readKeyFile(path.join(folder, 'keys.json'))
  await rm(folder, { recursive: true })
  const pools = cityPools((code) => databases.pool(code, 'hutong_loader'))
  await loadCity({ pools, keys, settings: SETTINGS, roster: EMPTY_ROSTER })
  const clock = new FixedClock(MOMENT)
  const journalPool = databases.pool('JOURNAL', 'hutong_journal_writer')
  const journal = await createPostgresJournal({ pool: journalPool, clock, statementTimeoutMs: 60_000 })
  const counter = createPostgresCounter(databases.pool('REGISTRY', 'hutong_linker'))
  const owner = databases.pool('REGISTRY', 'hutong_owner')
  // Looked at in the moment in which they are empty, they would be planned for as empty tables by the run that fills them.
  for (const table of WRITTEN) await owner.query(`alter table ${table} set (autovacuum_enabled = false)`)
  const documents = await readPolicyFolder('policies')
  const schema = buildGatewaySchema()
  const compiled = (texts: ReadonlyMap<string, string>) =>
    compilePolicies(texts, { schema, catalogue: catalogueOf(schema), maskNamed })
  return {
    databases,
    owner,
    journal: journalPool,
    job: {
      registry: databases.pool('REGISTRY', 'hutong_linker'),
      departments: byLinked((code) => databases.pool(code, 'hutong_linker')),
      sources: byLinked((source) =>
        pacedSource({
          ...{ bounds: PATIENT_BOUNDS, clock },
          pace: createSourcePace({ source, bounds: PATIENT_BOUNDS, counter, clock }),
        }),
      ),
      keyrings: byLinked((code) => keys.departments[code]),
      index: keys.registryIndex,
      token: linkingTokens(keys.registryIndex),
      acceptSynthetic: true,
      clock,
      journal,
      policies: compiled(documents),
      parameters: LINKING_PARAMETERS,
      newId: randomUUID,
    },
    async policiesWith(from, to) {
      const text = documents.get('system-link.yaml') ?? ''
      if (!text.includes(from)) throw new Error(`the policy does not say ${from}`)
      return compiled(new Map([...documents, ['system-link.yaml', text.replace(from, to)]]))
    },
    async forget() {
      for (const table of WRITTEN) await owner.query(`delete from ${table}`)
    },
    async close() {
      await journal.close()
      await databases.drop()
    },
  }
}
