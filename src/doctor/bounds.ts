// Whether the document of the sources' bounds is sound, where one is named, and which sources are closed by it now.
import { readFile } from 'node:fs/promises'
import { readBounds } from '../departments/agreed-bounds.ts'
import { isOpen } from '../departments/bounds.ts'
import { sentenceOf } from '../policy/fault.ts'
import type { DoctorSite } from './checks.ts'
import { type Finding, kindOf, notesOf } from './finding.ts'

const notes = notesOf('bounds')

export async function checkBounds({ settings, clock }: DoctorSite): Promise<readonly Finding[]> {
  const { boundsFile } = settings
  if (boundsFile === null) return [notes.well('sources are asked as their departments declare')]
  try {
    const { value, faults } = readBounds(await readFile(boundsFile, 'utf8'), boundsFile)
    if (!value) return faults.map((fault) => notes.fault(`the bounds are at fault: ${sentenceOf(fault)}`, 'mend it'))
    const agreed = Object.entries(value)
    const closed = agreed.filter(([, bounds]) => !isOpen(bounds, clock.now())).map(([code]) => code)
    const which = closed.length > 0 ? `; closed now: ${closed.join(', ')}` : ''
    return [notes.well(`bounds were agreed for ${agreed.length} of the sources${which}`)]
  } catch (error) {
    return [notes.fault(`the bounds cannot be read: ${kindOf(error)}`, `look at ${boundsFile}`)]
  }
}
