// Reads the folder of policies: every YAML file in it, its rule packs aside.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** File name -> text. */
export async function readPolicyFolder(folder: string): Promise<Map<string, string>> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort()
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const)),
  )
}
