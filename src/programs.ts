// The project's folder and the programs in it, whether this file is read from src or is part of what was built from it.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const HERE = fileURLToPath(import.meta.url)
const IS_SOURCE = HERE.endsWith('.ts')

/** Where package.json, migrations and policies are. */
export const PROJECT_FOLDER = above(path.dirname(HERE))

function above(folder: string): string {
  if (existsSync(path.join(folder, 'package.json'))) return folder
  const parent = path.dirname(folder)
  if (parent === folder) throw new Error('the program is not in its project folder')
  return above(parent)
}

/** The file of a program that is built on its own (the list is in bin/build.js). `name`: below src, without its ending. */
export function programFile(name: string): string {
  return IS_SOURCE ? path.join(PROJECT_FOLDER, 'src', `${name}.ts`) : path.join(PROJECT_FOLDER, 'dist', `${name}.js`)
}

/** The arguments with which Node starts a program, from any working directory. */
export function programLine(name: string): string[] {
  return [...(IS_SOURCE ? ['--import', pathToFileURL(createRequire(HERE).resolve('tsx')).href] : []), programFile(name)]
}
