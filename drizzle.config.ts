// Which tables belong to which database, for `drizzle-kit generate`. One database at a time, named by HUTONG_DATABASE:
//   HUTONG_DATABASE=health npx drizzle-kit generate --name=add-vaccination
import { existsSync, readdirSync } from 'node:fs'
import { defineConfig } from 'drizzle-kit'

const DEPARTMENTS = './src/departments'

const TABLES: Record<string, string | string[]> = {
  registry: [
    './src/registry/tables.ts',
    './src/registry/links/tables.ts',
    './src/registry/pace/tables.ts',
    './src/limits/tables.ts',
    './src/activation/tables.ts',
    './src/operations/tables.ts',
    './src/emergency/tables.ts',
    './src/notices/tables.ts',
    './src/intake/tables.ts',
    './src/corrections/tables.ts',
    './src/transfers/tables.ts',
    './src/consents/tables.ts',
    './src/answers/tables.ts',
    './src/quality/tables.ts',
    './src/reports/tables.ts',
    './src/rolls/tables.ts',
    './src/settlement/tables.ts',
    './src/worklists/tables.ts',
    './src/statistics/tables.ts',
  ],
  journal: './src/audit/tables.ts',
  // A folder with tables is a department, and its migrations have the folder's name.
  ...Object.fromEntries(
    readdirSync(DEPARTMENTS)
      .filter((folder) => existsSync(`${DEPARTMENTS}/${folder}/tables.ts`))
      .map((folder) => [folder, `${DEPARTMENTS}/${folder}/tables.ts`]),
  ),
}

const database = process.env.HUTONG_DATABASE ?? ''
const schema = TABLES[database]
if (schema === undefined) {
  throw new Error(
    `HUTONG_DATABASE must name one of ${Object.keys(TABLES).join(', ')}; for example HUTONG_DATABASE=health`,
  )
}

export default defineConfig({ dialect: 'postgresql', schema, out: `./migrations/${database}` })
