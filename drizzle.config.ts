// Which tables belong to which database, for `drizzle-kit generate`. One database at a time, named by HUTONG_DATABASE:
//   HUTONG_DATABASE=health npx drizzle-kit generate --name=add-vaccination
import { defineConfig } from 'drizzle-kit'

const TABLES: Record<string, string | string[]> = {
  registry: [
    './src/registry/tables.ts',
    './src/registry/links/tables.ts',
    './src/limits/tables.ts',
    './src/activation/tables.ts',
    './src/operations/tables.ts',
    './src/emergency/tables.ts',
    './src/notices/tables.ts',
  ],
  journal: './src/audit/tables.ts',
  'civil-affairs': './src/departments/civil-affairs/tables.ts',
  'public-security': './src/departments/public-security/tables.ts',
  disability: './src/departments/disability/tables.ts',
  insurance: './src/departments/insurance/tables.ts',
  health: './src/departments/health/tables.ts',
  education: './src/departments/education/tables.ts',
}

const database = process.env.HUTONG_DATABASE ?? ''
const schema = TABLES[database]
if (schema === undefined) {
  throw new Error(
    `HUTONG_DATABASE must name one of ${Object.keys(TABLES).join(', ')}; for example HUTONG_DATABASE=health`,
  )
}

export default defineConfig({ dialect: 'postgresql', schema, out: `./migrations/${database}` })
