// The keys of a file that holds them whole. Read anew each time: a few kilobytes, and then no time stamp can deceive.
import { KEY_DEPARTMENTS, type Keys, readKeyFile } from '../masking/key-file.ts'
import { GATEWAY, type KeyFact, type KeyProvider } from './key-provider.ts'

export function createFileProvider(file: string): KeyProvider {
  return {
    read: () => readKeyFile(file),
    list: async () => factsOf(await readKeyFile(file)),
    close: async () => undefined,
  }
}

function factsOf({ departments, registryIndex }: Keys): KeyFact[] {
  const data = KEY_DEPARTMENTS.flatMap((holder) => {
    const { ids, currentId, byId } = departments[holder]
    return ids.map((id): KeyFact => {
      const { algorithm = '', notAfter = null } = byId(id) ?? {}
      return { holder, kind: 'data', id: String(id), algorithm, isCurrent: id === currentId, notAfter }
    })
  })
  return [...data, ...ownFacts(registryIndex.algorithm)]
}

/** The gateway's own keys are one each, for as long as the gateway's data live. */
export function ownFacts(indexAlgorithm: string): KeyFact[] {
  const own = { holder: GATEWAY, kind: 'own', isCurrent: true, notAfter: null } as const
  return [
    { ...own, id: 'registryIndex', algorithm: indexAlgorithm },
    { ...own, id: 'childRef', algorithm: 'HKDF-SHA-256' },
    { ...own, id: 'journalSubject', algorithm: 'HMAC-SHA-256' },
    { ...own, id: 'cursor', algorithm: 'AES-256-GCM' },
  ]
}
