// `hutong policy export --cedar`: what the policies grant and refuse, in the words of another engine.
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Command } from 'commander'
import { cedarOf } from '../policy/cedar.ts'
import { readSettings } from '../settings.ts'
import { compiledPolicies } from './compiled-policies.ts'

interface Options {
  readonly cedar: true
  readonly into?: string
}

export function policyExportCommand(policy: Command): void {
  policy
    .command('export')
    .description('say what the policies grant in another engine’s language')
    .argument('[folder]', 'the folder of policies (default: HUTONG_POLICIES, or the one here)')
    .requiredOption('--cedar', 'as Cedar policies and their schema')
    .option('--into <folder>', 'write hutong.cedar and hutong.cedarschema there instead of printing them')
    .addHelpText('after', '\nMasks, limits and what stands in the place of a cell are not part of it.')
    .action(async (folder: string | undefined, { into }: Options) => {
      const { policies, catalogue } = await compiledPolicies(folder ?? readSettings().policiesFolder)
      const text = cedarOf(policies, catalogue.keys())
      if (into === undefined) {
        process.stdout.write(`${text.schema}\n${text.policies}`)
        return
      }
      await mkdir(into, { recursive: true })
      await writeFile(path.join(into, 'hutong.cedarschema'), text.schema)
      await writeFile(path.join(into, 'hutong.cedar'), text.policies)
    })
}
