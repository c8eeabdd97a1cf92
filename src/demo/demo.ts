// The demo as one walk: server, databases, city, neighbours, gateway; then it serves until it is told to end, or asks its
// own questions and ends by itself. Everything it starts is given up in reverse order, however it ends.
import { randomBytes, randomUUID } from 'node:crypto'
import type { PolicySettings } from '../activation/open-policies.ts'
import type { Weights } from '../city/population.ts'
import { shanghaiDay, systemClock } from '../clock.ts'
import { readerOf } from '../database/databases.ts'
import { closePools, openPool } from '../database/pool.ts'
import type { DepartmentService } from '../departments/adapters/sources.ts'
import { type SpawnedService, spawnBureauService } from '../departments/bureau/spawn.ts'
import { byServedDepartment, SERVED_DEPARTMENTS, type ServedCode } from '../departments/departments.ts'
import { type OpenGateway, openGateway } from '../parts.ts'
import { readSettings, type Settings } from '../settings.ts'
import { SIGNAL_EXIT, signalled } from '../signalled.ts'
import { DEMO_AUDIENCE } from './accounts.ts'
import { askQuestions } from './ask.ts'
import { type DemoCity, ensureCity } from './city.ts'
import { type Running, readyLines } from './paste.ts'
import { confirmed, explained } from './patience.ts'
import { activateDemoPolicies } from './policies.ts'
import { progressOn } from './progress.ts'
import { publishDemoStatistics } from './publish.ts'
import { registerDemoOperations } from './register.ts'
import { type DemoSite, holdDemoLock, openServer, prepareSite } from './site.ts'
import { isFree, spawnOidcProvider } from './spawn-oidc-provider.ts'
import { removeStateFile, runningDemo, writeStateFile } from './state-file.ts'

export interface DemoOptions {
  readonly children: number
  readonly weights: Weights
  readonly ask?: boolean
  /** Left out: the usual one, or any free port if that is taken. */
  readonly port?: number
  /** Of the identity provider. */
  readonly providerPort?: number
}

const SEED = 'hutong'
const FAILED = 1

/** Gives the exit code; whatever was started is stopped by then. */
export async function runDemo(options: DemoOptions): Promise<number> {
  await using parts = new AsyncDisposableStack()
  const interrupted = signalled()
  const running = stand(options, parts).catch((error: unknown) => {
    throw explained(error)
  })
  const started = await Promise.race([running, interrupted])
  if (typeof started === 'string') {
    // What is still starting fails on what is being stopped below; that is no news.
    running.catch(() => undefined)
    return SIGNAL_EXIT[started]
  }
  if (options.ask) return (await askAll(started, parts)) ? 0 : FAILED
  for (const line of readyLines(started)) console.log(line)
  followTheDay(options, started, parts)
  const signal = await interrupted
  console.log(`\nStopping (${signal}) …`)
  return SIGNAL_EXIT[signal]
}

const MINUTE_MS = 60_000

// A demo left running past midnight: the departments' nightly load comes, as it would in a city.
function followTheDay(
  options: DemoOptions,
  { site, issuer, gateway, departmentServices: services }: Standing,
  parts: AsyncDisposableStack,
): void {
  let day = shanghaiDay(systemClock.now())
  const timer = setInterval(() => {
    const today = shanghaiDay(systemClock.now())
    if (today === day) return
    day = today
    cityFor(options, { site, issuer })
      .then(() => publishDemoStatistics(site, gateway, services))
      .catch(() => say('the city could not be brought to the new day; start the demo again'))
  }, MINUTE_MS)
  parts.defer(() => clearInterval(timer))
}

interface Standing extends Running {
  readonly site: DemoSite
  readonly gateway: OpenGateway
  readonly departmentServices: Awaited<ReturnType<typeof startServices>>
  readonly processId: string
}

async function stand(options: DemoOptions, parts: AsyncDisposableStack): Promise<Standing> {
  const settings = readSettings()
  const server = await openServer(settings, { parts, log: say })
  if (!(await holdDemoLock(server, parts))) throw await anotherRuns(settings)
  await expectFree(options)
  // The provider needs a second to start and no database.
  const provider = kept(spawnOidcProvider(options.providerPort), parts)
  const site = await prepareSite(settings, { server, log: say })
  const { issuer } = await provider
  const city = await cityFor(options, { site, issuer })
  const services = await startServices(site, parts)
  const processId = randomUUID()
  const gateway = await openGateway({
    clock: systemClock,
    databaseUrl: site.databaseUrl,
    keyFile: site.keyFile,
    reports: site.reports,
    ...(await policiesFor(site, settings)),
    issuers: [issuer],
    audience: DEMO_AUDIENCE,
    services,
    notices: settings.notices,
    acceptSynthetic: true,
    log: (event) => console.error(JSON.stringify(event)),
    processId,
  })
  parts.defer(() => gateway.close())
  await confirmed(gateway.rooms)
  await publishDemoStatistics(site, gateway, services)
  await registerDemoOperations(site, gateway, settings.policiesFolder)
  await confirmed(gateway.rooms)
  const gatewayUrl = await gateway.listen(await portFor(options, settings), '127.0.0.1')
  parts.defer(() => removeStateFile(site.stateFolder))
  await writeStateFile(site.stateFolder, { issuer, gatewayUrl, pid: process.pid, services })
  const database = new URL(server.url).host
  return {
    ...{ site, gateway, processId, gatewayUrl, issuer, database, departmentServices: services },
    services: SERVED_DEPARTMENTS.map(({ code, service }) => ({ name: service.name, url: services[code].url })),
    manifest: city.manifest,
  }
}

// The services of the bureaux, each with a secret of its own.
async function startServices(
  site: DemoSite,
  parts: AsyncDisposableStack,
): Promise<Record<ServedCode, DepartmentService>> {
  const starting = byServedDepartment(({ code }) => {
    const token = randomBytes(32).toString('base64url')
    const databaseUrl = site.databaseUrl(code, readerOf(code))
    return { token, service: kept(spawnBureauService({ code, databaseUrl, secret: token, port: 0 }), parts) }
  })
  const started = new Map<ServedCode, SpawnedService>()
  for (const { code } of SERVED_DEPARTMENTS) started.set(code, await starting[code].service)
  return byServedDepartment(({ code }) => ({ url: started.get(code)?.url ?? '', token: starting[code].token }))
}

// Registered before it has started: whoever interrupts the start must still see it stopped.
function kept<Part extends { stop(): Promise<void> }>(
  starting: Promise<Part>,
  parts: AsyncDisposableStack,
): Promise<Part> {
  // Its failure is told where it is waited for, which may be later.
  starting.catch(() => undefined)
  parts.defer(() =>
    starting.then(
      (part) => part.stop(),
      () => undefined,
    ),
  )
  return starting
}

const CITY_WORDS: Readonly<Record<DemoCity['state'], string>> = {
  built: 'the city is built',
  reused: 'the city is reused as it was',
  moved: 'the city is reused, its open encounters moved to today',
}

async function cityFor(
  { children, weights }: DemoOptions,
  { site, issuer }: { site: DemoSite; issuer: string },
): Promise<DemoCity> {
  const referenceDay = shanghaiDay(systemClock.now())
  const settings = { seed: SEED, referenceDay, children, weights }
  const city = await ensureCity({ site, settings, issuer, progress: progressOn(process.stderr) })
  say(`${CITY_WORDS[city.state]}: ${children} children, ${weights} weights`)
  return city
}

async function policiesFor(site: DemoSite, { policiesFolder }: Settings): Promise<PolicySettings> {
  const { settings, isNew } = await activateDemoPolicies(site, policiesFolder)
  say(
    `the policies are ${isNew ? 'signed and activated' : 'the active ones'}; both officers’ keys are the demo’s and prove nothing`,
  )
  return settings
}

// A port that somebody chose is not given up for another.
async function expectFree({ port, providerPort }: DemoOptions): Promise<void> {
  for (const [option, chosen] of Object.entries({ '--port': port, '--provider-port': providerPort })) {
    if (chosen !== undefined && !(await isFree(chosen))) {
      throw new Error(
        `port ${chosen} is taken by another program: choose another with ${option}, or 0 for any free one`,
      )
    }
  }
}

async function portFor({ port }: DemoOptions, settings: Settings): Promise<number> {
  if (port !== undefined) return port
  if (await isFree(settings.port)) return settings.port
  say(`port ${settings.port} is taken: using any free one; choose one with --port`)
  return 0
}

async function anotherRuns({ stateFolder }: Settings): Promise<Error> {
  const other = await runningDemo(stateFolder)
  const where = other === null ? '' : ` (process ${other.pid}, ${other.gatewayUrl})`
  return new Error(`a demo runs already on these databases${where}: use it, or end it with Ctrl-C in its terminal`)
}

async function askAll(standing: Standing, parts: AsyncDisposableStack): Promise<boolean> {
  const { site } = standing
  const options = { max: 1, applicationName: 'hutong demo' }
  const journal = openPool(site.databaseUrl('JOURNAL', 'hutong_journal_writer'), options)
  parts.defer(() => closePools([journal]))
  return askQuestions({
    ...standing,
    journal,
    write: (text) => process.stdout.write(text),
    warn: (line) => process.stderr.write(`${line}\n`),
  })
}

function say(line: string): void {
  console.log(`- ${line}`)
}
