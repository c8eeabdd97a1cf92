// Everything that is wrong with a folder of policies, at once; and what is not wrong but makes one look twice.
import type { Day } from '../clock.ts'
import { readDocuments } from '../eligibility/read-document.ts'
import { readRulePack } from '../eligibility/rule-pack.ts'
import type { CheckParts } from '../policy/check.ts'
import { PolicyFaults } from '../policy/compile.ts'
import type { Fault } from '../policy/fault.ts'
import { isVocabulary, readVocabulary } from '../policy/vocabulary.ts'
import { checkAlgorithms, decidersIn, readAlgorithm } from '../worklists/algorithm.ts'
import { readCaseFiles } from './case-file.ts'
import { type Desk, layOut } from './desk.ts'
import type { PolicyFiles } from './policy-files.ts'
import { warningsOf } from './warnings.ts'

export interface Checked {
  readonly policies: number
  /** Documents of words: roles, purposes, relations, masks. */
  readonly words: number
  readonly rulePacks: number
  readonly cases: number
  readonly faults: readonly Fault[]
  /** None are looked for while there are faults: half a set would give false ones. */
  readonly warnings: readonly Fault[]
}

/** Never throws for what stands in the files. */
export function checkFiles(files: PolicyFiles, parts: CheckParts, today: Day): Checked {
  const names = [...files.documents.keys()]
  const words = names.filter(isVocabulary).length
  const { desk, faults: unfit } = laidOut(files, parts)
  const { legible: vocabulary } = readVocabulary(files.documents)
  const cases = readCaseFiles(files.cases, { catalogue: parts.catalogue, vocabulary })
  const faults = [...unfit, ...bundleFaults(files, desk), ...cases.faults]
  return {
    policies: names.length - words,
    words,
    rulePacks: files.packs.size,
    cases: cases.files.reduce((sum, file) => sum + file.cases.length, 0),
    faults,
    warnings: desk && faults.length === 0 ? warningsOf(desk, today) : [],
  }
}

function laidOut(files: PolicyFiles, parts: CheckParts): { desk: Desk | null; faults: readonly Fault[] } {
  try {
    return { desk: layOut(files.documents, parts), faults: [] }
  } catch (error) {
    if (!(error instanceof PolicyFaults)) throw error
    return { desk: null, faults: error.found }
  }
}

function bundleFaults({ packs, algorithms }: PolicyFiles, desk: Desk | null): Fault[] {
  const said: string[] = []
  const read = readDocuments(packs, readRulePack, said)
  const register = readDocuments(algorithms, readAlgorithm, said)
  const mayDecide = desk ? decidersIn(desk.set) : () => true
  said.push(...checkAlgorithms(register, { packs: [...read.values()], mayDecide }))
  return said.map(faultSaid)
}

// The readers say `file: path: what must be`; what must be is what mends it.
function faultSaid(sentence: string): Fault {
  const [file = '', path = '', ...what] = sentence.split(': ')
  return { file, path, what: what.join(': '), fix: 'mend it so' }
}
