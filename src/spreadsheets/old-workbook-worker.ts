// The thread that reads an old workbook. What it hands back is looked at like every other .xlsx: hidden cells, formulas and
// sheets go into it as they are, to be refused there.
import { parentPort, workerData } from 'node:worker_threads'
import { read, set_cptable, type WorkBook, write } from '@e965/xlsx'
import * as codePages from '@e965/xlsx/dist/cpexcel.full.mjs'
import type { FileFault } from './file-refused.ts'
import type { Converted } from './old-workbook.ts'

function converted(content: Uint8Array): Converted {
  // Workbooks of before 1997 hold their texts in the code page of their computer.
  set_cptable(codePages)
  try {
    const workbook = read(content, { type: 'array', cellNF: true, cellStyles: true, bookVBA: true })
    if (workbook.vbaraw || isMacroSheet(workbook)) return { fault: 'MACROS' }
    // Names of areas may be formulas, and point elsewhere.
    workbook.Workbook = { ...workbook.Workbook, Names: [] }
    return { workbook: write(workbook, { type: 'array', bookType: 'xlsx', bookSST: true, compression: true }) }
  } catch (error) {
    return { fault: faultOf(error) }
  }
}

function isMacroSheet({ Sheets }: WorkBook): boolean {
  return Object.values(Sheets).some((sheet) => (sheet['!type'] as string | undefined) === 'macro')
}

function faultOf(error: unknown): FileFault {
  return error instanceof Error && /password|encrypt/i.test(error.message) ? 'ENCRYPTED' : 'NOT_A_WORKBOOK'
}

parentPort?.postMessage(converted(workerData as Uint8Array))
