// Whether the services at which departments are read know the gateway: each in the gateway's own form is asked about nobody.
import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { type Clock, type Day, shanghaiDay } from '../clock.ts'
import { clientOf } from '../departments/adapters/open-service.ts'
import { type DepartmentService, readSources } from '../departments/adapters/sources.ts'
import type { Department } from '../departments/department.ts'
import { DEPARTMENTS } from '../departments/departments.ts'
import { CredentialsRefused } from '../departments/source-fault.ts'
import { sentenceOf } from '../policy/fault.ts'
import type { DoctorSite } from './checks.ts'
import { endingFinding } from './ending.ts'
import { type Finding, kindOf, notesOf } from './finding.ts'
import { tlsEnding } from './tls-end.ts'

const notes = notesOf('services')
const TIMEOUT_MS = 3_000

export async function checkServices({ settings, clock }: DoctorSite): Promise<readonly Finding[]> {
  const { sourcesFile } = settings
  if (sourcesFile === null) return []
  const text = await readFile(sourcesFile, 'utf8').catch((error: unknown) => error)
  if (typeof text !== 'string') {
    return [notes.fault(`the sources cannot be read: ${kindOf(text)}`, `look at ${sourcesFile}`)]
  }
  const { value, faults } = await readSources(text, sourcesFile)
  if (!value) return faults.map((fault) => notes.fault(`the sources are at fault: ${sentenceOf(fault)}`, 'mend it'))
  const findings = DEPARTMENTS.map(async (department) => {
    const service = value[department.code]
    return service ? examined(department, service, clock) : []
  })
  return (await Promise.all(findings)).flat()
}

async function examined(department: Department, service: DepartmentService, clock: Clock): Promise<readonly Finding[]> {
  const answer = service.mappingFile
    ? notes.well(`the mapping of ${named(department)} is sound`)
    : await answerFinding(department, service, clock)
  return [answer, ...(await endings(department, service, shanghaiDay(clock.now())))]
}

// Ours ends as theirs does, and is ours to renew.
async function endings(department: Department, service: DepartmentService, today: Day): Promise<readonly Finding[]> {
  const what = `the certificate of ${named(department)}`
  const [theirs, ours] = [await tlsEnding(service.url), await ownEnding(service)]
  return [
    theirs && endingFinding(notes, { what, lastDay: theirs, fix: 'remind the bureau' }, today),
    ours &&
      endingFinding(notes, { what: `our ${what.slice('the '.length)}`, lastDay: ours, fix: 'ask for another' }, today),
  ].flatMap((finding) => finding || [])
}

async function ownEnding({ certificate }: DepartmentService): Promise<Day | null> {
  if (!certificate) return null
  return shanghaiDay(new Date(new X509Certificate(await readFile(certificate.file)).validTo))
}

// How a service of another form is asked about nobody is nobody's to know.
async function answerFinding(department: Department, service: DepartmentService, clock: Clock): Promise<Finding> {
  const what = named(department)
  const client = await clientOf({ ...service, clock })
  const column = department.service?.shared[0]?.name ?? department.subjectKey.name
  const body = JSON.stringify({ columns: [column], keys: [] })
  try {
    await client.ask({ method: 'POST', path: '/records', body }, AbortSignal.timeout(TIMEOUT_MS))
    return notes.well(`${what} answers and knows the gateway`)
  } catch (error) {
    const fix = `look at ${department.code} in HUTONG_SOURCES`
    if (error instanceof CredentialsRefused) return notes.fault(`${what} does not know the gateway`, fix)
    return notes.fault(
      `${what} does not answer: ${kindOf(error)}`,
      `${fix} and at the network; its rules are UNDETERMINED`,
    )
  } finally {
    await client.close()
  }
}

const named = ({ code, service }: Department): string => `the ${service?.name ?? code} service`
