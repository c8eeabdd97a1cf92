// Reads the folder of policies: every YAML file in it, its rule packs aside.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** File name -> text. */
export async function readPolicyFolder(folder: string): Promise<Map<string, string>> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort()
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))
  return new Map(names.map((name, position) => [name, texts[position] ?? '']))
}
