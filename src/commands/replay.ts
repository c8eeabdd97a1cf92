// `hutong replay <answerId>`: recomputes an answer from what it was weighed on, and says whether it is identical. It shows
// the answer, its rule and what differs; never an input, and never whose answer it is.
import type { Command } from 'commander'
import type { Replayed } from '../answers/replay.ts'
import { closePools } from '../database/pool.ts'
import { isUuid } from '../uuid.ts'
import { keySite, withKeys } from './key-site.ts'
import { openRegistry } from './registry-pool.ts'

const NONE_KEPT = 1
const WRONG_USE = 2
const OTHERWISE = 3

export function replayCommand(program: Command): void {
  program
    .command('replay <answerId>')
    .description('recompute an answer from its kept inputs, under the rule pack that answered')
    .addHelpText('after', '\nExit codes: 0 identical, 1 none is kept, 2 no such id, 3 it comes out otherwise.')
    .action(run)
}

async function run(answerId: string): Promise<void> {
  if (!isUuid(answerId)) {
    process.stderr.write('not the id of an answer: a UUID in lower case\n')
    process.exitCode = WRONG_USE
    return
  }
  const { replay } = await import('../answers/replay.ts')
  const pool = await openRegistry('hutong_gateway')
  try {
    const replayed = await withKeys(keySite(), ({ journalSubject }) =>
      replay({ registry: pool, packs: [] }, journalSubject, { answerId, ofChild: null }),
    )
    if (typeof replayed === 'string') {
      process.stderr.write(`${FAILURES[replayed]}\n`)
      process.exitCode = NONE_KEPT
    } else say(replayed)
  } finally {
    await closePools([pool])
  }
}

const FAILURES = {
  NO_ANSWER: 'no answer is kept under this id: it was never given, or its time is over',
  NO_PACK: 'the rule pack that answered is in no stored release',
} as const

function say({ answerId, askedAt, benefit, policyVersion, kept, differences, isRegistrySame, trace }: Replayed): void {
  const isIdentical = differences.length === 0 && isRegistrySame
  const lines = [
    `${answerId}  asked ${askedAt.toISOString()}  ${benefit} on ${kept.validOn}`,
    `rule ${trace.rule.id} (${trace.rule.clause}) of ${trace.rule.pack}, policies ${policyVersion}`,
    `answered ${kept.status}${kept.tier === null ? '' : ` ${kept.tier}`}, because ${kept.reason}`,
    ...(differences.length === 0 ? [] : [`comes out otherwise: ${differences.join(', ')}`]),
    ...(isRegistrySame ? [] : ['the registry no longer gives the outcomes that it gave then']),
    ...(isIdentical ? ['identical'] : []),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
  if (!isIdentical) process.exitCode = OTHERWISE
}
