// Whether the document of the public-data platform behind which requests may come is sound, where one is named.
import { readFile } from 'node:fs/promises'
import { readPlatform } from '../identity/platform-document.ts'
import { sentenceOf } from '../policy/fault.ts'
import type { DoctorSite } from './checks.ts'
import { type Finding, kindOf, notesOf } from './finding.ts'

const notes = notesOf('platform')

export async function checkPlatform({ settings }: DoctorSite): Promise<readonly Finding[]> {
  const { platform, issuers } = settings
  if (platform === null) return [notes.well('no platform hands requests on')]
  try {
    const { value, faults } = await readPlatform(await readFile(platform.file, 'utf8'), { ...platform, issuers })
    if (!value) return faults.map((fault) => notes.fault(`the platform is at fault: ${sentenceOf(fault)}`, 'mend it'))
    return [notes.well(`${value.issuer} hands on what ${value.applications.size} applications ask`)]
  } catch (error) {
    return [notes.fault(`the document of the platform cannot be read: ${kindOf(error)}`, `look at ${platform.file}`)]
  }
}
