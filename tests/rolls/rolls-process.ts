// A gateway in a process of its own that works on the rolls that wait, and stands still for good at a point of its work, to be
// killed there: AT_POINT on its standard output says that it has come to it, DONE that nothing is left to do.
import type pg from 'pg'
import type { Journal } from '../../src/audit/journal.ts'
import { type GatewayOfTown, gatewayOfTown, settingsOfParent } from '../world/gateway-of-town.ts'
import { KILL_POINTS, type KillAt } from './kill-points.ts'

export interface RollsProcessSettings extends Pick<GatewayOfTown, 'site' | 'moment' | 'prefixes'> {
  readonly killAt: KillAt
}

const { killAt, ...town } = await settingsOfParent<RollsProcessSettings>()
let passed = 0

/** For good, at the point; never otherwise. */
function standsStill(point: KillAt['point']): boolean {
  if (killAt.point !== point) return false
  passed += 1
  if (passed === killAt.time) process.stdout.write('AT_POINT\n')
  return passed >= killAt.time
}

const FOR_GOOD = new Promise<never>(() => undefined)

function standingStill(real: Journal): Journal {
  return {
    async append(kind, body) {
      if (kind === 'INTENT' && standsStill('BEFORE_INTENT')) await FOR_GOOD
      await real.append(kind, body)
      if (kind === 'INTENT' && standsStill('INTENT_DURABLE')) await FOR_GOOD
    },
    appendLater: (kind, body) => real.appendLater(kind, body),
    health: () => real.health(),
    close: () => real.close(),
  }
}

type Query = (...asked: unknown[]) => unknown

function standingStillAtStatements(real: pg.Pool): pg.Pool {
  const sought = KILL_POINTS[killAt.point]
  real.on('connect', (client) => {
    const query = client.query.bind(client) as Query
    let isWriting = false
    const isSought = (statement: string): boolean => {
      if (statement.includes(KILL_POINTS.RESULTS_HALF_WRITTEN)) isWriting = true
      // A chunk of a roll is not the only thing that is committed.
      const isFound = sought === 'commit' ? statement === sought && isWriting : !!sought && statement.includes(sought)
      if (statement === 'commit') isWriting = false
      return isFound
    }
    const heldUp: Query = (...asked) =>
      isSought(statementOf(asked[0])) && standsStill(killAt.point) ? FOR_GOOD : query(...asked)
    Object.assign(client, { query: heldUp })
  })
  return real
}

function statementOf(asked: unknown): string {
  if (typeof asked === 'string') return asked
  const { name, text } = asked as { readonly name?: string; readonly text: string }
  return name ?? text
}

const gateway = await gatewayOfTown({
  ...town,
  wrapJournal: standingStill,
  wrapRegistry: standingStillAtStatements,
})
await gateway.rollJobs.run()
process.stdout.write('DONE\n')
