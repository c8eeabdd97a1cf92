// Policies that never change and that nobody signed: for tests and measurements that are about something else. The
// program itself has no such way in.
import type { OpenPolicies } from '../../src/activation/active-policies.ts'
import type { BundleFiles } from '../../src/activation/bundle.ts'
import { readBundle } from '../../src/activation/read-bundle.ts'

/** The repository's policies and rule packs, or other documents with its rule packs where they bring none of that name. */
export async function fixedPolicies(documents?: ReadonlyMap<string, string>): Promise<OpenPolicies> {
  const bundle = await readBundle('policies')
  const files: BundleFiles = documents ? new Map([...rulesOf(bundle), ...documents]) : bundle
  return (compile) => {
    const set = compile(files)
    return {
      current: () => set,
      last: () => set,
      refresh: async () => undefined,
      start: async () => undefined,
      stop: () => undefined,
    }
  }
}

function rulesOf(bundle: BundleFiles): [string, string][] {
  return [...bundle].filter(([path]) => path.startsWith('rules/'))
}
