// `hutong policy schemas`: writes the JSON Schemas by which an editor completes policies, and names in each file the one it
// is written by. `--check` says which are stale.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Command } from 'commander'
import { readSettings } from '../settings.ts'

const STALE = 3

export function policySchemasCommand(policy: Command): void {
  policy
    .command('schemas')
    .description('write JSON Schemas for editors to schemas/ of the folder')
    .argument('[folder]', 'the folder of policies (default: HUTONG_POLICIES, or the one here)')
    .option('--check', `write nothing; exit with ${STALE} if one is stale`)
    .addHelpText('after', `\nExit codes: 0 fresh or written, 1 the policies do not compile, ${STALE} stale`)
    .action(async (folder: string | undefined, { check }: { check?: boolean }) => {
      const chosen = folder ?? readSettings().policiesFolder
      const wanted = await wantedTexts(chosen)
      const stale = await staleOf(chosen, wanted)
      if (check) report(stale)
      else await write(chosen, stale)
    })
}

/** File → text, as they should be: the schemas, and each YAML file with its first line. */
async function wantedTexts(folder: string): Promise<Map<string, string>> {
  const { gatewayParts, layOut } = await import('../workbench/desk.ts')
  const { editorSchemas, schemaFileFor } = await import('../workbench/editor-schemas.ts')
  const { readPolicyFiles } = await import('../workbench/policy-files.ts')
  const files = await readPolicyFiles(folder)
  const wanted = new Map<string, string>()
  for (const [name, schema] of editorSchemas(layOut(files.documents, gatewayParts()))) {
    wanted.set(`schemas/${name}`, `${JSON.stringify(schema, null, 1)}\n`)
  }
  for (const [file, text] of [...files.documents, ...files.cases]) {
    const schema = schemaFileFor(file)
    if (schema) wanted.set(file, withModeline(text, `${file.includes('/') ? '../' : ''}schemas/${schema}`))
  }
  return wanted
}

const MODELINE = /^# yaml-language-server: \$schema=.*\n/

function withModeline(text: string, schema: string): string {
  return `# yaml-language-server: $schema=${schema}\n${text.replace(MODELINE, '')}`
}

async function staleOf(folder: string, wanted: ReadonlyMap<string, string>): Promise<Map<string, string>> {
  const stale = new Map<string, string>()
  for (const [file, text] of wanted) {
    const found = await readFile(path.join(folder, file), 'utf8').catch(() => null)
    if (found !== text) stale.set(file, text)
  }
  return stale
}

function report(stale: ReadonlyMap<string, string>): void {
  for (const file of stale.keys()) {
    process.stderr.write(`${file} is stale; write it anew with \`npm run hutong -- policy schemas\`\n`)
  }
  if (stale.size > 0) process.exitCode = STALE
}

async function write(folder: string, stale: ReadonlyMap<string, string>): Promise<void> {
  await mkdir(path.join(folder, 'schemas'), { recursive: true })
  for (const [file, text] of stale) {
    await writeFile(path.join(folder, file), text)
    process.stdout.write(`${file}\n`)
  }
  if (stale.size === 0) process.stdout.write('all are fresh\n')
}
