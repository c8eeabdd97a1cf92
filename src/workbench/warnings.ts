// What compiles and yet may be a mistake: a word that nothing uses, an item that nobody sees, a ground not in force, an
// end that comes near. Each says what to do about it, or that it may well be meant.

import type { Classification } from '../catalogue/item.ts'
import { DATA_ITEMS } from '../catalogue/items.ts'
import { addDays, type Day } from '../clock.ts'
import { maskNamed } from '../masking/masks.ts'
import type { Fault } from '../policy/fault.ts'
import type { Desk } from './desk.ts'
import { grantedUses } from './granted-uses.ts'

/** A policy that ends within this many days is named, so that its successor is signed in time. */
const NEAR_END_DAYS = 60

/** Items that no schema of ours may ever hold: what they tell stays with their source. */
const NOWHERE: ReadonlySet<string> = new Set(['D35', 'D45', 'D52'])

export function warningsOf(desk: Desk, today: Day): Fault[] {
  return [
    ...rolesWithoutPolicy(desk),
    ...purposesWithoutPolicy(desk),
    ...draftGrounds(desk),
    ...nearEnds(desk, today),
    ...unseenItems(desk),
    ...unusedMasks(desk),
  ]
}

function* rolesWithoutPolicy({ vocabulary, entries }: Desk): Generator<Fault> {
  const spoken = new Set(entries.map(({ policy }) => policy.role))
  for (const [role, { zh }] of Object.entries(vocabulary.roles)) {
    if (spoken.has(role)) continue
    const what = `no policy speaks for ${role} (${zh}): everything is refused to it`
    yield { file: 'roles.yaml', path: `roles.${role}`, what, fix: 'write its policy, or leave it if that is meant' }
  }
}

function* purposesWithoutPolicy({ vocabulary, entries }: Desk): Generator<Fault> {
  const served = new Set(entries.map(({ policy }) => policy.purpose))
  for (const [purpose, { zh }] of Object.entries(vocabulary.purposes)) {
    if (served.has(purpose)) continue
    const what = `no policy serves ${purpose} (${zh})`
    yield { file: 'purposes.yaml', path: `purposes.${purpose}`, what, fix: 'write one, or leave it if that is meant' }
  }
}

function* draftGrounds({ vocabulary, entries }: Desk): Generator<Fault> {
  for (const { file, policy } of entries) {
    const drafts = policy.basis.filter(({ status }) => status === 'DRAFT')
    for (const { instrument, article } of drafts) {
      yield { file, path: 'basis', what: `${instrument} ${article} is a draft`, fix: 'name a ground that is in force' }
    }
    if (vocabulary.purposes[policy.purpose]?.basis.status !== 'DRAFT') continue
    const what = `the ground of ${policy.purpose} in purposes.yaml is a draft`
    yield { file, path: 'purpose', what, fix: 'wait until it is in force, or name another ground there' }
  }
}

function* nearEnds({ entries }: Desk, today: Day): Generator<Fault> {
  for (const { file, policy } of entries) {
    if (policy.until === null || policy.until > addDays(today, NEAR_END_DAYS)) continue
    const what =
      policy.until <= today ? `has granted nothing since ${policy.until}` : `grants nothing from ${policy.until} on`
    yield { file, path: 'until', what, fix: 'have its successor signed in time, or remove it' }
  }
}

function* unseenItems({ catalogue, entries }: Desk): Generator<Fault> {
  const granted = entries.flatMap(({ grant }) => grantedUses(grant, catalogue).map(({ coordinate }) => coordinate))
  const seen = new Set(granted.flatMap((coordinate) => itemsOf(catalogue.get(coordinate))))
  const declared = new Set([...catalogue.values()].flatMap(itemsOf))
  for (const { code, zh, en } of DATA_ITEMS) {
    if (NOWHERE.has(code) || seen.has(code)) continue
    const item = `${zh} (${en})`
    const fix = 'grant it where it is needed, or leave it if that is meant'
    if (declared.has(code)) yield { file: 'policies', path: code, what: `${item} is granted to nobody`, fix }
    else
      yield {
        file: 'schema',
        path: code,
        what: `${item} is not in the schema`,
        fix: 'declare it, or leave it if that is meant',
      }
  }
}

/** A flag may hold the answer of several items. */
function itemsOf(classification: Classification | undefined): string[] {
  return classification ? [classification.item, ...(classification.holds ?? [])] : []
}

// A mask that the gateway has is kept for whoever will need it; one that it has not is a word with nothing behind it.
function* unusedMasks({ vocabulary, entries }: Desk): Generator<Fault> {
  const used = new Set(entries.flatMap(({ policy }) => Object.values(policy.fields).map(({ mask }) => mask)))
  for (const [mask, { zh }] of Object.entries(vocabulary.masks)) {
    if (used.has(mask) || maskNamed(mask)) continue
    const what = `no policy uses ${mask} (${zh}), and the gateway has no such mask`
    yield { file: 'masks.yaml', path: `masks.${mask}`, what, fix: 'remove it' }
  }
}
