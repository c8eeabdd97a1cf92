// `hutong keys`: which keys there are, and their life: wrap, rotate, reseal, retire. One file for each command below it.
import type { Command } from 'commander'
import { keysListCommand } from './keys-list.ts'
import { keysRenewRefsCommand } from './keys-repseudonymise.ts'
import { keysResealCommand } from './keys-reseal.ts'
import { keysRetireCommand } from './keys-retire.ts'
import { keysRotateCommand } from './keys-rotate.ts'
import { keysTradeRefsCommand } from './keys-trade-refs.ts'
import { keysWrapCommand } from './keys-wrap.ts'

const COMMANDS: readonly ((keys: Command) => void)[] = [
  keysListCommand,
  keysWrapCommand,
  keysRotateCommand,
  keysResealCommand,
  keysRetireCommand,
  keysRenewRefsCommand,
  keysTradeRefsCommand,
]

export function keysCommand(program: Command): void {
  const keys = program
    .command('keys')
    .description('the keys of the departments: list, wrap, rotate, reseal, retire; new references for a recipient')
  for (const addTo of COMMANDS) addTo(keys)
}
