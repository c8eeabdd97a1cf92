#!/usr/bin/env node
// The `hutong` program. Where the sources are at hand and were changed, it is built first, which takes a second.
import { build, isBuilt } from './build.js'

if (Number(process.versions.node.split('.')[0]) < 22) {
  console.error(
    `this is Node ${process.versions.node}, and Hutong needs 22 or later; npm run hutong takes the one that npm ci brought`,
  )
  process.exit(1)
}
try {
  if (!(await isBuilt())) await build()
} catch (error) {
  console.error(error instanceof Error ? error.message : 'not built')
  process.exit(1)
}
await import(new URL('../dist/commands/hutong.js', import.meta.url).href)
