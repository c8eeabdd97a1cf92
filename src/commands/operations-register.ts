// `hutong operations register`: registers the operation of a file for an organisation, or for every one of the kinds that
// the file names, until a day. What would be refused is not registered; what stands already is left as it is.
import path from 'node:path'
import type { Command } from 'commander'
import { drizzle } from 'drizzle-orm/node-postgres'
import { type Day, shanghaiDay, systemClock } from '../clock.ts'
import { documentIdOf, hashOfText } from '../document-id.ts'
import { fileFaults } from '../operations/check-operation.ts'
import { type OperationFile, readOperation, readOperationFolder } from '../operations/operation-file.ts'
import {
  ensureRegistered,
  kindOfOrganisation,
  type RegisterParts,
  type RegistrationWish,
} from '../operations/register.ts'
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
    .description('let organisations ask one operation until a day; it holds within five seconds')
    .argument('<file>', 'the document, <name>.graphql; <name>.yaml beside it says who may ask it and for what')
    .option('--organisation <id>', 'for this organisation alone (default: every one of the kinds that the file names)')
    .option('--from <YYYY-MM-DD>', 'the first day (default: today)', day)
    .requiredOption('--until <YYYY-MM-DD>', 'the first day on which it no longer holds', day)
    .requiredOption('--approval <reference>', 'the approval’s reference, for instance a document number')
    .requiredOption('--approved-by <person>', 'who approved, as the roster names them')
    .action(async (file: string, options: RegisterOptions) => {
      const operation = await answerable(file)
      await onRegister(async (parts) => {
        for (const wish of await wishesOf(parts, operation, options)) {
          const { id, isNew } = await ensureRegistered(parts, wish)
          const who = `${wish.organisationId ?? `every ${wish.organisationKind}`}, ${wish.purpose}, ${wish.role ?? 'every role'}`
          process.stdout.write(`${isNew ? 'registered' : 'stands already'} as ${id}: ${operation.name} for ${who}\n`)
        }
      })
      process.stdout.write(`${documentIdOf(hashOfText(operation.document))}\n`)
    })
}

async function wishesOf(
  { registry }: RegisterParts,
  { name, document, beneficiaries }: OperationFile,
  { organisation, from, until, approval, approvedBy }: RegisterOptions,
): Promise<RegistrationWish[]> {
  const organisationId = organisation ?? null
  const kind = organisationId === null ? null : await kindOfOrganisation(drizzle(registry), organisationId)
  const meant = beneficiaries.filter(({ organisationKind }) => kind === null || organisationKind === kind)
  if (meant.length === 0) throw new Error(`${name} is for no ${kind}`)
  const period = { validFrom: from ?? shanghaiDay(systemClock.now()), validTo: until }
  const terms = { name, document, organisationId, approval, approvedBy, ...period }
  return meant.map((beneficiary) => ({ ...terms, ...beneficiary }))
}

async function answerable(file: string): Promise<OperationFile> {
  const name = path.basename(file, '.graphql')
  const texts = (await readOperationFolder(path.dirname(file))).get(name)
  if (!texts || !file.endsWith('.graphql')) throw new Error(`${file}: no such document; name the .graphql file`)
  const { operation, faults } = readOperation(name, texts)
  if (!operation) throw new Error(faults.join('\n'))
  const refused = fileFaults(operation, await checkParts(readSettings().policiesFolder))
  if (refused.length > 0) throw new Error(refused.join('\n'))
  return operation
}
