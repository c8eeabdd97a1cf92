// Starts the database server once for all test files, or takes the one of DATABASE_URL, and prepares the shared
// databases. The server's files stay in .hutong/test, so that the next run starts in half a second; delete them
// after a power cut, for nothing here waits for the disk.
import path from 'node:path'
import type { TestProject } from 'vitest/node'
import { build, isBuilt } from '../../bin/build.js'
import { dropDatabases, MigrationHistoryError, prepareDatabases, rolePasswords } from '../../src/database/databases.ts'
import { startEmbeddedServer } from '../../src/database/embedded-server.ts'
import { readSettings } from '../../src/settings.ts'
import type { TestServer } from './database.ts'

declare module 'vitest' {
  interface ProvidedContext {
    databaseServer: TestServer
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Commands are tried as they are delivered. Built here, for two files at once must not.
  if (!(await isBuilt())) await build()
  const settings = readSettings()
  const stateFolder = path.join(settings.stateFolder, 'test')
  const embedded =
    settings.databaseUrl === null
      ? await startEmbeddedServer({ stateFolder, isScratch: true, log: (line) => console.log(line) })
      : null
  const serverUrl = settings.databaseUrl ?? embedded?.url ?? ''
  // Roles belong to the server: on a server of one's own, the tests must not set passwords that `migrate` did not.
  const passwords = await rolePasswords(embedded === null ? settings.stateFolder : stateFolder)
  const server: TestServer = { serverUrl, prefix: 'hutong_test', passwords }
  await prepareShared(server, embedded !== null)
  project.provide('databaseServer', server)
  return async () => embedded?.stop()
}

// A changed migration does not apply to a database that had its former version; tests keep nothing, so start afresh.
async function prepareShared(server: TestServer, resetPasswords: boolean): Promise<void> {
  try {
    await prepareDatabases({ ...server, resetPasswords })
  } catch (error) {
    if (!(error instanceof MigrationHistoryError)) throw error
    await dropDatabases(server.serverUrl, server.prefix)
    await prepareDatabases({ ...server, resetPasswords })
  }
}
