// `hutong check-policies`: says every fault of the policies and rule packs at once, before any of them becomes active.
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Command } from 'commander'
import { RulePackError, readRulePack } from '../eligibility/rule-pack.ts'
import { maskNamed } from '../masking/masks.ts'
import { compilePolicies, PolicyFaults } from '../policy/compile.ts'
import { readPolicyFolder } from '../policy/read-policies.ts'
import { readSettings } from '../settings.ts'

const FAULTY = 3

export function checkPoliciesCommand(program: Command): void {
  program
    .command('check-policies')
    .description('check every policy and rule pack against the schema and the masks')
    .argument('[folder]', 'the folder of policies (default: HUTONG_POLICIES, or the one here)')
    .addHelpText('after', `\nExit codes: 0 no fault, 1 could not be read, ${FAULTY} faults found`)
    .action(async (folder: string | undefined) => {
      const chosen = folder ?? readSettings().policiesFolder
      const checked = [await checkPolicies(chosen), await checkRulePacks(path.join(chosen, 'rules'))]
      const faults = checked.flatMap((each) => each.faults)
      for (const fault of faults) process.stderr.write(`${fault}\n`)
      const [policies, packs] = checked.map(({ count }) => count)
      process.stdout.write(`${policies} policies, ${packs} rule packs: ${faults.length || 'no'} faults\n`)
      if (faults.length > 0) process.exitCode = FAULTY
    })
}

interface Checked {
  readonly count: number
  readonly faults: readonly string[]
}

async function checkPolicies(folder: string): Promise<Checked> {
  const { buildGatewaySchema, catalogueOf } = await import('../schema.ts')
  const schema = buildGatewaySchema()
  const documents = await readPolicyFolder(folder)
  try {
    compilePolicies(documents, { schema, catalogue: catalogueOf(schema), maskNamed })
    return { count: documents.size, faults: [] }
  } catch (error) {
    if (!(error instanceof PolicyFaults)) throw error
    return { count: documents.size, faults: error.faults }
  }
}

async function checkRulePacks(folder: string): Promise<Checked> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort()
  const faults: string[] = []
  for (const name of names) {
    try {
      readRulePack(await readFile(path.join(folder, name), 'utf8'), name)
    } catch (error) {
      if (!(error instanceof RulePackError)) throw error
      faults.push(...error.faults)
    }
  }
  return { count: names.length, faults }
}
