// What the tests of keys stand on: a folder of their own, and the example key service in a process that can be ended and
// started again at the same address.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { ExampleMaster } from '../../src/keys/key-service/service.ts'
import { FIRST_MASTERS, type SpawnedKeyService, spawnKeyService } from '../../src/keys/key-service/spawn.ts'
import { type KeyService, type KeyServiceSettings, openKeyService } from '../../src/keys/key-service.ts'
import { wrapContent } from '../../src/keys/key-store.ts'
import { type KeyContent, newKeyContent, textOf } from '../../src/masking/key-file.ts'

export const SERVICE_SECRET = 'the-key-service-gave-this-secret-to-the-gateway-of-the-tests'

export interface Trial {
  readonly folder: string
  readonly settings: KeyServiceSettings
  readonly service: KeyService
  /** Ends the service's process. */
  end(): Promise<void>
  /** Starts it again where it was, with these master keys. */
  begin(masters?: readonly ExampleMaster[]): Promise<void>
  /** Writes keys, wrapped by the service, into a new file. */
  wrapped(content?: KeyContent): Promise<string>
  /** Writes a text into a new file. */
  file(text: string): Promise<string>
  close(): Promise<void>
}

export async function openTrial(): Promise<Trial> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'hutong-keys-test-'))
  const example = { secret: SERVICE_SECRET, seed: 'a seed', masters: FIRST_MASTERS }
  let running: SpawnedKeyService | null = await spawnKeyService({ ...example, port: 0 })
  const { url } = running
  const settings = { url, token: SERVICE_SECRET, ttlSeconds: 300, certificate: null, authorityFile: null }
  const service = await openKeyService(settings)
  let files = 0
  const file = async (text: string): Promise<string> => {
    files += 1
    const name = path.join(folder, `${files}.json`)
    await writeFile(name, text, { mode: 0o600 })
    return name
  }
  const end = async (): Promise<void> => {
    await running?.stop()
    running = null
  }
  return {
    ...{ folder, settings, service, file, end },
    async begin(masters = FIRST_MASTERS) {
      await end()
      running = await spawnKeyService({ ...example, masters, port: Number(new URL(url).port) })
    },
    wrapped: async (content = newKeyContent({ seed: 'a seed' })) => file(textOf(await wrapContent(service, content))),
    async close() {
      await service.close()
      await end()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
