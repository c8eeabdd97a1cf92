// @ts-check
// Writes the programs of src into dist as JavaScript. They are bundled for the sake of starting: a command reads five files in
// place of five hundred. Libraries stay in node_modules, but for drizzle-orm, of which Node reads 179 KB of package.json anew
// for each of its files.
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const PROJECT = fileURLToPath(new URL('..', import.meta.url))
const SRC = path.join(PROJECT, 'src')
const DIST = path.join(PROJECT, 'dist')
const STAMP = path.join(DIST, 'built.json')

// What is started as a process or a thread of its own.
const PROGRAMS = [
  'commands/hutong.ts',
  'database/server-keeper.ts',
  'demo/serve-oidc.ts',
  'departments/bureau/serve.ts',
  'keys/key-service/serve.ts',
  'spreadsheets/old-workbook-worker.ts',
  'statistics/release-thread.ts',
]
const BUNDLED = /^drizzle-orm(\/|$)/

/** True when dist was built from src as it is now; a dist without src is as it was delivered. */
export async function isBuilt() {
  const stamp = await stampOfSources()
  return stamp === null || stamp === (await readFile(STAMP, 'utf8').catch(() => ''))
}

export async function build() {
  const stamp = await stampOfSources()
  const esbuild = await import('esbuild').catch(() => {
    throw new Error('dist is not built from these sources, and esbuild is not installed: npm ci (without --omit=dev)')
  })
  const { outputFiles } = await esbuild.build({
    absWorkingDir: PROJECT,
    entryPoints: PROGRAMS.map((program) => path.join('src', program)),
    outbase: 'src',
    outdir: 'dist',
    bundle: true,
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
    write: false,
    plugins: [{ name: 'libraries stay where they are', setup: leaveLibraries }],
  })
  await rm(STAMP, { force: true })
  // Chunks first: a program that starts now finds all that it names.
  const programs = new Set(PROGRAMS.map((program) => path.join(DIST, program.replace(/ts$/, 'js'))))
  const last = outputFiles.filter((file) => programs.has(file.path))
  for (const file of [...outputFiles.filter((each) => !last.includes(each)), ...last])
    await replace(file.path, file.contents)
  await replace(STAMP, stamp ?? '')
  await sweep(new Set(outputFiles.map((file) => file.path)))
}

/** @param {import('esbuild').PluginBuild} build */
function leaveLibraries({ onResolve }) {
  onResolve({ filter: /^[^./]/ }, ({ path: name }) => (BUNDLED.test(name) ? undefined : { path: name, external: true }))
}

/**
 * One that reads beside us sees the old file or the new one, never a half.
 * @param {string} file
 * @param {string | Uint8Array} contents
 */
async function replace(file, contents) {
  await mkdir(path.dirname(file), { recursive: true })
  const beside = `${file}.${process.pid}`
  await writeFile(beside, contents)
  await rename(beside, file)
}

const DAY_MS = 86_400_000

/**
 * A program that runs may yet read the chunks that it was built with: they are kept for a day.
 * @param {ReadonlySet<string>} written
 */
async function sweep(written) {
  const folder = path.join(DIST, 'chunks')
  for (const name of await readdir(folder)) {
    const file = path.join(folder, name)
    if (written.has(file)) continue
    const { mtimeMs } = await stat(file)
    if (Date.now() - mtimeMs > DAY_MS) await rm(file, { force: true })
  }
}

// The newest moment at which a source was written, and how many there are. Null: there are none.
async function stampOfSources() {
  const entries = await readdir(SRC, { recursive: true, withFileTypes: true }).catch(() => null)
  if (entries === null) return null
  const sources = entries.filter((entry) => entry.isFile() && /\.(ts|json)$/.test(entry.name))
  const files = sources.map((entry) => path.join(entry.parentPath, entry.name))
  const others = ['package-lock.json', 'bin/build.js'].map((name) => path.join(PROJECT, name))
  const moments = await Promise.all([...files, ...others].map(async (file) => (await stat(file)).mtimeMs))
  return JSON.stringify({ files: files.length, newest: Math.max(...moments) })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build()
