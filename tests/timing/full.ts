// `npm run prove:existence`: the stopwatch at work on a whole gateway. Not part of every run, for it takes the machine alone.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Keys, readKeyFile } from '../../src/masking/key-file.ts'
import { openTown, type Town } from '../world/town.ts'
import { isUnnoticeable, plantDelay, type Timed, timeExistence } from './existence.ts'

const PAIRS = Number(process.env.HUTONG_PROVE_PAIRS ?? 600)

let keys: Keys
const towns: Town[] = []

async function open(): Promise<Town> {
  const town = await openTown()
  towns.push(town)
  return town
}

function said({ pairs, p, medianDifference, medianUs, load }: Timed): string {
  return `${pairs} pairs, median ${medianUs.toFixed(0)} us, difference ${medianDifference.toFixed(1)} us, p = ${p.toPrecision(3)}, load ${load.toFixed(1)}`
}

beforeAll(async () => {
  const town = await open()
  keys = await readKeyFile(town.site.keyFile)
})
afterAll(() => Promise.all(towns.map((town) => town.close())))

describe('a stopwatch', () => {
  it('does not tell a child of others from nobody', async () => {
    const timed = await timeExistence({ town: towns[0] as Town, keys, pairs: PAIRS })
    console.log(`as it is: ${said(timed)}`)
    expect(isUnnoticeable(timed), said(timed)).toBe(true)
  }, 900_000)

  it('does not tell nobody from nobody', async () => {
    const timed = await timeExistence({ town: towns[0] as Town, keys, pairs: PAIRS, isControl: true })
    console.log(`nobody and nobody: ${said(timed)}`)
    expect(isUnnoticeable(timed), said(timed)).toBe(true)
  }, 900_000)

  it('tells them where somebody is slower by 100 us', async () => {
    const town = await open()
    plantDelay(town, keys, 100)
    const timed = await timeExistence({ town, keys, pairs: PAIRS })
    console.log(`with 100 us planted: ${said(timed)}`)
    expect(isUnnoticeable(timed), said(timed)).toBe(false)
  }, 900_000)
})
