// Whether the services of the departments that have one know the gateway: each is asked about nobody.
import { request } from 'undici'
import { type Day, shanghaiDay } from '../clock.ts'
import { SERVED_DEPARTMENTS, type ServedDepartment } from '../departments/departments.ts'
import type { DepartmentService } from '../settings.ts'
import type { DoctorSite } from './checks.ts'
import { endingFinding } from './ending.ts'
import { type Finding, kindOf, notesOf } from './finding.ts'
import { tlsEnding } from './tls-end.ts'

const notes = notesOf('services')
const TIMEOUT_MS = 3_000

export async function checkServices({ settings, clock }: DoctorSite): Promise<readonly Finding[]> {
  const today = shanghaiDay(clock.now())
  const findings = SERVED_DEPARTMENTS.map(async (department) => {
    const service = settings.services[department.code]
    return service ? examined(department, { ...service, today }) : []
  })
  return (await Promise.all(findings)).flat()
}

interface Served extends DepartmentService {
  readonly today: Day
}

async function examined(department: ServedDepartment, served: Served): Promise<readonly Finding[]> {
  const { name } = department.service
  const lastDay = await tlsEnding(served.url)
  const what = `the certificate of the ${name} service`
  const ending = lastDay && endingFinding(notes, { what, lastDay, fix: 'remind the bureau' }, served.today)
  return [await answerFinding(department, served), ...(ending ? [ending] : [])]
}

async function answerFinding({ service }: ServedDepartment, { url, token }: Served): Promise<Finding> {
  const what = `the ${service.name} service`
  const variable = `HUTONG_${service.name.toUpperCase()}`
  try {
    const statusCode = await answerAboutNobody(service.shared[0]?.name ?? '', { url, token })
    if (statusCode === 200) return notes.well(`${what} answers and knows the gateway`)
    if (statusCode === 401 || statusCode === 403)
      return notes.fault(`${what} does not know the gateway`, `set ${variable}_TOKEN to what the bureau gave`)
    return notes.fault(`${what} answers ${statusCode}`, 'ask the bureau; until then its rules answer UNDETERMINED')
  } catch (error) {
    return notes.fault(`${what} does not answer: ${kindOf(error)}`, `look at ${variable}_URL and at the network`)
  }
}

async function answerAboutNobody(column: string, { url, token }: DepartmentService): Promise<number> {
  const { statusCode, body } = await request(new URL('/records', url), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ columns: [column], keys: [] }),
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  })
  await body.dump()
  return statusCode
}
