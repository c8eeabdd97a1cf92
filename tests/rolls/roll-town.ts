// A town for tests of rolls, on a registry of its own: a roll is sent, worked on, and its rows are given as a program gets them.
import type pg from 'pg'
import type { CastChild } from '../../src/city/cast.ts'
import type { PupilResult } from '../../src/rolls/result.ts'
import { openOwnRegistry } from '../world/own-registry.ts'
import { openTown, type Town } from '../world/town.ts'
import { csv } from './files.ts'
import { type RollClient, rollClient } from './roll-client.ts'

export interface RollTown {
  readonly town: Town
  readonly client: RollClient
  readonly owner: pg.Pool
  /** What is said of each row of this file, by default to the school of the cast's pupils. */
  said(rows: readonly (readonly string[])[], as?: string): Promise<readonly (PupilResult & { readonly line: number })[]>
  /** A pupil on a roll more. */
  enrol(child: Pick<CastChild, 'id'>, at: Enrolled): Promise<void>
  close(): Promise<void>
}

export interface Enrolled {
  readonly organisationId: string
  readonly standing: 'ENROLLED' | 'ADMITTED' | null
  readonly from: string
  readonly to: string | null
}

export const HEADER = ['姓名', '学籍号']

export function rowOf({ name, studentNo }: Pick<CastChild, 'name' | 'studentNo'>): string[] {
  return [name, studentNo ?? '']
}

export async function openRollTown(name: string): Promise<RollTown> {
  const registry = await openOwnRegistry(name)
  const town = await openTown({ databaseUrl: registry.databaseUrl })
  const client = rollClient(town)
  return {
    ...{ town, client, owner: registry.owner },
    async said(rows, as = 'school') {
      const { body } = await client.send(Buffer.from(csv([HEADER, ...rows])), { as })
      await town.gateway.rollJobs.run()
      const result = await client.get(`/rolls/${body.id}/result`, { as, headers: { accept: 'application/json' } })
      return JSON.parse(String(result.body)).pupils
    },
    async enrol({ id }, { organisationId, standing, from, to }) {
      await registry.owner.query(
        `insert into registry.enrolment (organisation_id, child_id, standing, valid_from, valid_to, recorded_at)
         values ($1, $2, $3, $4, $5, now())`,
        [organisationId, id, standing, from, to],
      )
    },
    async close() {
      await town.close()
      await registry.drop()
    },
  }
}
