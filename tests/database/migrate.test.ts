// The command as a person runs it: another process, its words and its exit code.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dropDatabases } from '../../src/database/databases.ts'
import { testDatabases } from '../world/database.ts'

const { serverUrl, passwords } = testDatabases()
const PREFIX = 'hutong_migrate_test'
const TIMEOUT_MS = 60_000
const COMMAND = path.resolve(import.meta.dirname, '../../bin/hutong.js')
let folder: string

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'hutong-migrate-'))
  writeFileSync(path.join(folder, 'passwords.json'), JSON.stringify(passwords))
})
afterAll(async () => {
  await dropDatabases(serverUrl, PREFIX)
  rmSync(folder, { recursive: true })
})

async function hutong(line: string[], env: Record<string, string> = {}): Promise<{ code: number; said: string }> {
  const child = spawn(process.execPath, [COMMAND, ...line], {
    env: { PATH: process.env.PATH, HUTONG_STATE_FOLDER: folder, ...env },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk))
  const [code] = await once(child, 'close')
  return { code, said }
}

describe('hutong', { timeout: TIMEOUT_MS }, () => {
  it('ends with 2 on a command that it does not know', async () => {
    const { code, said } = await hutong(['destroy'])
    expect(code).toBe(2)
    expect(said).toContain('unknown command')
  })

  it('ends with 2 and says each fault when settings are wrong', async () => {
    const { code, said } = await hutong(['migrate'], { HUTONG_PORT: 'many' })
    expect(code).toBe(2)
    expect(said).toContain('DATABASE_URL is needed')
    expect(said).toContain('HUTONG_PORT must be')
  })

  it('ends with 1 when the server is not there, without telling the password of its address', async () => {
    const { code, said } = await hutong(['migrate'], {
      DATABASE_URL: 'postgres://admin:secret-7731@127.0.0.1:1/postgres',
    })
    expect(code).toBe(1)
    expect(said).not.toBe('')
    expect(said).not.toContain('7731')
  })

  it('migrates, says what it applied, and finds nothing to do the second time', async () => {
    const env = {
      DATABASE_URL: serverUrl,
      HUTONG_DATABASE_PREFIX: PREFIX,
      HUTONG_ROLE_PASSWORDS_FILE: path.join(folder, 'passwords.json'),
    }
    const first = await hutong(['migrate'], env)
    expect(first.said).toContain(`${PREFIX}_registry: applied 0000_tables`)
    expect(first.said).toContain(`${PREFIX}_health: applied 0001_comments-and-grants`)
    expect(first.code).toBe(0)
    expect(await hutong(['migrate'], env)).toEqual({
      code: 0,
      said: `passwords of the roles: ${env.HUTONG_ROLE_PASSWORDS_FILE}\nnothing to apply: every database is up to date\n`,
    })
  })
})
