// Where a process spent its time, from a V8 CPU profile: self time by package or by room.
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'

interface Profile {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: { readonly functionName: string; readonly url: string }
  }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

export async function printProfile(folder: string): Promise<void> {
  const [file] = (await readdir(folder)).filter((name) => name.endsWith('.cpuprofile'))
  if (!file) return console.log('no profile was written')
  const profile = JSON.parse(await readFile(path.join(folder, file), 'utf8')) as Profile
  const owners = new Map(profile.nodes.map((node) => [node.id, ownerOf(node.callFrame)]))
  const times = new Map<string, number>()
  for (const [at, id] of profile.samples.entries()) {
    const owner = owners.get(id) ?? 'unknown'
    times.set(owner, (times.get(owner) ?? 0) + (profile.timeDeltas[at] ?? 0))
  }
  times.delete('idle')
  const total = [...times.values()].reduce((sum, time) => sum + time, 0)
  console.log('where the gateway was busy (self time, start-up included):')
  for (const [owner, time] of [...times].sort(([, a], [, b]) => b - a).slice(0, 25)) {
    console.log(`  ${((time / total) * 100).toFixed(1).padStart(5)} %  ${owner}`)
  }
}

function ownerOf({ functionName, url }: { functionName: string; url: string }): string {
  if (functionName === '(idle)') return 'idle'
  if (functionName === '(garbage collector)') return 'garbage collection'
  if (functionName === '(program)') return 'native code outside any function'
  const dependency = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1]
  if (dependency) return dependency
  const room = /\/src\/([^/]+)/.exec(url)?.[1]
  if (room) return `src/${room}`
  if (url.startsWith('node:')) return `node: ${url.slice(5)}`
  return functionName === 'writev' || functionName === 'writeBuffer'
    ? `socket ${functionName}`
    : `native ${functionName || 'code'}`
}
