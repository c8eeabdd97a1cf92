// The attacks, each against a plain threshold and against the project's own release.
import * as averaging from './averaging.ts'
import * as differencing from './differencing.ts'
import * as equalSets from './equal-sets.ts'
import type { Ground } from './ground.ts'
import type { Outcome } from './guesses.ts'
import * as insertion from './insertion.ts'
import * as nullShape from './null-shape.ts'
import * as pooling from './pooling.ts'
import * as reconstruction from './reconstruction.ts'
import * as smallCells from './small-cells.ts'
import * as standardAmounts from './standard-amounts.ts'
import * as sums from './sums.ts'
import * as suppression from './suppression.ts'
import * as tracker from './tracker.ts'

export interface Attack {
  plain(ground: Ground): Outcome
  ours(ground: Ground): Outcome
}

export const ATTACKS: Readonly<Record<string, Attack>> = {
  differencing,
  'general tracker': tracker,
  'averaging 24 equal forms': averaging,
  'linear reconstruction': reconstruction,
  'small cells': smallCells,
  'suppression audit by simplex': suppression,
  'membership by the shape of null': nullShape,
  'before and after one insertion': insertion,
  sums,
  'pooling of analysts, divisions and snapshots': pooling,
  'equal sets': equalSets,
  'sums of standard amounts': standardAmounts,
}
