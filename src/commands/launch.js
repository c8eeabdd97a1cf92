#!/usr/bin/env node
// The `hutong` program. It is JavaScript because it teaches Node to read the rest, which is TypeScript with decorators.
import { register } from 'tsx/esm/api'

register()
await import('./hutong.ts')
