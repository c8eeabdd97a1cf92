// `hutong policy items`: writes the page of data items in both languages; `--check` says when it is stale.
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Command } from 'commander'
import { maskNamed } from '../masking/masks.ts'
import { compilePolicies } from '../policy/compile.ts'
import { readPolicyFolder } from '../policy/read-policies.ts'
import { PROJECT_FOLDER } from '../programs.ts'
import { readSettings } from '../settings.ts'
import { itemsPage } from './items-page.ts'

const DOCS = path.join(PROJECT_FOLDER, 'docs')
const PAGES = [
  ['en', 'items.md'],
  ['zh', 'items.zh-CN.md'],
] as const
const STALE = 3

export function policyItemsCommand(policy: Command): void {
  policy
    .command('items')
    .description('write the page of data items, and who gets which, to docs/')
    .argument('[folder]', 'the folder of policies (default: HUTONG_POLICIES, or the one here)')
    .option('--check', 'write nothing; exit with 3 if a page is stale')
    .option('--into <folder>', 'another folder than docs/', DOCS)
    .addHelpText('after', `\nExit codes: 0 fresh or written, 1 the policies do not compile, ${STALE} stale`)
    .action(async (folder: string | undefined, { check, into }: { check?: boolean; into: string }) => {
      const pages = await pagesOf(folder ?? readSettings().policiesFolder)
      for (const [name, page] of pages) {
        const file = path.join(into, name)
        if (check) await compare(file, page)
        else await writeFile(file, page)
      }
    })
}

async function pagesOf(folder: string): Promise<[string, string][]> {
  const { buildGatewaySchema, catalogueOf } = await import('../schema.ts')
  const schema = buildGatewaySchema()
  const parts = { schema, catalogue: catalogueOf(schema), maskNamed }
  const policies = compilePolicies(await readPolicyFolder(folder), parts)
  return PAGES.map(([language, name]) => [name, itemsPage(language, policies, parts)])
}

async function compare(file: string, page: string): Promise<void> {
  if ((await readFile(file, 'utf8').catch(() => null)) === page) return
  process.stderr.write(`${file} does not say what the policies say; write it anew with \`hutong policy items\`\n`)
  process.exitCode = STALE
}
