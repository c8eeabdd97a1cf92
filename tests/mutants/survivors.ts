// Mutants that no test notices, and why that is no hole: each is written down with its reason, or the run fails.
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { parse } from 'yaml'

/** `why`: the proof that it is the same program, or that what changes is a word to an operator and no decision. */
interface Survivor {
  readonly file: string
  /** The line of code, without the blanks around it. */
  readonly line: string
  readonly becomes: string
  readonly why: string
}

interface Place {
  readonly line: number
  readonly column: number
}

interface Report {
  readonly files: Readonly<
    Record<
      string,
      {
        readonly source: string
        readonly mutants: readonly {
          readonly status: string
          readonly replacement?: string
          readonly location: { readonly start: Place; readonly end: Place }
        }[]
      }
    >
  >
}

/** Every reason of a folder of YAML files, each a list. */
export async function readSurvivors(folder: string): Promise<readonly Survivor[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort()
  const texts = await Promise.all(files.map((name) => readFile(path.join(folder, name), 'utf8')))
  return texts.flatMap((text) => (parse(text) ?? []) as Survivor[])
}

/** As sentences: survivors without a reason, and reasons without a survivor in the files of this report. */
export function unexplained({ files }: Report, known: readonly Survivor[]): string[] {
  const found = Object.entries(files).flatMap(([file, { source, mutants }]) =>
    mutants
      .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
      .map((mutant) => spelled({ file, ...lineOf(source, mutant) })),
  )
  const explained = known.filter(({ file, why }) => files[file] && why.trim() !== '').map(spelled)
  return [
    ...found.filter((each) => !explained.includes(each)).map((each) => `without a reason: ${each}`),
    ...explained.filter((each) => !found.includes(each)).map((each) => `a reason for what is noticed: ${each}`),
  ]
}

function lineOf(source: string, { location, replacement = '' }: Report['files'][string]['mutants'][number]) {
  const { start, end } = location
  const lines = source.split('\n')
  const [first = '', last = ''] = [lines[start.line - 1], lines[end.line - 1]]
  const becomes = `${first.slice(0, start.column - 1)}${replacement}${last.slice(end.column - 1)}`
  return { line: first.trim(), becomes: becomes.replaceAll(/\s+/g, ' ').trim() }
}

function spelled({ file, line, becomes }: Omit<Survivor, 'why'>): string {
  return `${file}: ${line} -> ${becomes}`
}
