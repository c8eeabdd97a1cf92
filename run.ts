import { ATTACKS } from '/tmp/wt/stat/hutong/tests/disclosure/attacks/attacks.ts'
import { openGround } from '/tmp/wt/stat/hutong/tests/disclosure/attacks/ground.ts'
import { gainOf, standardError, together } from '/tmp/wt/stat/hutong/tests/disclosure/attacks/guesses.ts'
const [,, targets='400', queries='300', only='', seeds='hutong tests']=process.argv
const all:any={}
for(const seed of seeds.split(',')){
let t=performance.now()
const g=await openGround(seed,{children:30000,targets:+targets,queries:+queries})
console.log('ground',Math.round(performance.now()-t),g.targets.length)
for(const [n,a] of Object.entries(ATTACKS)){ if(only&&!n.includes(only))continue
 for(const k of (process.env.K?[process.env.K]:['plain','ours']) as any){ t=performance.now(); try{const o=a[k](g); (all[n+k]??=[]).push(o); console.log(n.padEnd(45),k,o.guesses,gainOf(o).toFixed(1),'se',standardError(o).toFixed(1),'ms',Math.round(performance.now()-t))}catch(e:any){console.log(n,k,String(e.stack).slice(0,600))}}
}}
if(seeds.includes(',')) for(const [n,o] of Object.entries(all)){const x=together(o as any); console.log('ALL',n.padEnd(50),x.guesses,gainOf(x).toFixed(1),'limit',(5+2*standardError(x)).toFixed(1))}
