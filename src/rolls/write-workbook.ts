// The result of a workbook: the officer's own archive, entry by entry, with the one sheet widened. The same roll and answers give
// the same bytes, so no moment of writing is in it.
import { Readable } from 'node:stream'
import { ZipFile } from 'yazl'
import type { FileContent } from '../spreadsheets/file-content.ts'
import { withColumns } from '../spreadsheets/workbook/add-columns.ts'
import { oneSheet } from '../spreadsheets/workbook/one-sheet.ts'
import { openWorkbook, type Workbook } from '../spreadsheets/workbook/open-workbook.ts'
import { ADDED, type Addition, addedTo } from './result.ts'

// The first day that an archive can name, by the clock of wherever it is written.
const NO_MOMENT = { mtime: new Date(1980, 0, 1), forceDosTimestamp: true, mode: 0o100644 }

/** Throws FileRefused. */
export async function writeWorkbook(content: FileContent, addition: Addition): Promise<Readable> {
  const workbook = await openWorkbook(content)
  const { sheet } = await oneSheet(workbook)
  const archive = new ZipFile()
  for (const name of workbook.names().filter((each) => !each.endsWith('/'))) {
    archive.addReadStreamLazy(name, NO_MOMENT, (give) => {
      const entry = name === sheet ? widened(workbook, sheet, addition) : workbook.read(name)
      void entry.then(
        (stream) => {
          give(null, stream)
        },
        (error: unknown) => archive.emit('error', error),
      )
    })
  }
  archive.end()
  const written = Readable.from(archive.outputStream as AsyncIterable<Buffer>)
  archive.on('error', (error: Error) => written.destroy(error))
  return written.once('close', () => workbook.close())
}

async function widened(workbook: Workbook, sheet: string, addition: Addition): Promise<Readable> {
  const cellsOf = (line: number): readonly string[] | null => addedTo(addition, line)
  const added = { from: addition.width, count: ADDED, cellsOf }
  return Readable.from(withColumns(await workbook.read(sheet), added), { objectMode: false })
}
