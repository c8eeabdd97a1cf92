// Reads the folder of rule packs: every YAML file in it.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type RulePack, readRulePack } from '../eligibility/rule-pack.ts'

/** Throws RulePackError with every fault of the first faulty file. */
export async function readRulePacks(folder: string): Promise<RulePack[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort()
  return Promise.all(names.map(async (name) => readRulePack(await readFile(join(folder, name), 'utf8'), name)))
}
