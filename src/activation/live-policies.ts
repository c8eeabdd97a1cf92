// The policies in force under the look of one PolicySet, for whoever asks about one thing at a time. An operation that
// asks twice must hold one set instead (fulfil.ts does).
import { REPORT_PURPOSE } from '../identity/caller.ts'
import type { PolicySet } from '../policy/compile.ts'
import type { ActivePolicies } from './active-policies.ts'
import type { ActiveSet } from './compile-bundle.ts'

/** Each of its answers throws UNAVAILABLE when the policies in force are not confirmed. */
export function livePolicies(active: ActivePolicies): PolicySet {
  return {
    get version() {
      return active.current().policies.version
    },
    get vocabulary() {
      return active.current().policies.vocabulary
    },
    grantFor: (role, purpose) => setFor(active, purpose).policies.grantFor(role, purpose),
    grants: () => active.current().policies.grants(),
  }
}

/** What decides for the purpose now. Where the policies in force are not confirmed, those known last still take a report. */
export function setFor(active: Pick<ActivePolicies, 'current' | 'last'>, purpose: string): ActiveSet {
  return purpose === REPORT_PURPOSE ? active.last() : active.current()
}
