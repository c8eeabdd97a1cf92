// The bounds of each source as the job that links keeps them: where nothing is held, it waits for hours; inside a batch, seconds.
import type { SourceBounds } from '../../departments/bounds.ts'
import { type GuardParts, guardJobCalls, type JobCalls } from '../../departments/guarded-source.ts'
import type { SourcePace } from '../../departments/pace/source-pace.ts'
import { isHeldBack } from '../../departments/source-fault.ts'
import type { LinkingJob } from './job.ts'
import { type LinkedDepartment, SheetFault } from './read-sheets.ts'

export interface PacedSource {
  readonly bounds: SourceBounds
  readonly pace: SourcePace
  readonly ask: JobCalls
}

/** A turn inside a batch is waited for so long, for the batch holds what others wait for. */
const TURN_MS = 5_000

/** The bounds of a source as the job keeps them. */
export function pacedSource(parts: Pick<GuardParts, 'bounds' | 'pace' | 'clock'>): PacedSource {
  const { bounds, pace } = parts
  return { bounds, pace, ask: guardJobCalls({ ...parts, jobWaitMs: TURN_MS }) }
}

/** So often in a row a batch may find a source out or without room; then the run stops there, and goes on another time. */
const MOST_TRIES = 60
const TRY_AGAIN_MS = 1_000

// What may take hours, until a source opens or its day begins, is waited for before anything is held.
export async function withinBounds<Answer>(
  { sources, clock, onOut }: Pick<LinkingJob, 'sources' | 'clock' | 'onOut'>,
  asked: readonly LinkedDepartment[],
  work: () => Promise<Answer>,
): Promise<Answer> {
  let since: Date | null = null
  for (let tries = 1; ; tries += 1) {
    try {
      for (const department of asked) await ready(sources[department].pace, department)
      return await work()
    } catch (cause) {
      const isPassing = cause instanceof SheetFault && cause.isPassing
      if (!isPassing || tries === MOST_TRIES) throw cause
      const now = clock.now()
      since ??= now
      const until = new Date(now.getTime() + (MOST_TRIES - tries) * TRY_AGAIN_MS)
      onOut?.({ source: cause.department, since, until, waiting: null })
      await clock.waitUntil(new Date(now.getTime() + TRY_AGAIN_MS))
    }
  }
}

async function ready(pace: SourcePace, department: LinkedDepartment): Promise<void> {
  try {
    await pace.readyForJob()
  } catch (cause) {
    throw new SheetFault(department, cause, isHeldBack(cause))
  }
}
