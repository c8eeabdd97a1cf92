// A name taken apart for comparing: as a whole, character by character, and by sound without tone.
import { polyphonic } from 'pinyin-pro'
import { normalName } from '../masking/normal-name.ts'
import { isGap, LOOK_ALIKES } from './name-characters.ts'
import type { Tokeniser } from './tokens.ts'

export interface NameCharacter {
  readonly character: string
  /** The same for characters that are typed for one another. */
  readonly folded: string
  /** Every reading without tone; none for characters that have none. */
  readonly sounds: readonly string[]
}

export interface NameForm {
  /** The whole name without dots between its parts. */
  readonly whole: string
  /** In order; null where the writer left a gap. */
  readonly characters: readonly (NameCharacter | null)[]
}

/** Longer than any name in a register; what is beyond it is compared as a whole only. */
const MOST_CHARACTERS = 40

/** Null for a text in which nothing of a name is left. */
export function nameForm(text: string, token: Tokeniser): NameForm | null {
  const characters = [...normalName(text)].filter((character) => character !== '\u00b7' && character !== ' ')
  if (characters.every(isGap)) return null
  return {
    whole: token('NAME', characters.join('')),
    characters: characters
      .slice(0, MOST_CHARACTERS)
      .map((character) => (isGap(character) ? null : characterForm(character, token))),
  }
}

function characterForm(character: string, token: Tokeniser): NameCharacter {
  const folded = LOOK_ALIKES.get(character) ?? character
  return {
    character: token('CHARACTER', character),
    folded: token('CHARACTER', folded),
    sounds: soundsOf(folded).map((sound) => token('SOUND', sound)),
  }
}

// Characters of names are some thousands; the readings of one never change.
const KNOWN_SOUNDS = new Map<string, readonly string[]>()
const MOST_KNOWN = 20_000

function soundsOf(character: string): readonly string[] {
  const known = KNOWN_SOUNDS.get(character)
  if (known) return known
  const readings: readonly (readonly string[])[] = polyphonic(character, { toneType: 'none', type: 'array' })
  const sounds = [...new Set(readings.flat())].filter((sound) => sound !== character && sound !== '')
  if (KNOWN_SOUNDS.size < MOST_KNOWN) KNOWN_SOUNDS.set(character, sounds)
  return sounds
}
