// The XML of a workbook, read as a stream of elements and texts without their namespaces. A document type is refused: nothing
// of a workbook needs one, and entities could expand without end.
import type { Readable } from 'node:stream'
import sax from 'sax'
import { FileRefused } from '../file-refused.ts'

/** Where a tag stands in the text, in characters; the last is the first behind it. */
export interface Span {
  readonly from: number
  readonly to: number
}

export interface Listener {
  open?(name: string, attributes: Readonly<Record<string, string>>, span: Span): void
  close?(name: string, span: Span): void
  text?(text: string): void
}

/** Tells the listener of all elements; gives back each piece, so that what was found in it can be taken away. */
export async function* parsed(stream: Readable, listener: Listener): AsyncGenerator<string> {
  const parser = sax.parser(true, { trim: false, position: true })
  const span = (): Span => ({ from: parser.startTagPosition - 1, to: parser.position })
  const refuse = (): never => {
    throw new FileRefused('NOT_A_WORKBOOK')
  }
  parser.ondoctype = refuse
  parser.onerror = refuse
  parser.onopentag = ({ name, attributes }) =>
    listener.open?.(local(name), attributes as Record<string, string>, span())
  parser.onclosetag = (name) => listener.close?.(local(name), span())
  parser.ontext = (text) => listener.text?.(text)
  parser.oncdata = (text) => listener.text?.(text)
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) {
      const text = decoder.decode(piece, { stream: true })
      parser.write(text)
      yield text
    }
    const rest = decoder.decode()
    parser.write(rest).close()
    yield rest
  } catch (error) {
    // An archive that does not unpack, a text that does not decode, an element that does not end.
    throw error instanceof FileRefused ? error : new FileRefused('NOT_A_WORKBOOK')
  } finally {
    stream.destroy()
  }
}

/** The whole of a part, for one that is small. */
export async function parseAll(stream: Readable, listener: Listener): Promise<void> {
  for await (const _ of parsed(stream, listener));
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}
