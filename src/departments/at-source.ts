// What is written at a department's own source. One that takes nothing in is out, and nothing of the entry stands.
import { GatewayError } from '../errors.ts'
import { isOutage } from './source-fault.ts'

/** Rejects with SOURCE_UNAVAILABLE while the source, "the community", is out. */
export async function atSource<Result>(source: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof GatewayError || !isOutage(cause)) throw cause
    throw new GatewayError('SOURCE_UNAVAILABLE', `${source} takes nothing in`, { cause })
  }
}

/** In place of a source that a service of its own stands for, and that names no place to write to. */
export function closedSource(source: string): () => Promise<never> {
  return () => Promise.reject(new GatewayError('SOURCE_UNAVAILABLE', `the service of ${source} takes no entries`))
}
