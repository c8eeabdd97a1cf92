// `hutong operations check`: would every registered operation be answered under the policies as they are? It runs in the
// build, so that no change of schema or policy takes from a hospital what it was promised.
import path from 'node:path'
import type { Command } from 'commander'
import { shanghaiDay, systemClock } from '../clock.ts'
import { fileFaults, type OperationCheckParts, operationFaults } from '../operations/check-operation.ts'
import { readOperation, readOperationFolder, sameTexts } from '../operations/operation-file.ts'
import { type StoredRegistration, standingOn, storedRegistrations } from '../operations/stored-registrations.ts'
import { PolicyFaults } from '../policy/compile.ts'
import { createDocuments } from '../request/documents.ts'
import { readSettings } from '../settings.ts'
import { compiledPolicies } from './compiled-policies.ts'
import { onRegistry, operationsCommand } from './operations.ts'

const FAULTY = 3

export function operationsCheckCommand(program: Command): void {
  operationsCommand(program)
    .command('check')
    .description(
      'check every operation of the folder, and with DATABASE_URL every one registered, against the policies',
    )
    .argument('[folder]', 'the folder of policies, with operations/ in it (default: HUTONG_POLICIES, or the one here)')
    .addHelpText('after', `\nExit codes: 0 no fault, 1 could not be read, ${FAULTY} faults found`)
    .action(async (folder: string | undefined) => {
      const settings = readSettings()
      const chosen = folder ?? settings.policiesFolder
      const parts = await checkParts(chosen)
      const files = await folderFaults(path.join(chosen, 'operations'), parts)
      const stored = settings.databaseUrl === null ? null : await registeredFaults(parts)
      const faults = [...files.faults, ...(stored?.faults ?? [])]
      for (const fault of faults) process.stderr.write(`${fault}\n`)
      const counted = `${files.count} operations in files${stored ? `, ${stored.count} registered` : ''}`
      process.stdout.write(`${counted}: ${faults.length || 'no'} faults\n`)
      if (faults.length > 0) process.exitCode = FAULTY
    })
}

/** Throws an error that says what to do when the policies themselves do not compile. */
export async function checkParts(folder: string): Promise<OperationCheckParts> {
  try {
    const today = shanghaiDay(systemClock.now())
    return { ...(await compiledPolicies(folder)), today, readDocument: createDocuments('by others').read }
  } catch (error) {
    if (error instanceof PolicyFaults) throw new Error('the policies do not compile: hutong check-policies')
    throw error
  }
}

interface Checked {
  readonly count: number
  readonly faults: readonly string[]
}

async function folderFaults(folder: string, parts: OperationCheckParts): Promise<Checked> {
  const texts = await readOperationFolder(folder)
  const faults = [...texts].flatMap(([name, each]) => {
    const { operation, faults } = readOperation(name, each)
    return operation ? fileFaults(operation, parts).map((fault) => `${name}.graphql: ${fault}`) : faults
  })
  return { count: texts.size, faults: [...faults, ...sameTexts(texts)] }
}

async function registeredFaults(parts: OperationCheckParts): Promise<Checked> {
  const today = shanghaiDay(systemClock.now())
  const isLive = (each: StoredRegistration): boolean => ['IN_FORCE', 'NOT_YET'].includes(standingOn(each, today))
  const live = (await onRegistry(storedRegistrations)).filter(isLive)
  const faults = live.flatMap((each) =>
    operationFaults(each, parts).map((fault) => `registration ${each.id} (${each.name}): ${fault}`),
  )
  return { count: live.length, faults }
}
