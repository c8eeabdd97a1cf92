// The commands of break-glass: a month's count per unit that names nobody, and the delivery of notices beside the gateway.

import { Command } from 'commander'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { emergenciesCommand } from '../../src/commands/emergencies.ts'
import { monthlyCounts } from '../../src/emergency/report.ts'
import { type EmergencyTown, NOTE, openEmergencyTown, RENEW, REVIEW } from '../gateway/emergency.ts'

let town: EmergencyTown

beforeAll(async () => {
  town = await openEmergencyTown('glassreport')
  const grant = await town.grantFor('institutionWard')
  await town.read('social-worker', grant)
  await town.act('second-person', RENEW, { grant })
  await town.act('dpo', REVIEW, { grant, verdict: 'JUSTIFIED', note: NOTE })
  const misuse = await town.grantFor('deFacto')
  await town.act('second-person', REVIEW, { grant: misuse, verdict: 'UNJUSTIFIED', note: NOTE })
  await town.grantFor('deFacto', 'doctor')
})
afterAll(() => town.close())

const HOSPITAL = '1233019999000HA17Y'
const pool = () => town.pool('REGISTRY', 'hutong_gateway')

describe('the monthly report', () => {
  it('counts by unit what was opened, renewed, read, found and suspended', async () => {
    const common = { organisation: HOSPITAL }
    expect(await monthlyCounts(pool(), '2026-11-01')).toEqual([
      {
        ...common,
        unit: 'EMERGENCY',
        opened: 1,
        renewed: 0,
        reads: 0,
        justified: 0,
        unjustified: 0,
        unreviewed: 1,
        suspensions: 0,
      },
      {
        ...common,
        unit: 'SOCIAL-WORK',
        opened: 2,
        renewed: 1,
        reads: 1,
        justified: 1,
        unjustified: 1,
        unreviewed: 0,
        suspensions: 1,
      },
    ])
    expect(await monthlyCounts(pool(), '2026-10-01')).toEqual([])
  })

  it('turns months at midnight in Shanghai', async () => {
    await town.owner.query(
      `update emergency.access_grant set opened_at = '2026-10-31T15:59:59Z', expires_at = '2026-10-31T16:30:00Z'
       where unit = 'EMERGENCY'`,
    )
    expect((await monthlyCounts(pool(), '2026-10-01')).map(({ unit }) => unit)).toEqual(['EMERGENCY'])
    expect((await monthlyCounts(pool(), '2026-11-01')).map(({ unit }) => unit)).toEqual(['SOCIAL-WORK'])
  })

  it('is printed by its command, names nobody, and refuses what is no month', async () => {
    const written: string[] = []
    const out = vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0)
    const program = new Command('hutong').exitOverride().configureOutput({ writeErr: () => undefined })
    emergenciesCommand(program, async () => pool())
    const run = (month: string) => program.parseAsync(['emergencies', 'report', '--month', month], { from: 'user' })
    await run('2026-11').finally(() => out.mockRestore())
    expect(written.join('')).toContain(`${HOSPITAL}\tSOCIAL-WORK\t2\t1\t1\t1\t1\t0\t1\n`)
    expect(written.join('')).not.toContain('demo-person')
    for (const wrong of ['2026-13', '2026-1', 'November'])
      await expect(run(wrong)).rejects.toThrow('a month is written')
  })
})
