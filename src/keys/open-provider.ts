// Which provider stands behind the keys, by the settings: a key service where one is named, else the file itself.
import type { Clock } from '../clock.ts'
import { createFileProvider } from './file-provider.ts'
import type { KeyProvider } from './key-provider.ts'
import { type KeyServiceSettings, openKeyService } from './key-service.ts'
import { createServiceProvider } from './service-provider.ts'

export interface KeySite {
  readonly keyFile: string
  readonly keyService?: KeyServiceSettings | null
}

export async function openKeyProvider(
  { keyFile, keyService }: KeySite,
  { clock, onFailure }: { readonly clock: Clock; readonly onFailure?: (error: unknown) => void },
): Promise<KeyProvider> {
  if (!keyService) return createFileProvider(keyFile)
  return createServiceProvider({
    file: keyFile,
    service: await openKeyService(keyService),
    clock,
    ttlMs: keyService.ttlSeconds * 1_000,
    ...(onFailure ? { onFailure } : {}),
  })
}
