// The demo's city: built once for given parameters, found again at the next start, and brought to today.
import { readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { CAST } from '../city/cast.ts'
import type { CitySettings } from '../city/city.ts'
import { type CityPools, cityPools, loadCity, stampFreshness } from '../city/load.ts'
import type { Manifest } from '../city/manifest.ts'
import { moveEncounters } from '../city/move-encounters.ts'
import { CITY_TABLES, WORKER_TABLE } from '../city/tables.ts'
import { type Day, daysBetween, startOfDay } from '../clock.ts'
import { DATABASES } from '../database/databases.ts'
import { closePools, openPool } from '../database/pool.ts'
import { blindIndex } from '../masking/blind-index.ts'
import { type Keys, readKeyFile } from '../masking/key-file.ts'
import { demoRosterRows } from './accounts.ts'
import type { Progress } from './progress.ts'
import type { DemoSite } from './site.ts'

/** What the manifest file holds: the city as it was built, and the day that it has been brought to. */
export interface CityManifest extends Manifest {
  readonly day: Day
}

export type CityState = 'built' | 'reused' | 'moved'

export interface DemoCity {
  readonly manifest: CityManifest
  readonly state: CityState
}

export interface CityWish {
  readonly site: DemoSite
  /** `referenceDay` is today. */
  readonly settings: CitySettings
  readonly issuer: string
  readonly progress: Progress
}

/** Builds the city, or finds the one of the same parameters, and brings it to today and to the provider of this run. */
export async function ensureCity(wish: CityWish): Promise<DemoCity> {
  const pools = poolsOf(wish.site)
  try {
    const keys = await readKeyFile(wish.site.keyFile)
    const known = await knownCity(wish, { pools, keys })
    if (!known) return { manifest: await build(wish, { pools, keys }), state: 'built' }
    await pools.registry.query('UPDATE roster.account SET issuer = $1 WHERE issuer <> $1', [wish.issuer])
    await pools.registry.query('UPDATE roster.agent SET issuer = $1 WHERE issuer <> $1', [wish.issuer])
    return await bringToToday(wish, { pools, known })
  } finally {
    await closePools(Object.values(pools))
  }
}

function poolsOf(site: DemoSite): CityPools {
  return cityPools((code) =>
    openPool(site.databaseUrl(code, 'hutong_loader'), { max: 2, applicationName: 'hutong demo city' }),
  )
}

interface Stores {
  readonly pools: CityPools
  readonly keys: Keys
}

async function build({ site, settings, issuer, progress }: CityWish, { pools, keys }: Stores): Promise<CityManifest> {
  const file = manifestFile(site)
  // A load that fails half-way leaves no manifest, and the next start builds again.
  await rm(file, { force: true })
  progress.start(settings.children)
  const roster = demoRosterRows(settings.referenceDay, issuer)
  const manifest = await loadCity({ pools, keys, settings, roster, onProgress: progress.advance })
  progress.stop()
  await analyse(site)
  const built = { ...manifest, day: settings.referenceDay }
  await writeManifest(file, built)
  return built
}

// Without fresh statistics the planner would take the tables for empty ones.
async function analyse(site: DemoSite): Promise<void> {
  await Promise.all(
    DATABASES.map(async ({ code }) => {
      const owner = openPool(site.databaseUrl(code, 'hutong_owner'), { max: 1, applicationName: 'hutong demo city' })
      await owner.query('VACUUM ANALYZE')
      await closePools([owner])
    }),
  )
}

async function bringToToday(
  { site, settings }: CityWish,
  { pools, known }: { pools: CityPools; known: CityManifest },
): Promise<DemoCity> {
  const today = settings.referenceDay
  const isMoved = known.day !== today
  const manifest = { ...known, day: today }
  if (isMoved) {
    await moveEncounters(pools.registry, known.day, today)
    await pools.registry.query(
      'UPDATE roster.deputy SET valid_from = valid_from + $1::int, valid_to = valid_to + $1::int',
      [daysBetween(known.day, today)],
    )
    await writeManifest(manifestFile(site), manifest)
  }
  await stampFreshness(pools, startOfDay(today))
  return { manifest, state: isMoved ? 'moved' : 'reused' }
}

/** The manifest of the city in the databases, if it is the one wished for and was sealed with the keys at hand. */
async function knownCity({ site, settings }: CityWish, { pools, keys }: Stores): Promise<CityManifest | null> {
  const manifest = await readManifest(manifestFile(site))
  if (manifest === null) return null
  const isWished = (['seed', 'children', 'weights'] as const).every((name) => manifest[name] === settings[name])
  // A clock that was set back: a city of the future cannot be moved to today, its roster has not begun.
  if (!isWished || manifest.day > settings.referenceDay) return null
  // A city that was built before a department joined has nothing of it.
  if (![...CITY_TABLES.map(({ name }) => name), WORKER_TABLE].every((name) => name in manifest.rows)) return null
  const { rows } = await pools.registry.query<{ children: number; known: boolean }>(
    `SELECT (SELECT count(*) FROM registry.child) AS children,
            EXISTS (SELECT FROM registry.identifier WHERE kind = 'CITIZEN_ID' AND blind_index = $1) AS known`,
    [blindIndex(keys.registryIndex, 'CITIZEN_ID', CAST.stay.citizenId ?? '')],
  )
  return rows[0]?.known && rows[0].children === manifest.children ? manifest : null
}

function manifestFile({ stateFolder }: DemoSite): string {
  return path.join(stateFolder, 'city.json')
}

async function writeManifest(file: string, manifest: CityManifest): Promise<void> {
  // Its class counts are exact, small ones too.
  await writeFile(file, `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 })
}

// A file that cannot be read or parsed says as much as none.
async function readManifest(file: string): Promise<CityManifest | null> {
  const text = await readFile(file, 'utf8').catch(() => 'null')
  try {
    return JSON.parse(text) as CityManifest | null
  } catch {
    return null
  }
}
