// What the journal says when policies change, and when a change is refused: which release, signed by whom, and what it
// gave and took. No value of a child stands in a policy; coordinates and roles do.
import type { ActBody } from '../audit/entry.ts'
import { type CellChange, diffPolicies } from '../policy/diff.ts'
import { changedFiles } from './bundle.ts'
import { type Refusal, refusalText } from './refusal.ts'
import type { VerifiedRelease } from './succession.ts'

/** Of lists in one entry; what is left out is counted. */
const MOST_LISTED = 200

type Stamp = Pick<ActBody, 'entryId' | 'at'>

/** `before`: what was in force until now; null where nothing was, or nothing that this program can compile. */
export type FormerRelease = Pick<VerifiedRelease, 'hash' | 'bundle' | 'files' | 'set'>

export function activatedAct(stamp: Stamp, release: VerifiedRelease, before: FormerRelease | null): ActBody {
  const { gained, lost, changed, terms } = diffPolicies(before?.set.policies ?? null, release.set.policies)
  const changes = [
    ...gained.map((cell) => `gained ${cellText(cell)}`),
    ...lost.map((cell) => `lost ${cellText(cell)}`),
    ...changed.map((cell) => `changed ${cellText(cell)}`),
    ...terms.map(
      ({ role, purpose, term, before: then, after }) => `term ${role} ${purpose} ${term}: ${then} > ${after}`,
    ),
  ]
  return act(stamp, 'POLICY_ACTIVATED', release.set.policies.version, {
    release: release.hash,
    sequence: release.sequence,
    bundle: release.bundle,
    effectiveFrom: release.effectiveFrom,
    signedBy: release.signers,
    supersedes: release.supersedes,
    ...(release.withdraws ? { withdraws: true } : {}),
    previousRelease: before?.hash ?? null,
    previousBundle: before?.bundle ?? null,
    previousVersion: before?.set.policies.version ?? null,
    gained: gained.length,
    lost: lost.length,
    changed: changed.length,
    terms: terms.length,
    changes: changes.slice(0, MOST_LISTED),
    changesNotListed: Math.max(0, changes.length - MOST_LISTED),
    files: changedFiles(before?.files ?? new Map(), release.files).slice(0, MOST_LISTED),
  })
}

/** `release`: the name that the row gave, or null where there is no row. */
export function refusedAct(
  stamp: Stamp,
  { release, refusals, version }: { release: string | null; refusals: readonly Refusal[]; version: string | null },
): ActBody {
  return act(stamp, 'POLICY_REFUSED', version, {
    release: release === null ? null : printable(release),
    reasons: refusals.map((refusal) => printable(refusalText(refusal))),
  })
}

function act(
  { entryId, at }: Stamp,
  name: ActBody['act'],
  policyVersion: string | null,
  facts: ActBody['facts'],
): ActBody {
  return { entryId, at, act: name, personId: null, organisationId: null, subjects: [], policyVersion, facts }
}

function cellText({ role, purpose, kind, coordinate, before, after }: CellChange): string {
  return `${role} ${purpose} ${kind} ${coordinate}: ${before} > ${after}`
}

// The name of a release, and the words of a file that does not compile, are what somebody wrote into a table.
function printable(text: string): string {
  return text.toWellFormed().slice(0, 300)
}
