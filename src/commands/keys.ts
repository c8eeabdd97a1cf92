// `hutong keys`: which keys there are, and their life: wrap, rotate, reseal, retire. One file for each command below it.
import type { Command } from 'commander'
import { keysListCommand } from './keys-list.ts'
import { keysResealCommand } from './keys-reseal.ts'
import { keysRetireCommand } from './keys-retire.ts'
import { keysRotateCommand } from './keys-rotate.ts'
import { keysWrapCommand } from './keys-wrap.ts'

export function keysCommand(program: Command): void {
  const keys = program.command('keys').description('the keys of the departments: list, wrap, rotate, reseal, retire')
  for (const addTo of [keysListCommand, keysWrapCommand, keysRotateCommand, keysResealCommand, keysRetireCommand]) {
    addTo(keys)
  }
}
