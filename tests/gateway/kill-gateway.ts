// A whole gateway as a process of its own, to be killed from outside: the parts of the tests' town, its settings as one
// line of JSON on the standard input, its URL as one on the standard output. It ends with its parent.
import type { Journal } from '../../src/audit/journal.ts'
import { gatewayOfTown, settingsOfParent } from '../world/gateway-of-town.ts'
import { TEST_MOMENT } from '../world/oidc.ts'
import type { TownSite } from '../world/town-site.ts'

export interface KillGatewaySettings {
  readonly site: TownSite
  /** Prefix of the databases that hold the journal. */
  readonly journalPrefix: string
  readonly processId: string
  /** False stands a gateway that breaks promise 5 on purpose: the trials must find it out. */
  readonly waitsForJournal: boolean
}

const { site, journalPrefix, processId, waitsForJournal } = await settingsOfParent<KillGatewaySettings>()
const gateway = await gatewayOfTown({
  ...{ site, processId, moment: TEST_MOMENT, prefixes: { JOURNAL: journalPrefix } },
  wrapJournal: (journal) => (waitsForJournal ? journal : unwaiting(journal)),
})
process.stdout.write(`${JSON.stringify({ url: await gateway.listen(0, '127.0.0.1') })}\n`)

function unwaiting(slow: Journal): Journal {
  return {
    append(kind, body) {
      slow.append(kind, body).catch(() => undefined)
      return Promise.resolve()
    },
    appendLater: (kind, body) => slow.appendLater(kind, body),
    health: () => slow.health(),
    close: () => slow.close(),
  }
}
