// `hutong operations register`: registers one operation of a file for an organisation, or for every one of the file's kind,
// until a day. What would be refused is not registered.
import path from 'node:path'
import type { Command } from 'commander'
import { type Day, shanghaiDay, systemClock } from '../clock.ts'
import { documentIdOf, hashOfText } from '../document-id.ts'
import { operationFaults } from '../operations/check-operation.ts'
import { type OperationFile, readOperation, readOperationFolder } from '../operations/operation-file.ts'
import { registerOperation } from '../operations/register.ts'
import { readSettings } from '../settings.ts'
import { day } from './city.ts'
import { onRegister, operationsCommand } from './operations.ts'
import { checkParts } from './operations-check.ts'

interface RegisterOptions {
  readonly organisation?: string
  readonly from?: Day
  readonly until: Day
  readonly approval: string
  readonly approvedBy: string
}

export function operationsRegisterCommand(program: Command): void {
  operationsCommand(program)
    .command('register')
    .description('let an organisation ask one operation until a day; it holds within five seconds')
    .argument('<file>', 'the document, <name>.graphql; <name>.yaml beside it says for whom and for what')
    .option('--organisation <id>', 'this organisation alone (default: every one of the kind that the file names)')
    .option('--from <YYYY-MM-DD>', 'the first day (default: today)', day)
    .requiredOption('--until <YYYY-MM-DD>', 'the first day on which it no longer holds', day)
    .requiredOption('--approval <reference>', 'the approval’s reference, for instance a document number')
    .requiredOption('--approved-by <person>', 'who approved, as the roster names them')
    .action(async (file: string, options: RegisterOptions) => {
      const operation = await answerable(file)
      const { organisation = null, from, until, approval, approvedBy } = options
      const id = await onRegister((parts) =>
        registerOperation(parts, {
          ...operation,
          ...{ organisationId: organisation, approval, approvedBy },
          ...{ validFrom: from ?? shanghaiDay(systemClock.now()), validTo: until },
        }),
      )
      process.stdout.write(`registered ${operation.name} as ${id}\n${documentIdOf(hashOfText(operation.document))}\n`)
    })
}

async function answerable(file: string): Promise<OperationFile> {
  const name = path.basename(file, '.graphql')
  const texts = (await readOperationFolder(path.dirname(file))).get(name)
  if (!texts || !file.endsWith('.graphql')) throw new Error(`${file}: no such document; name the .graphql file`)
  const { operation, faults } = readOperation(name, texts)
  const all = operation ? operationFaults(operation, await checkParts(readSettings().policiesFolder)) : faults
  if (!operation || all.length > 0) throw new Error(all.join('\n'))
  return operation
}
