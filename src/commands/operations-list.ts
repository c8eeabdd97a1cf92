// `hutong operations list`: what is registered for whom, until when, and under which document id.
import type { Command } from 'commander'
import { type Day, shanghaiDay, systemClock } from '../clock.ts'
import { documentIdOf } from '../document-id.ts'
import { type StoredRegistration, standingOn, storedRegistrations } from '../operations/stored-registrations.ts'
import { onRegistry, operationsCommand } from './operations.ts'

export function operationsListCommand(program: Command): void {
  operationsCommand(program)
    .command('list')
    .description('list what is registered')
    .option('--all', 'also what has expired or was ended')
    .option('--text', 'also the exact text of each document')
    .action(async (options: ListOptions) => {
      const today = shanghaiDay(systemClock.now())
      const all = await onRegistry(storedRegistrations)
      const shown = options.all ? all : all.filter((each) => ['IN_FORCE', 'NOT_YET'].includes(standingOn(each, today)))
      process.stdout.write(
        shown.length === 0 ? 'nothing is registered\n' : shown.map(describer(today, options)).join(''),
      )
    })
}

interface ListOptions {
  readonly all?: boolean
  readonly text?: boolean
}

const WORDS = { IN_FORCE: 'in force', NOT_YET: 'not yet in force', EXPIRED: 'expired', ENDED: 'ended' } as const

function describer(today: Day, { text }: ListOptions): (each: StoredRegistration) => string {
  return (each) => {
    const { id, name, purpose, role, hash, approval, approvedBy, validFrom, validTo } = each
    const beneficiary = each.organisationId ?? `every ${each.organisationKind}`
    const lines = [
      `${id}  ${name}  ${WORDS[standingOn(each, today)]}`,
      `    for      ${beneficiary}, ${purpose}, ${role ?? 'every role'}`,
      `    holds    from ${validFrom}, no longer on ${validTo}`,
      `    approval ${approval}, by ${approvedBy}`,
      `    id       ${documentIdOf(hash)}`,
      ...(text ? [`    text     ${JSON.stringify(each.document)}`] : []),
    ]
    return `${lines.join('\n')}\n`
  }
}
