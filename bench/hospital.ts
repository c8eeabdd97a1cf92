// The settlement desk's question for one day, gateway and bare handler in turn within each round.

import { rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import autocannon from 'autocannon'
import type { City } from '../src/city/city.ts'
import { fetchToken } from '../src/commands/token.ts'
import { readerOf } from '../src/database/databases.ts'
import { startOidcProvider } from '../src/demo/oidc-provider.ts'
import { byDepartment } from '../src/departments/departments.ts'
import { type MeasuredChild, startChild } from './child.ts'
import type { GatewaySettings } from './gateway-process.ts'
import { printProfile } from './profile.ts'
import { askedChildren, type BenchSite, prepareSite, registerQuestion } from './site.ts'

export interface HospitalOptions {
  readonly rounds: number
  readonly seconds: number
  readonly connections: number
  readonly children: number
  readonly isProfiled: boolean
}

const QUERY = `query Stay($subject: SubjectInput!) {
  eligibility(subject: $subject, benefit: MEDICAL_AID) {
    answerId benefit status tier validOn validUntil rule { id pack } sources { source syncedAt } manualPath { name phone } displayName
  }
}`

export async function benchHospital(options: HospitalOptions): Promise<void> {
  const site = await prepareSite(options.children)
  await registerQuestion(site, QUERY)
  const oidc = await startOidcProvider({ port: site.issuerPort, seed: 'bench' })
  const token = await fetchToken(oidc.issuer, 'hospital')
  const settings = settingsOf(site, oidc.issuer)
  const profileFolder = path.join(os.tmpdir(), `hutong-profile-${process.pid}`)
  const profiling = options.isProfiled ? ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`] : []
  const gateway = await startChild('./gateway-process.ts', settings, profiling)
  const bare = await startChild('./bare-process.ts', settings)
  const requests = questions(site.city, token)
  await expectAnswers(gateway, requests)
  console.log(
    `${requests.length} children with an encounter, ${options.connections} connections, ${options.rounds} rounds of ${options.seconds} s`,
  )
  const load = (child: MeasuredChild, seconds: number) =>
    measure(child, { requests, seconds, connections: options.connections })
  await load(bare, 3)
  await load(gateway, 3)
  const ratios: Ratio[] = []
  for (let round = 1; round <= options.rounds; round += 1) {
    const figures = { bare: await load(bare, options.seconds), gateway: await load(gateway, options.seconds) }
    ratios.push(report(round, figures))
  }
  console.log(
    `median ratio gateway / bare: ${median(ratios.map(({ rps }) => rps)).toFixed(2)} by throughput, ${median(ratios.map(({ cpu }) => cpu)).toFixed(2)} times the CPU`,
  )
  await Promise.all([gateway.stop(), bare.stop()])
  if (options.isProfiled) await printProfile(profileFolder)
  await rm(profileFolder, { recursive: true, force: true })
  await oidc.stop()
  await site.server.stop()
}

function settingsOf(site: BenchSite, issuer: string): GatewaySettings {
  return {
    registry: site.url('REGISTRY', 'hutong_gateway'),
    journal: site.url('JOURNAL', 'hutong_journal_writer'),
    departments: byDepartment(({ code }) => site.url(code, readerOf(code))),
    keyFile: site.keyFile,
    issuer,
  }
}

function questions(city: City, token: string): autocannon.Request[] {
  return [...askedChildren(city)].map(({ child, encounter }) => ({
    method: 'POST' as const,
    path: '/graphql',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
      'x-purpose': 'P01',
      'x-case': encounter,
    },
    body: JSON.stringify({
      query: QUERY,
      variables: { subject: { citizenId: child.citizenId, fullName: child.name } },
    }),
  }))
}

// A benchmark of refusals would be fast and worthless.
async function expectAnswers(gateway: MeasuredChild, requests: readonly autocannon.Request[]): Promise<void> {
  let confirmed = 0
  for (const { headers, body } of requests.slice(0, 50)) {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: headers as Record<string, string>,
      body: String(body),
    })
    const text = await response.text()
    if (response.status !== 200) throw new Error(`the gateway answered ${response.status}: ${text}`)
    if (text.includes('"CONFIRMED"')) confirmed += 1
  }
  console.log(`${confirmed} of ${Math.min(50, requests.length)} first answers are CONFIRMED`)
}

interface Load {
  readonly requests: autocannon.Request[]
  readonly seconds: number
  readonly connections: number
}

interface Figures {
  readonly rps: number
  readonly p50: number
  readonly p99: number
  readonly cpuUs: number
}

async function measure(child: MeasuredChild, { requests, seconds, connections }: Load): Promise<Figures> {
  const before = await child.cpuUs()
  const result = await autocannon({ url: child.url, connections, duration: seconds, requests })
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${result.non2xx} answers not 2xx, ${result.errors} errors`)
  const cpuUs = ((await child.cpuUs()) - before) / result['2xx']
  return { rps: result.requests.average, p50: result.latency.p50, p99: result.latency.p99, cpuUs }
}

interface Ratio {
  readonly rps: number
  readonly cpu: number
}

function report(round: number, { bare, gateway }: { bare: Figures; gateway: Figures }): Ratio {
  const line = ({ rps, p50, p99, cpuUs }: Figures) =>
    `${rps.toFixed(0)} rps, p50 ${p50} ms, p99 ${p99} ms, ${cpuUs.toFixed(0)} us CPU`
  const ratio = { rps: gateway.rps / bare.rps, cpu: gateway.cpuUs / bare.cpuUs }
  console.log(`round ${round}: bare ${line(bare)} | gateway ${line(gateway)} | ratio ${ratio.rps.toFixed(2)}`)
  return ratio
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}
