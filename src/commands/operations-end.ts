// `hutong operations end`: ends a registration before its time, within five seconds in every gateway.
import { type Command, InvalidArgumentError } from 'commander'
import { endOperation } from '../operations/register.ts'
import { onRegister, operationsCommand } from './operations.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export function operationsEndCommand(program: Command): void {
  operationsCommand(program)
    .command('end')
    .description('end a registration now')
    .argument('<id>', 'the registration’s id, as `operations list` shows it', uuid)
    .requiredOption('--by <person>', 'who ends it, as the roster names them')
    .action(async (id: string, { by }: { by: string }) => {
      await onRegister((parts) => endOperation(parts, { id, endedBy: by }))
      process.stdout.write(`ended ${id}\n`)
    })
}

function uuid(text: string): string {
  if (UUID.test(text)) return text
  throw new InvalidArgumentError('expected the id of a registration')
}
