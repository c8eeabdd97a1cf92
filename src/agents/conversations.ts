// One child for each conversation of an agent (X08): whoever talks a program into asking about the next child gets
// nothing, whether or not there is such a child. The first child is bound durably, for all processes and restarts.
import type { Pool } from 'pg'
import type { Clock } from '../clock.ts'
import { GatewayError } from '../errors.ts'
import { type BlindIndexKey, keyedDigest } from '../masking/blind-index.ts'

export interface Conversations {
  /** Resolves when the conversation of that name is about this subject, as submitted; throws REFUSED when about another. */
  expectSame(name: string, subject: string): Promise<void>
}

// A row that another transaction is writing shows in neither half; asked again, it does.
const BIND = `
  with bound as (
    insert into registry.conversation (id, child, bound_at) values ($1, $2, $3)
    on conflict (id) do nothing returning child
  )
  select child from bound union all select child from registry.conversation where id = $1 limit 1`

const MOST_ATTEMPTS = 3

export function createConversations(pool: Pool, key: BlindIndexKey, clock: Clock): Conversations {
  const bound = async (id: Buffer, child: Buffer): Promise<Buffer> => {
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
      const values = [id, child, clock.now()]
      const { rows } = await pool.query<{ child: Buffer }>({ name: 'bind-conversation', text: BIND, values })
      if (rows[0]) return rows[0].child
    }
    throw new GatewayError('UNAVAILABLE', 'the conversation cannot be bound')
  }
  return {
    async expectSame(name, subject) {
      const id = keyedDigest(key, `CONVERSATION\0${name}`)
      // Made from the conversation too, so that no two rows tell that they are about one child.
      const child = keyedDigest(key, `CONVERSATION CHILD\0${id.toString('hex')}\0${subject}`)
      if (!(await bound(id, child)).equals(child))
        throw new GatewayError('REFUSED', 'another child in one conversation')
    },
  }
}
