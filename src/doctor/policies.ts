// Whether the officers are known, a release is active, and when an officer's key ends.
import { readOfficers } from '../activation/officers.ts'
import { createReleaseSource } from '../activation/stored-releases.ts'
import { shanghaiDay } from '../clock.ts'
import { databaseName, databaseOf, readRolePasswords, urlFor } from '../database/databases.ts'
import { closePools, openPool } from '../database/pool.ts'
import type { DoctorSite } from './checks.ts'
import { endingFinding } from './ending.ts'
import { type Finding, kindOf, notesOf } from './finding.ts'

const notes = notesOf('policies')
const TIMEOUT_MS = 5_000

export async function checkPolicies(site: DoctorSite): Promise<readonly Finding[]> {
  return [...(await officerFindings(site)), ...(await releaseFindings(site))]
}

async function officerFindings({ settings, clock }: DoctorSite): Promise<Finding[]> {
  const { officersFile, officers: pins } = settings
  if (officersFile === null || pins.length === 0) return []
  try {
    const officers = [...(await readOfficers(officersFile, pins)).values()]
    const ending = officers.flatMap(({ role, thumbprint, notAfter }) =>
      notAfter === null ? [] : [{ what: `the key ${role}:${thumbprint}`, lastDay: notAfter }],
    )
    const fix =
      'have the officer draw another (`hutong policy new-officer-key`), add it to the file and pin it, then restart'
    return [
      notes.well(`${officers.length} officers are known`),
      ...ending.map((each) => endingFinding(notes, { ...each, fix }, shanghaiDay(clock.now()))),
    ]
  } catch (error) {
    return [
      notes.fault(
        error instanceof Error ? error.message.replace(':\n', ': ').replaceAll('\n', '; ') : kindOf(error),
        'look at HUTONG_OFFICERS and HUTONG_OFFICERS_FILE (docs/activation.md)',
      ),
    ]
  }
}

async function releaseFindings({ settings }: DoctorSite): Promise<Finding[]> {
  const { databaseUrl, databasePrefix, rolePasswordsFile } = settings
  if (databaseUrl === null || rolePasswordsFile === null) return []
  const passwords = await readRolePasswords(rolePasswordsFile)
  const name = databaseName(databasePrefix, databaseOf('REGISTRY'))
  const pool = openPool(urlFor(databaseUrl, name, 'hutong_gateway', passwords.hutong_gateway), {
    max: 1,
    applicationName: 'hutong doctor',
    statementTimeoutMs: TIMEOUT_MS,
  })
  try {
    const row = await createReleaseSource(pool).activeRow()
    if (row) return [notes.well(`a release is active; \`hutong policy active\` checks it`)]
    return [
      notes.fault(
        'no release is active',
        'sign one twice and activate it with `hutong policy activate` (docs/activation.md)',
      ),
    ]
  } catch (error) {
    return [notes.fault(`the active release cannot be read: ${kindOf(error)}`, 'run `npm run migrate`')]
  } finally {
    await closePools([pool])
  }
}
