// `hutong schema`: the published SDL, printed from the code with every classification; `--check` says when it is stale.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Command } from 'commander'
import { PROJECT_FOLDER } from '../programs.ts'

const PUBLISHED = path.join(PROJECT_FOLDER, 'schema/hutong.graphql')
const STALE = 3

export function schemaCommand(program: Command): void {
  program
    .command('schema')
    .description('print the SDL from the code to schema/hutong.graphql')
    .option('--check', 'write nothing; exit with 3 if the file is stale')
    .option('--file <file>', 'another file', PUBLISHED)
    .addHelpText('after', `\nExit codes: 0 fresh or written, 1 the schema does not build, ${STALE} stale`)
    .action(async ({ check, file }: { check?: boolean; file: string }) => {
      const { buildGatewaySchema, printGatewaySchema } = await import('../schema.ts')
      const sdl = printGatewaySchema(buildGatewaySchema())
      if (check) process.exitCode = await compare(sdl, file)
      else await write(sdl, file)
    })
}

async function compare(sdl: string, file: string): Promise<number> {
  const published = await readFile(file, 'utf8').catch(() => null)
  if (published === sdl) return 0
  const fault = published === null ? 'is missing' : 'does not say what the code says'
  process.stderr.write(`${file} ${fault}; write it anew with \`npm run schema\`\n`)
  return STALE
}

async function write(sdl: string, file: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(file, sdl)
  process.stdout.write(`${file}\n`)
}
