// The city's chance. Every child has a generator of its own, seeded by SHA-256 of (seed, index), so that child i is the
// same whichever children were made before it, and the city can be streamed, split and repeated.
import { hash } from 'node:crypto'
import type { DepartmentCode } from '../departments/departments.ts'

/** sfc32 (Chris Doty-Humphrey, PractRand): small, fast, and good enough for made-up people. Never for keys. */
export class Random {
  #a: number
  #b: number
  #c: number
  #counter = 1

  constructor(a: number, b: number, c: number) {
    this.#a = a | 0
    this.#b = b | 0
    this.#c = c | 0
    for (let round = 0; round < 12; round += 1) this.next()
  }

  /** An unsigned 32-bit integer. */
  next(): number {
    const result = (this.#a + this.#b + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + result) | 0
    return result >>> 0
  }

  /** A number in [0, 1). */
  unit(): number {
    return this.next() / 4_294_967_296
  }

  /** An integer in [0, limit). */
  below(limit: number): number {
    return Math.floor(this.unit() * limit)
  }

  chance(probability: number): boolean {
    return this.unit() < probability
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T
  }

  /** Picks by weight; weights need not add up to one. */
  weighted<T>(choices: readonly (readonly [T, number])[]): T {
    let total = 0
    for (const [, weight] of choices) total += weight
    let point = this.unit() * total
    for (const [value, weight] of choices) {
      point -= weight
      if (point < 0) return value
    }
    return (choices.at(-1) as readonly [T, number])[0]
  }
}

/** One independent generator per topic, so that a change in one department's facts leaves the others' alone. */
export type Topic =
  | 'identity'
  | 'situation'
  | 'family'
  | 'relations'
  | 'protection'
  | 'linking'
  | 'parents'
  | 'care'
  | 'case'
  | 'assessments'
  | DepartmentCode

// The first topics have constants of SHA-2; every other one is told apart by its own digest.
const FIRST_CONSTANTS: Readonly<Partial<Record<Topic, number>>> = {
  identity: 0x1f83d9ab,
  situation: 0x5be0cd19,
  family: 0x9b05688c,
  MZJ: 0x510e527f,
  GAJ: 0xa54ff53a,
  CLH: 0x3c6ef372,
  YBJ: 0xbb67ae85,
  WJW: 0x6a09e667,
  JYJ: 0x428a2f98,
  relations: 0x71374491,
  protection: 0xb5c0fbcf,
  linking: 0xe9b5dba5,
}

const constants = new Map<Topic, number>()

function constantOf(topic: Topic): number {
  const constant = FIRST_CONSTANTS[topic] ?? constants.get(topic) ?? hash('sha256', topic, 'buffer').readInt32LE(0)
  constants.set(topic, constant)
  return constant
}

/** The generators of one subject (a child, a pair, a district …), all derived from one digest. */
export function randomsOf(seed: string, subject: string): (topic: Topic) => Random {
  const digest = hash('sha256', `${seed}|${subject}`, 'buffer')
  const [a, b, c] = [digest.readInt32LE(0), digest.readInt32LE(4), digest.readInt32LE(8)]
  return (topic) => new Random(a, b ^ constantOf(topic), c)
}

/** A UUID (version 8, RFC 9562) that is a digest of its parts. */
export function derivedUuid(...parts: readonly string[]): string {
  const digest = hash('sha256', parts.join('|'), 'hex')
  const variant = '89ab'[Number.parseInt(digest[16] as string, 16) & 3]
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(13, 16)}-${variant}${digest.slice(17, 20)}-${digest.slice(20, 32)}`
}

/**
 * A keyed permutation of [0, size): a four-round Feistel network, walked until it lands inside.
 * It spreads children over birth dates without remembering which dates are taken.
 */
export function permutation(seed: string, size: number): (index: number) => number {
  const digest = hash('sha256', `${seed}|permutation`, 'buffer')
  const keys = [0, 4, 8, 12].map((offset) => digest.readInt32LE(offset))
  let halfBits = 1
  while (2 ** (2 * halfBits) < size) halfBits += 1
  const mask = 2 ** halfBits - 1
  const walk = (value: number): number => {
    let left = Math.floor(value / 2 ** halfBits)
    let right = value & mask
    for (const key of keys) [left, right] = [right, left ^ (mix(right ^ key) & mask)]
    return left * 2 ** halfBits + right
  }
  return (index) => {
    let value = walk(index)
    while (value >= size) value = walk(value)
    return value
  }
}

function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}
