// Whether the keys are there and sound, the key service answers, and when keys and the client's certificate end.
import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { shanghaiDay } from '../clock.ts'
import type { KeyFact, KeyProvider } from '../keys/key-provider.ts'
import type { KeyServiceSettings } from '../keys/key-service.ts'
import { openKeyProvider } from '../keys/open-provider.ts'
import { KEY_DEPARTMENTS, KeyFileError } from '../masking/key-file.ts'
import type { DoctorSite } from './checks.ts'
import { endingFinding } from './ending.ts'
import { type Finding, kindOf, notesOf } from './finding.ts'
import { tlsEnding } from './tls-end.ts'

const notes = notesOf('keys')

export async function checkKeys(site: DoctorSite): Promise<readonly Finding[]> {
  const { keyFile, keyService } = site.settings
  if (keyFile === null) return []
  const provider = await openKeyProvider({ keyFile, keyService }, { clock: site.clock }).catch(() => null)
  if (!provider)
    return [
      notes.fault(
        'the certificate for the key service cannot be read',
        'look at HUTONG_KEY_SERVICE_CERTIFICATE, _CERTIFICATE_KEY and _CA',
      ),
    ]
  try {
    return [
      ...(await readFindings(provider)),
      ...(await endFindings(provider, site)),
      ...(keyService ? await certificateFindings(keyService, site) : []),
    ]
  } finally {
    await provider.close()
  }
}

async function readFindings(provider: KeyProvider): Promise<Finding[]> {
  try {
    const { departments } = await provider.read()
    const lacking = KEY_DEPARTMENTS.flatMap((code) =>
      departments[code].ids.filter((id) => !departments[code].byId(id)).map((id) => `${id} of ${code}`),
    )
    if (lacking.length === 0) return [notes.well('every key is there and sound')]
    return [
      notes.fault(
        `the key service does not give data keys ${lacking.join(', ')}`,
        'ask who runs the key service whether their master keys are there; until then the cells under them are UNAVAILABLE',
      ),
    ]
  } catch (error) {
    const says = error instanceof KeyFileError ? inOneLine(error.message) : `the keys cannot be had: ${kindOf(error)}`
    return [notes.fault(says, 'look at HUTONG_KEY_FILE and HUTONG_KEY_SERVICE_URL, _TOKEN (docs/keys.md)')]
  }
}

async function endFindings(provider: KeyProvider, { clock }: DoctorSite): Promise<Finding[]> {
  const facts = await provider.list().catch(() => [])
  const today = shanghaiDay(clock.now())
  // What is current no more opens old cells for as long as there are some; its day is past and means nothing.
  const current = facts.filter(({ isCurrent, kind }) => isCurrent && kind !== 'own')
  return current.map((fact) => {
    const what = `${fact.kind} key ${fact.id} of ${fact.holder}`
    if (fact.notAfter === null) return notes.well(`${what} has no day by which another should follow`)
    return endingFinding(notes, { what, lastDay: fact.notAfter, fix: fixOf(fact) }, today)
  })
}

function inOneLine(message: string): string {
  return message.replace(':\n', ': ').replaceAll('\n', '; ')
}

function fixOf({ kind, holder }: KeyFact): string {
  if (kind === 'master')
    return `have the key service make a new master key of ${holder}, then \`hutong keys rotate ${holder}\``
  return `\`hutong keys rotate ${holder}\`, then \`hutong keys reseal ${holder}\``
}

async function certificateFindings(
  { certificate, url }: KeyServiceSettings,
  { clock }: DoctorSite,
): Promise<Finding[]> {
  const today = shanghaiDay(clock.now())
  const theirs = await tlsEnding(url)
  const server = theirs
    ? [{ what: 'the certificate of the key service', lastDay: theirs, fix: 'remind who runs it' }]
    : []
  if (!certificate) return server.map((ending) => endingFinding(notes, ending, today))
  const pem = await readFile(certificate.certificateFile, 'utf8').catch(() => '')
  const lastDay = lastDayOf(pem)
  if (!lastDay)
    return [
      notes.fault(
        'the client certificate cannot be read',
        'HUTONG_KEY_SERVICE_CERTIFICATE must name a certificate in PEM',
      ),
    ]
  const client = {
    what: 'the client certificate for the key service',
    lastDay,
    fix: 'get a new one from who runs the key service, replace both files, restart',
  }
  return [...server, client].map((ending) => endingFinding(notes, ending, today))
}

function lastDayOf(pem: string): string | null {
  try {
    return shanghaiDay(new Date(new X509Certificate(pem).validTo))
  } catch {
    return null
  }
}
