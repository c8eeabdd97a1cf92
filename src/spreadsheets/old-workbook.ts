// An old workbook (BIFF, .xls or .et) as an .xlsx. The one library that reads them is large and its input is a stranger's, so it
// works in a thread of its own, with little memory and little time.
import { Worker } from 'node:worker_threads'
import { programFile } from '../programs.ts'
import { type FileFault, FileRefused } from './file-refused.ts'

export interface Bounds {
  readonly memoryMb: number
  readonly timeoutMs: number
}

const BOUNDS: Bounds = { memoryMb: 512, timeoutMs: 30_000 }

/** What the thread says. */
export type Converted =
  | { readonly workbook: Uint8Array; readonly fault?: never }
  | { readonly workbook?: never; readonly fault: FileFault }

/** Throws FileRefused. */
export async function asXlsx(content: Buffer, bounds: Bounds = BOUNDS): Promise<Buffer> {
  const worker = new Worker(programFile('spreadsheets/old-workbook-worker'), {
    workerData: content,
    // Nothing of this process: no loader, no environment.
    execArgv: [],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: bounds.memoryMb },
  })
  const timer = setTimeout(() => void worker.terminate(), bounds.timeoutMs)
  try {
    const { workbook, fault } = await saidBy(worker)
    if (fault) throw new FileRefused(fault)
    return Buffer.from(workbook ?? [])
  } finally {
    clearTimeout(timer)
    await worker.terminate()
  }
}

function saidBy(worker: Worker): Promise<Converted> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('exit', () => reject(new FileRefused('TAKES_TOO_LONG')))
    worker.once('error', (error: NodeJS.ErrnoException) =>
      reject(new FileRefused(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'EXPANDS_TOO_FAR' : 'NOT_A_WORKBOOK')),
    )
  })
}
