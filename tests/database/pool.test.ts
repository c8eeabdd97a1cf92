import { afterAll, describe, expect, it } from 'vitest'
import { closePools, openPool } from '../../src/database/pool.ts'
import { testDatabases } from '../world/database.ts'

const databases = testDatabases()
const url = databases.url('REGISTRY', 'hutong_gateway')
const admin = openPool(databases.serverUrl, { max: 1, applicationName: 'pool test admin' })
const endOthers = (name: string) =>
  admin.query('SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = $1', [name])

afterAll(() => closePools())

describe('a pool', () => {
  it('lets no transaction write when it is read-only', async () => {
    const pool = openPool(url, { max: 1, applicationName: 'read-only pool', readOnly: true })
    await expect(pool.query(`DELETE FROM registry.limit_counter`)).rejects.toMatchObject({ code: '25006' })
  })

  it('ends a statement that runs for too long', async () => {
    const pool = openPool(url, { max: 1, applicationName: 'short pool', statementTimeoutMs: 50 })
    await expect(pool.query('SELECT pg_sleep(30)')).rejects.toMatchObject({ code: '57014' })
  })

  it('survives the death of an idle connection and of one that is lent out', async () => {
    const pool = openPool(url, { max: 1, applicationName: 'mortal pool' })
    await pool.query('SELECT 1')
    const idleGone = new Promise((resolve) => pool.once('remove', resolve))
    await endOthers('mortal pool')
    await idleGone
    const client = await pool.connect()
    const lentOutGone = new Promise((resolve) => client.once('end', resolve))
    await endOthers('mortal pool')
    await lentOutGone
    client.release(true)
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
  })

  it('reads a day as its text and a bigint as a number', async () => {
    const pool = openPool(url, { max: 1, applicationName: 'typed pool' })
    const { rows } = await pool.query(
      `SELECT date '2026-11-23' AS day, array[date '2026-11-23', null] AS days, count(*) AS number FROM registry.child WHERE false`,
    )
    expect(rows).toEqual([{ day: '2026-11-23', days: ['2026-11-23', null], number: 0 }])
  })

  it('refuses a bigint that a number cannot hold', async () => {
    const pool = openPool(url, { max: 1, applicationName: 'typed pool' })
    await expect(pool.query('SELECT 9007199254740993::bigint')).rejects.toThrow('2^53')
  })
})
