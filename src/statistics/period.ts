// Snapshots are a quarter apart: what changes between two of them is more than one child.
import type { Day } from '../clock.ts'
import { quarterOf } from './menu/course.ts'

/** Quarters since the year 0, so that two running quarters are two running numbers. */
export const periodOf: (day: Day) => number = quarterOf

/** `2026-Q4`. */
export function periodName(period: number): string {
  return `${Math.floor(period / 4)}-Q${quarterIn(period)}`
}

/** 1 to 4. */
export function quarterIn(period: number): number {
  return (period % 4) + 1
}

/** Null for what is no quarter. */
export function periodNamed(name: string): number | null {
  const [, year, quarter] = /^(\d{4})-Q([1-4])$/.exec(name) ?? []
  return year && quarter ? Number(year) * 4 + Number(quarter) - 1 : null
}
