import fc from 'fast-check'
import { anySet, written } from './tests/differential/arbitrary-set.ts'
import { compilePolicies } from './src/policy/compile.ts'
import { parts } from './tests/policy/policies.ts'
const t = new Map<string, number>()
for (const s of fc.sample(anySet, { numRuns: 300, seed: 1 })) {
  try { compilePolicies(written(s), parts); t.set('ok', (t.get('ok')??0)+1); t.set('fields '+Math.floor(s.policies.reduce((n,p)=>n+Object.keys(p.fields).length,0)/20)*20,(t.get('fields '+Math.floor(s.policies.reduce((n,p)=>n+Object.keys(p.fields).length,0)/20)*20)??0)+1) } catch (e) { 
    for (const f of new Set((e as any).faults.map((x: string)=>x.replace(/`[^`]*`/g,'`X`').replace(/[A-Z]\w+\.\w+/g,'C').replace(/made-up-\d/g,'M'))) as any) t.set(f, (t.get(f)??0)+1) }
}
console.log([...t].sort((a,b)=>b[1]-a[1]).slice(0,30))
